import { checkPair, type Ensemble, type Progress, type Table, takeRows } from "../src/index.js"
import { ensembleOf } from "./ensemble-of.js"
import { rankInParts } from "./rank-in-parts.js"
import type { LoadedTable, ModelChoice, Session } from "./session.js"
import { withSavedRoles } from "./set-role.js"
import type { Work } from "./state/works.js"

/** More rows than these are shown from a sample first. */
const SAMPLE = 2000

/** Analyses a model on a table: a seeded sample at once, the checks, then all rows. Stopping keeps what there is. */
export async function explainChosen(session: Session, model: ModelChoice, given: LoadedTable): Promise<void> {
  session.endAnalysis()
  const chosen = withSavedRoles(session, given)
  const { signal } = session
  const again = session.state.model === model && session.state.table?.table === chosen.table
  session.change({ model, table: chosen, checks: [], stoppedOn: undefined, ...(again ? {} : { result: undefined }) })
  const ensemble = await ensembleOf(session, model)
  if (!ensemble) return
  keepSelection(session, model, chosen, ensemble)
  const { table } = chosen
  const work = session.begin("checking")
  try {
    if (!ensemble.noShap && table.rows > SAMPLE) await explain(session, work, ensemble, table, signal, SAMPLE)
    work.say("checking")
    await check(session, ensemble, chosen, signal)
    if (!ensemble.noShap) await explain(session, work, ensemble, table, signal)
  } catch (error) {
    if (!signal.aborted) session.fail(error)
  } finally {
    work.end()
  }
}

/** Checks again, e.g. when another column is the stored prediction. */
export async function checkChosen(session: Session): Promise<void> {
  const { model, table } = session.state
  if (!model?.ensemble || !table) return
  const work = session.begin("checking")
  try {
    await check(session, model.ensemble, table, session.signal)
  } catch (error) {
    session.fail(error)
  } finally {
    work.end()
  }
}

async function check(session: Session, ensemble: Ensemble, chosen: LoadedTable, signal: AbortSignal): Promise<void> {
  const checks = await checkPair(await session.engine(), ensemble, chosen.table, chosen.roles.prediction)
  signal.throwIfAborted()
  session.change({ checks })
}

/** What was selected stays selected as far as the new model and table have it. */
function keepSelection(session: Session, model: ModelChoice, table: LoadedTable, ensemble: Ensemble): void {
  const { view } = session
  const row = view.row !== undefined && view.row < table.table.rows ? view.row : undefined
  const feature = ensemble.features.some(({ name }) => name === view.feature) ? view.feature : undefined
  const output = Math.min(view.output, ensemble.outputs - 1)
  const chosen = { model: model.label, table: table.path, row, feature, output }
  if (view.model === undefined) session.history.amend(chosen)
  else session.history.change(chosen)
  session.tell()
}

async function explain(
  session: Session,
  work: Work,
  ensemble: Ensemble,
  table: Table,
  signal: AbortSignal,
  sample?: number,
): Promise<void> {
  const stage = sample ? `explaining ${sample.toLocaleString("en-US")} rows first` : "explaining"
  work.say(stage)
  const engine = await session.engine()
  const onProgress = (progress: Progress) => work.say(stage, progress)
  const explanation = await engine.shap(ensemble, table, { signal, onProgress, ...(sample && { sample, seed: 0 }) })
  const rows = explanation.sample ? takeRows(table, explanation.sample) : table
  work.say("ranking")
  const output = explanation.outputs > 1 ? session.view.output : undefined
  const ranking = await rankInParts(engine, explanation, rows, output, signal)
  session.change({ result: { explanation, rows, ranking } })
}

/** Shows another output of a model with several. */
export async function chooseOutput(session: Session, output: number): Promise<void> {
  session.look({ output })
  await rankOutput(session)
}

/** Ranks the features for the output that is looked at. */
export async function rankOutput(session: Session): Promise<void> {
  const { result } = session.state
  if (!result || result.explanation.outputs < 2) return
  const { signal, view } = session
  const engine = await session.engine()
  const ranking = await rankInParts(engine, result.explanation, result.rows, view.output, signal)
  if (session.state.result === result) session.change({ result: { ...result, ranking } })
}
