import {
  championAmong,
  type DecisionCard,
  decideInStore,
  type Evaluation,
  fitReport,
  fitRules,
  isLoss,
  leakRules,
  type ModelRanking,
  REPORT_ROWS,
  type Report,
  type ReportCard,
  type ReportedFinding,
  type ReportedImportance,
  type RowCard,
  type Run,
  type RunComparison,
  rankModels,
  reportedCurves,
  reportedImportance,
  reportedRows,
  sampleRows,
  storeFindings,
  usualMetric,
  version,
  writeHtmlReport,
} from "../src/index.js"
import { audited, cardsOf } from "./audit-facts.js"
import { permutedRows } from "./importance-facts.js"
import type { Job } from "./pages/latest.js"
import { compareTicked } from "./pages/runs-page.js"
import { permuteFeatures } from "./permute-features.js"
import { runColumns } from "./plots/run-columns.js"
import { PLACES } from "./quality-facts.js"
import { numericNames } from "./run-facts.js"
import { filteredRuns, type LoadedExperiment, listExperiments } from "./run-lists.js"
import { scoredTableOf } from "./score-choice.js"
import type { Session } from "./session.js"
import { trainTable } from "./train-table.js"

/** Runs of a store whose artifacts and histories are read for an audit, the newest. */
const DEEP = 100
/** Points of a curve in a report. */
const CURVE_POINTS = 400

/** What the cards are called, in the order of a report. */
export const cardTitles: Readonly<Record<ReportCard, string>> = {
  decision: "Decision: the selected run against the champion",
  metrics: "Metrics with intervals",
  curves: "Curves, or predicted against actual",
  findings: "Audit findings with evidence",
  bar: "Average effects (SHAP bar)",
  beeswarm: "Effects on each row (beeswarm)",
  dependence: "How features work (dependence)",
  waterfall: "Why a row (waterfall)",
  importance: "What shuffling a feature costs",
  ranking: "Top models",
  comparison: "Ticked runs side by side",
}

/** Why a card cannot be had now; "" where it can. */
export function cardMissing(card: ReportCard, session: Session): string {
  const { state, view } = session
  const pair = state.model && state.table
  if (card === "decision") return view.run === undefined ? "select a run on page 9" : ""
  if (card === "comparison") return view.options["runs.compare"] ? "" : "tick runs on page 9"
  if (card === "ranking") return state.stores.some(({ runs }) => runs.length > 0) ? "" : "needs MLflow runs"
  if (card === "metrics" || card === "curves" || card === "importance")
    return pair && state.table?.roles.target ? "" : "needs a model, a table and a target"
  if (card === "findings") return pair || state.stores.length > 0 ? "" : "needs a model and a table, or MLflow runs"
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

const rowCards: readonly ReportCard[] = ["bar", "beeswarm", "dependence", "waterfall"]

/** Computes what the wanted cards need, and makes the report fit. What cannot be had is a note. */
export async function assembleReport(session: Session, wish: ReportWish, job: Job): Promise<ReadyReport> {
  const page = await reportPage(job.signal)
  const parts = await computeParts(session, wish.cards, job)
  job.signal.throwIfAborted()
  const explained = session.state.result?.rows.rows ?? 0
  const drawn = wish.cards.filter((card): card is RowCard => rowCards.includes(card))
  const wanted = drawn.length > 0 ? Math.min(wish.rows, explained) : 0
  const created = new Date().toISOString()
  const fitted = fitReport(page, wanted, wish.maxBytes, (rows) => ({
    ...{ title: wish.title, version, created, facts: factsOf(session), ...parts },
    rows: drawn.length > 0 ? rowsOf(session, drawn, rows) : null,
  }))
  return { ...fitted, html: writeHtmlReport(page, fitted.report) }
}

/** Everything but the explained rows. */
async function computeParts(
  session: Session,
  cards: readonly ReportCard[],
  job: Job,
): Promise<Omit<Report, "title" | "version" | "created" | "facts" | "rows">> {
  const notes: string[] = []
  const wants = (card: ReportCard) => cards.includes(card)
  const judged = wants("metrics") || wants("curves") ? await judge(session, job) : undefined
  return {
    decision: wants("decision") ? await decided(session, notes) : null,
    metrics: judged && wants("metrics") ? judged.metrics : null,
    curves: judged && wants("curves") ? judged.curves : null,
    findings: wants("findings") ? [...(await found(session, job)), ...(await foundInStore(session, job))] : [],
    importance: wants("importance") ? await shuffled(session, job) : null,
    ranking: wants("ranking") ? ranked(session, notes) : null,
    comparison: wants("comparison") ? comparison(session) : null,
    notes,
  }
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

async function judge(session: Session, job: Job): Promise<Pick<Report, "metrics" | "curves">> {
  const { table, options, name } = await scoredTableOf(session, job)
  const wanted = {
    ...options,
    curves: true,
    curvePoints: CURVE_POINTS,
    ...(options.group !== undefined && { at: PLACES }),
  }
  const evaluation: Evaluation = await (await session.engine()).evaluate(table, wanted, job)
  const { kind, level, metrics, rows } = evaluation
  const keep = sampleRows(table.rows, REPORT_ROWS, 0)
  const columns = { table, target: options.target, score: [options.score].flat()[0]! }
  return {
    metrics: { target: options.target, kind, level, rows: { total: rows.total, used: rows.used }, metrics },
    curves: reportedCurves(evaluation, { name, ...columns, ...(keep && { keep }) }),
  }
}

async function found(session: Session, job: Job): Promise<ReportedFinding[]> {
  const { model, table } = session.state
  const ensemble = model?.ensemble
  if (!ensemble || !table) return []
  const audit = await audited(session, { ensemble, table, train: trainTable(session) }, job)
  return cardsOf(audit, [...leakRules, ...fitRules])
}

/** What is wrong with the experiment that is chosen on page 9. */
async function foundInStore(session: Session, { signal, onProgress }: Job): Promise<ReportedFinding[]> {
  const chosen = chosenExperiment(session)
  if (!chosen) return []
  const experimentIds = [chosen.runs[0]!.experimentId]
  return storeFindings(chosen.store.store, { experimentIds, deep: DEEP, signal, onProgress })
}

async function shuffled(session: Session, job: Job): Promise<ReportedImportance | null> {
  const { model, table } = session.state
  const target = table?.roles.target
  if (!model?.ensemble || !table || target === undefined) return null
  const all = Boolean(session.view.options["features.all"])
  const train = trainTable(session)
  const rows = {
    ...{ rows: await permutedRows(table.table, all), target, total: table.table.rows },
    train: train && (await permutedRows(train.table, all)),
  }
  const { result } = await permuteFeatures(session, { ...job, show: () => {} }, rows)
  return result ? reportedImportance(result, table.table.rows) : null
}

/** The experiment that is chosen on page 9. */
function chosenExperiment({ state, view }: Session): LoadedExperiment | undefined {
  const all = listExperiments(state.stores)
  return all.find(({ key }) => key === view.options["runs.experiment"]) ?? all[0]
}

function metricOf({ view }: Session, runs: readonly Run[]): string {
  const { metrics } = numericNames(runColumns(runs), runs.length)
  return usualMetric(view.options["runs.metric"], metrics) ?? ""
}

function ranked(session: Session, notes: string[]): ModelRanking | null {
  const chosen = chosenExperiment(session)
  if (!chosen) return null
  const metric = metricOf(session, chosen.runs)
  try {
    return rankModels(chosen.name, chosen.runs, { metric, ascending: isLoss(metric) })
  } catch (error) {
    notes.push(`No ranking: ${(error as Error).message}.`)
    return null
  }
}

function comparison(session: Session): RunComparison | null {
  const { options } = session.view
  const ticked = String(options["runs.compare"] ?? "")
  const chosen = chosenExperiment(session)
  if (!chosen) return null
  const shown = filteredRuns(chosen.runs, String(options["runs.filter"] ?? ""))
  return compareTicked(chosen.runs, shown, ticked, options["runs.baseline"]) ?? null
}

/** Runs without shared windows are common: the report says so. */
async function decided(session: Session, notes: string[]): Promise<DecisionCard | null> {
  const { state, view } = session
  const own = state.stores.find(({ runs }) => runs.some(({ runId }) => runId === view.run))
  const run = own?.runs.find(({ runId }) => runId === view.run)
  if (!own || !run) return null
  try {
    const champion = championAmong(own.runs, await own.store.registeredModels(), view.options["runs.baseline"])
    if (!champion) throw new RangeError("it needs a champion: pin a baseline run, or register one")
    if (champion.run === run) throw new RangeError("the selected run is the champion itself")
    const siblings = own.runs.filter(({ experimentId }) => experimentId === run.experimentId)
    return await decideInStore(own.store, champion, { run }, { metric: metricOf(session, siblings) })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    notes.push(`No decision: ${error.message}.`)
    return null
  }
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
