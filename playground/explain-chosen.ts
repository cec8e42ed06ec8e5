import { checkPair, type Ensemble, guessRoles, type Table, takeRows } from "../src/index.js"
import { ensembleOf } from "./ensemble-of.js"
import type { LoadedTable, ModelChoice, Session } from "./session.js"

/** More rows than these are shown from a sample first. */
const SAMPLE = 2000

/** Analyses a model on a table: a seeded sample at once, the checks, then all rows. Stopping keeps what there is. */
export async function explainChosen(session: Session, model: ModelChoice, chosen: LoadedTable): Promise<void> {
  session.stop()
  const { signal } = session
  session.change({ model, table: chosen, checks: [], result: undefined, row: 0, output: 0 })
  const ensemble = await ensembleOf(session, model)
  if (!ensemble) return
  const { table } = chosen
  try {
    if (!ensemble.noShap && table.rows > SAMPLE) await explain(session, ensemble, table, signal, SAMPLE)
    session.change({ stage: "checking" })
    const checks = await checkPair(await session.engine(), ensemble, table, guessRoles(table, ensemble).prediction)
    signal.throwIfAborted()
    session.change({ checks })
    if (!ensemble.noShap) await explain(session, ensemble, table, signal)
  } catch (error) {
    if (!signal.aborted) session.fail(error)
  } finally {
    if (!signal.aborted) session.change({ stage: undefined, progress: undefined })
  }
}

async function explain(
  session: Session,
  ensemble: Ensemble,
  table: Table,
  signal: AbortSignal,
  sample?: number,
): Promise<void> {
  session.change({ stage: sample ? `explaining ${sample} rows first` : "explaining" })
  const engine = await session.engine()
  const onProgress = (progress: Session["state"]["progress"]) => signal.aborted || session.change({ progress })
  const explanation = await engine.shap(ensemble, table, { signal, onProgress, ...(sample && { sample, seed: 0 }) })
  const rows = explanation.sample ? takeRows(table, explanation.sample) : table
  session.change({ stage: "ranking", progress: undefined })
  const output = explanation.outputs > 1 ? session.state.output : undefined
  const ranking = await engine.rankFeatures(explanation, rows, output)
  signal.throwIfAborted()
  // The row that is looked at stays the same one when all rows take the sample's place.
  const { row: looked, result } = session.state
  const row = looked === 0 ? 0 : (result?.explanation.sample?.[looked] ?? looked)
  session.change({
    result: { explanation, rows, ranking },
    row: sample ? 0 : Math.min(row, Math.max(0, rows.rows - 1)),
  })
}

/** Shows another output of a model with several. */
export async function chooseOutput(session: Session, output: number): Promise<void> {
  const { result } = session.state
  session.change({ output })
  if (!result) return
  const ranking = await (await session.engine()).rankFeatures(result.explanation, result.rows, output)
  session.change({ result: { ...result, ranking } })
}
