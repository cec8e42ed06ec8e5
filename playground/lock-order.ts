import { columnsFit, sampleRows, takeRows } from "../src/index.js"
import { ensembleOf } from "./ensemble-of.js"
import { fileImportance } from "./importance-facts.js"
import { type ImportanceRun, importanceOfRun } from "./importance-runs.js"
import type { Job } from "./pages/latest.js"
import { rankInParts } from "./rank-in-parts.js"
import type { ModelChoice, Session } from "./session.js"

/** What an order can be locked to: another model, or what a run logged. */
export type LockTarget = { readonly model: ModelChoice } | { readonly run: ImportanceRun }

/** Another model's features, or a run's, the most important first. */
export interface LockedOrder {
  readonly features: readonly string[]
  /** By what they are ranked. */
  readonly measure: string
}

/** Rows that are explained to rank another model's features. */
const ROWS = 2000

/** What can be chosen, by the text that a link carries: all models but the one that is looked at, and runs. */
export function lockTargets({ state }: Session, runs: readonly ImportanceRun[]): Map<string, LockTarget> {
  const models = state.models.filter((each) => each !== state.model).map((model) => [model.label, { model }] as const)
  return new Map<string, LockTarget>([
    ...models,
    ...runs.map((each) => [`run:${each.run.runId}`, { run: each }] as const),
  ])
}

export function lockName(target: LockTarget): string {
  return "model" in target ? target.model.label : `${target.run.label}, as logged`
}

/** The order of another model or run; undefined where it is not known. */
export function lockedOrder(session: Session, target: LockTarget, job: Job): Promise<LockedOrder | undefined> {
  return "model" in target ? orderOfModel(session, target.model, job) : orderOfRun(session, target.run)
}

async function orderOfRun(session: Session, run: ImportanceRun): Promise<LockedOrder | undefined> {
  const found = await importanceOfRun(
    session,
    run,
    session.state.model?.ensemble?.features.map(({ name }) => name) ?? [],
  )
  if (!found) return undefined
  return { features: found.features.map(({ feature }) => feature), measure: `importance as logged in ${found.source}` }
}

/**
 * By mean |SHAP| of a sample of the same rows, or by the gains of its file where the rows
 * do not fit it or it has no SHAP values; undefined where neither is known.
 */
async function orderOfModel(session: Session, model: ModelChoice, job: Job): Promise<LockedOrder | undefined> {
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
