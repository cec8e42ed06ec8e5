import { columnsFit, sampleRows, takeRows } from "../src/index.js"
import { ensembleOf } from "./ensemble-of.js"
import { fileImportance } from "./importance-facts.js"
import type { Job } from "./pages/latest.js"
import { rankInParts } from "./rank-in-parts.js"
import type { ModelChoice, Session } from "./session.js"

/** Another model's features, the most important first. */
export interface LockedOrder {
  readonly features: readonly string[]
  /** By what they are ranked. */
  readonly measure: string
}

/** Rows that are explained to rank another model's features. */
const ROWS = 2000

/** The models that an order can be locked to: all but the one that is looked at, by their labels. */
export function lockChoices({ state }: Session): Record<string, string> {
  return Object.fromEntries(state.models.filter((each) => each !== state.model).map(({ label }) => [label, label]))
}

/**
 * The order of another model: by mean |SHAP| of a sample of the same rows, or by the gains of its file where the rows
 * do not fit it or it has no SHAP values; undefined where neither is known.
 */
export async function lockedOrder(session: Session, model: ModelChoice, job: Job): Promise<LockedOrder | undefined> {
  const ensemble = await ensembleOf(session, model)
  const table = session.state.table?.table
  if (!ensemble || !table) return undefined
  if (ensemble.noShap || !columnsFit(ensemble, table)) {
    const gain = fileImportance(ensemble)?.gain
    return gain && { features: gain.map(({ feature }) => feature), measure: "gain, as its file says" }
  }
  const chosen = sampleRows(table.rows, ROWS, 0)
  const rows = chosen ? takeRows(table, chosen) : table
  const engine = await session.engine()
  const explanation = await engine.shap(ensemble, rows, { signal: job.signal })
  const ranking = await rankInParts(engine, explanation, rows, undefined, job.signal)
  const count = rows.rows.toLocaleString("en-US")
  return { features: ranking.map(({ feature }) => feature), measure: `mean |SHAP| on ${count} of these rows` }
}
