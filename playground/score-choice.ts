import { type Ensemble, type EvaluateOptions, sampleRows, scoreTable, type Table, takeRows } from "../src/index.js"
import { ensembleOf } from "./ensemble-of.js"
import type { Job } from "./pages/latest.js"
import type { LoadedTable, Session } from "./session.js"

/** Where the scores that are judged come from. */
export type ScoreSource = "model" | "column"

/** A table with the scores that are judged, and what its columns are for. */
export interface Scored {
  readonly table: Table
  readonly source: ScoreSource
  /** A name for legends. */
  readonly name: string
  readonly options: EvaluateOptions
}

/** More rows than these are judged by a sample first. */
const MANY_ROWS = 60_000
const SAMPLE = 20_000

/** The sources that there are; the model's own predictions first. */
export function scoreSources({ state }: Session): ScoreSource[] {
  const column = state.table?.roles.prediction !== undefined
  return [...(state.model ? (["model"] as const) : []), ...(column ? (["column"] as const) : [])]
}

export function chosenSource(session: Session): ScoreSource | undefined {
  const sources = scoreSources(session)
  const wanted = session.view.options["score.from"]
  return sources.find((source) => source === wanted) ?? sources[0]
}

/** Predictions are computed once for a model and a table, whichever page asks first. */
const known = new WeakMap<Table, WeakMap<Ensemble, { table: Table; scores: string[] }>>()

/** The chosen table with its scores. @throws Error when there is no target or no score. */
export async function scoredTableOf(session: Session, job: Pick<Job, "signal" | "onProgress">): Promise<Scored> {
  const { model, table } = session.state
  const source = chosenSource(session)
  const target = table?.roles.target
  if (!table || !source || target === undefined) throw new Error("needs a target column and a score")
  if (source === "column") {
    const score = table.roles.prediction!
    return { table: table.table, source, name: score, options: { ...rolesOf(table), target, score } }
  }
  const ensemble = await ensembleOf(session, model!)
  if (!ensemble) throw new Error(`${model!.label} could not be read`)
  const { table: scored, scores } = await predicted(session, ensemble, table.table, job)
  const score = scores.length === 1 ? scores[0]! : scores
  return { table: scored, source, name: model!.label, options: { ...rolesOf(table), target, score } }
}

/** Another table's scores by the same model, e.g. those of the training rows. */
export async function predicted(
  session: Session,
  ensemble: Ensemble,
  table: Table,
  job: Pick<Job, "signal" | "onProgress">,
): Promise<{ table: Table; scores: string[] }> {
  const before = known.get(table)?.get(ensemble)
  if (before) return before
  const found = await scoreTable(await session.engine(), ensemble, table, job)
  const own = known.get(table) ?? new WeakMap()
  known.set(table, own.set(ensemble, found))
  return found
}

/** The roles that matter to metrics. */
export function rolesOf({ roles }: LoadedTable): Omit<EvaluateOptions, "target" | "score"> {
  const { group, date, weight, id } = roles
  return {
    ...(group !== undefined && { group }),
    ...(date !== undefined && { date }),
    ...(weight !== undefined && { weight }),
    ...(id !== undefined && date !== undefined && { id }),
  }
}

/** A seeded sample to judge first; undefined where the rows are few, or belong together. */
export function firstRows({ table, options }: Scored): Table | undefined {
  if (table.rows <= MANY_ROWS || options.group !== undefined) return undefined
  return takeRows(table, sampleRows(table.rows, SAMPLE, 0)!)
}
