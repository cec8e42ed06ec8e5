import {
  type DecisionCard,
  decideInStore,
  type Evaluation,
  fitReport,
  type Report,
  type ReportedMetrics,
  type RowCard,
  type RunComparison,
  reportedRows,
  sampleRows,
  version,
  writeHtmlReport,
} from "../src/index.js"
import type { Job } from "./pages/latest.js"
import { chosenMetric } from "./pages/run-charts.js"
import { championIn } from "./pages/run-decision.js"
import { compareTicked } from "./pages/runs-page.js"
import { runColumns } from "./plots/run-columns.js"
import { numericNames } from "./run-facts.js"
import { filteredRuns, listExperiments } from "./run-lists.js"
import { scoredTableOf } from "./score-choice.js"
import type { Session } from "./session.js"

/** What a report may hold. */
export type ReportCard = RowCard | "metrics" | "comparison" | "decision"

export const reportCards: Readonly<Record<ReportCard, string>> = {
  metrics: "Metrics with intervals",
  bar: "Average effects (SHAP bar)",
  beeswarm: "Effects on each row (beeswarm)",
  dependence: "How features work (dependence)",
  waterfall: "Why a row (waterfall)",
  decision: "Decision: the selected run against the champion",
  comparison: "Ticked runs side by side",
}

/** Why a card cannot be had now; "" where it can. */
export function cardMissing(card: ReportCard, session: Session): string {
  const { state, view } = session
  if (card === "metrics") return state.model && state.table?.roles.target ? "" : "needs a model, a table and a target"
  if (card === "decision") return view.run === undefined ? "select a run on page 9" : ""
  if (card === "comparison") return view.options["runs.compare"] ? "" : "tick runs on page 9"
  return state.result ? "" : "needs a model and a table"
}

/** A report that is ready to be saved. */
export interface ReadyReport {
  readonly report: Report
  readonly html: string
  readonly bytes: number
  readonly rows: number
}

export interface ReportWish {
  readonly title: string
  readonly cards: readonly ReportCard[]
  readonly rows: number
  readonly maxBytes: number
}

/** Computes what the wanted cards need, and makes the report fit. */
export async function assembleReport(session: Session, wish: ReportWish, job: Job): Promise<ReadyReport> {
  const { cards } = wish
  const page = await reportPage(job.signal)
  const metrics = cards.includes("metrics") ? await measured(session, job) : null
  const runs = cards.includes("comparison") ? comparison(session) : null
  const decision = cards.includes("decision") ? await decided(session) : null
  job.signal.throwIfAborted()
  const explained = session.state.result?.rows.rows ?? 0
  const rowCards = cards.filter((card) => card !== "metrics" && card !== "comparison" && card !== "decision")
  const wanted = rowCards.length > 0 ? Math.min(wish.rows, explained) : 0
  const created = new Date().toISOString()
  const fitted = fitReport(page, wanted, wish.maxBytes, (rows) => ({
    ...{ title: wish.title, version, created, facts: factsOf(session), notes: [], decision, metrics },
    rows: rowCards.length > 0 ? rowsOf(session, rowCards, rows) : null,
    ...{ comparison: runs, findings: [] },
  }))
  return { ...fitted, html: writeHtmlReport(page, fitted.report) }
}

/** The page that results go into lies beside this one. */
async function reportPage(signal: AbortSignal): Promise<string> {
  const answer = await fetch("./report.html", { signal })
  const text = answer.ok ? await answer.text() : ""
  if (text.includes("leafwise-report")) return text
  throw new Error("report.html: not found beside this page; npm run build makes it, and a host must serve it too")
}

function rowsOf({ state, view }: Session, cards: readonly RowCard[], rows: number): Report["rows"] {
  const { result, table } = state
  if (!result) return null
  const keep = rows > 0 ? sampleRows(result.rows.rows, rows, 0) : new Uint32Array()
  return reportedRows(result.explanation, result.rows, {
    ...{ cards, ranking: result.ranking, total: table?.table.rows ?? result.rows.rows, output: view.output },
    ...(keep && { keep }),
  })
}

async function measured(session: Session, job: Job): Promise<ReportedMetrics> {
  const { table, options } = await scoredTableOf(session, job)
  const found: Evaluation = await (await session.engine()).evaluate(table, options, job)
  const { kind, level, metrics, rows } = found
  return { target: options.target, kind, level, rows: { total: rows.total, used: rows.used }, metrics }
}

function comparison({ state, view }: Session): RunComparison | null {
  const all = listExperiments(state.stores)
  const chosen = all.find(({ key }) => key === view.options["runs.experiment"]) ?? all[0]
  const ticked = String(view.options["runs.compare"] ?? "")
  return (
    (chosen &&
      compareTicked(
        chosen.runs,
        filteredRuns(chosen.runs, String(view.options["runs.filter"] ?? "")),
        ticked,
        view.options["runs.baseline"],
      )) ??
    null
  )
}

/** @throws RangeError where the two runs share no windows. */
async function decided({ state, view }: Session): Promise<DecisionCard | null> {
  const own = state.stores.find(({ runs }) => runs.some(({ runId }) => runId === view.run))
  const run = own?.runs.find(({ runId }) => runId === view.run)
  if (!own || !run) return null
  const champion = championIn(own.runs, await own.store.registeredModels(), view.options["runs.baseline"])
  if (!champion) throw new Error("a decision needs a champion: pin a baseline run, or register one")
  const { metrics } = numericNames(runColumns(own.runs), own.runs.length)
  return decideInStore(
    own.store,
    champion,
    { run },
    { metric: chosenMetric(view.options["runs.metric"], metrics) ?? "" },
  )
}

function factsOf({ state }: Session): Report["facts"] {
  const { model, table, stores } = state
  return [
    ...(model ? [{ name: "model", value: model.label }] : []),
    ...(table ? [{ name: "data", value: table.path }] : []),
    ...(table ? [{ name: "rows", value: table.table.rows.toLocaleString("en-US") }] : []),
    ...(stores.length > 0
      ? [{ name: "stores", value: stores.map(({ store }) => baseName(store.name)).join(", ") }]
      : []),
  ]
}

/** Where a store lies on this machine is nobody else's business. */
function baseName(path: string): string {
  return path.slice(path.search(/[^\\/]*[\\/]?$/))
}
