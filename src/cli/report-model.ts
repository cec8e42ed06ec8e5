import { auditCards, fitRules, leakRules } from "../analysis/audit-cards.js"
import { auditTables } from "../analysis/audit-tables.js"
import { describeModel } from "../analysis/describe.js"
import { evaluate } from "../analysis/evaluate.js"
import { rankFeatures } from "../analysis/rank-features.js"
import { reportedImportance } from "../analysis/reported-importance.js"
import { readAuditRules } from "../audit-rules.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, type Table, takeRows } from "../data/table.js"
import type { EngineCalls } from "../engine-calls.js"
import { sampleRows } from "../kernels/sample-rows.js"
import type { Explanation } from "../results/explanation.js"
import type { LongCall } from "../results/progress.js"
import type { Report, ReportCard, ReportedFinding, ReportedImportance, RowCard } from "../results/report.js"
import { scoreTable } from "../score-table.js"
import { REPORT_ROWS } from "../writers/fit-report.js"
import { reportedCurves } from "../writers/report-curves.js"
import { reportedRows } from "../writers/report-rows.js"
import { openModel, openTable } from "./open-model.js"
import { cardsOfRuns } from "./report-cards.js"
import type { ReportOptions } from "./report-options.js"
import { type Terminal, UsageError } from "./terminal.js"
import { withEngine } from "./with-engine.js"

/** What a report says about a model on a table. */
export interface ModelPart extends Pick<Report, "facts" | "notes" | "metrics" | "curves" | "findings" | "importance"> {
  /** Explained rows there are. */
  readonly explained: number
  /** The charts of explained rows with so many of them; null where none is wanted. */
  reported(rows: number): Report["rows"]
}

const rowCards: readonly ReportCard[] = ["bar", "beeswarm", "dependence", "waterfall"]
/** As on the page: rows that are audited at most, shuffles of a feature, places of NDCG, points of a curve. */
const AUDITED = 50_000
const REPEATS = 10
const PLACES = [1, 3, 5, 10, 20, 50, 100]
const CURVE_POINTS = 400
/** Of more rows than the first number a sample of the second is shuffled. */
const [MANY, SHUFFLED] = [50_000, 20_000]

interface Input {
  readonly ensemble: Ensemble
  readonly table: Table
  readonly train: Table | undefined
  readonly background: Table | undefined
}

/** What the wanted cards say of the model that the options name; undefined where none is about a model. */
export async function modelForReport(
  options: ReportOptions,
  cards: readonly ReportCard[],
  terminal: Terminal,
): Promise<ModelPart | undefined> {
  const { model, data } = options
  const about = cards.some((card) => !cardsOfRuns.includes(card))
  if (!about || model === undefined || data === undefined) return undefined
  const input = await inputOf({ ...options, model, data }, terminal)
  return withEngine(options, terminal, (engine, call) => partsOf(engine, call, input, { options, cards }))
}

async function inputOf(options: ReportOptions & { model: string; data: string }, terminal: Terminal): Promise<Input> {
  const { data, target, output = 0, train, background } = options
  const ensemble = await openModel(options, terminal)
  const table = await openTable(data, terminal)
  if (output >= ensemble.outputs) {
    throw new UsageError(`--output is ${output}, expected less than the model's ${ensemble.outputs} outputs`)
  }
  if (target !== undefined) columnNamed(table, target)
  const open = (file: string | undefined) => (file === undefined ? undefined : openTable(file, terminal))
  return { ensemble, table, train: await open(train), background: await open(background) }
}

interface Wish {
  readonly options: ReportOptions
  readonly cards: readonly ReportCard[]
}

async function partsOf(engine: EngineCalls, call: LongCall, input: Input, wish: Wish): Promise<ModelPart> {
  const { ensemble, table } = input
  const wants = (card: ReportCard) => wish.cards.includes(card)
  const drawn = wish.cards.filter((card): card is RowCard => rowCards.includes(card))
  const rows = drawn.length > 0 ? await explainedRows(engine, call, input, wish.options, drawn) : undefined
  const judged = wants("metrics") || wants("curves") ? await judge(engine, call, input, wish.options) : undefined
  return {
    facts: factsOf(ensemble, table),
    notes: [...table.notes, ...(rows?.notes ?? [])],
    metrics: wants("metrics") ? judged!.metrics : null,
    curves: wants("curves") ? judged!.curves : null,
    findings: wants("findings") ? await audited(engine, input, wish.options) : [],
    importance: wants("importance") ? await shuffled(engine, call, input, wish.options) : null,
    explained: rows?.explained ?? 0,
    reported: (wanted) => rows?.reported(wanted) ?? null,
  }
}

async function explainedRows(
  engine: EngineCalls,
  call: LongCall,
  { ensemble, table, background }: Input,
  { seed, sample, output }: ReportOptions,
  cards: readonly RowCard[],
) {
  const choices = { seed, ...(background && { background }), ...(sample !== undefined && { sample }) }
  const explanation: Explanation = await engine.shap(ensemble, table, { ...call, ...choices })
  const rows = explanation.sample ? takeRows(table, explanation.sample) : table
  const ranking = rankFeatures(explanation, rows, output)
  const reported = (wanted: number): Report["rows"] => {
    const keep = wanted > 0 ? sampleRows(rows.rows, wanted, seed) : new Uint32Array()
    const shown = { cards, ranking, total: table.rows, output: output ?? 0, ...(keep && { keep }) }
    return reportedRows(explanation, rows, shown)
  }
  return { explained: rows.rows, notes: explanation.matching.notes, reported }
}

async function judge(
  engine: EngineCalls,
  call: LongCall,
  { ensemble, table: rows }: Input,
  { target, date, group, seed }: ReportOptions,
): Promise<Pick<Report, "metrics" | "curves">> {
  const { table, scores } = await scoreTable(engine, ensemble, rows, call)
  const roles = {
    ...{ target: target!, score: scores.length > 1 ? scores : scores[0]!, seed },
    ...(date !== undefined && { date }),
    ...(group !== undefined && { group, at: PLACES }),
  }
  const evaluation = evaluate(table, { ...roles, curves: true, curvePoints: CURVE_POINTS })
  const { kind, level, rows: account, metrics } = evaluation
  const keep = sampleRows(table.rows, REPORT_ROWS, seed)
  const columns = { table, target: target!, score: scores[0]!, ...(keep && { keep }) }
  return {
    metrics: { target: target!, kind, level, rows: { total: account.total, used: account.used }, metrics },
    curves: reportedCurves(evaluation, { name: ensemble.name, ...columns }),
  }
}

async function audited(
  engine: EngineCalls,
  { ensemble, table, train }: Input,
  { target, date, group, seed, allRows }: ReportOptions,
): Promise<ReportedFinding[]> {
  const few = (rows: Table) => (allRows ? rows : taken(rows, AUDITED, AUDITED, seed))
  const rowsIn = { test: table.rows, ...(train && { train: train.rows }) }
  const roles = {
    ...(target !== undefined && { target }),
    ...(date !== undefined && { date }),
    ...(group !== undefined && { group }),
  }
  const input = { ensemble, test: few(table), ...(train && { train: few(train) }), ...roles, seed, rowsIn }
  const { findings, rows } = await auditTables(engine, input, readAuditRules())
  return auditCards(findings, [...leakRules, ...fitRules], train !== undefined, rows)
}

async function shuffled(
  engine: EngineCalls,
  call: LongCall,
  { ensemble, table, train }: Input,
  { target, group, seed, allRows }: ReportOptions,
): Promise<ReportedImportance> {
  const few = (rows: Table) => (allRows ? rows : taken(rows, MANY, SHUFFLED, seed))
  const result = await engine.permutationImportance(ensemble, few(table), {
    ...{ ...call, target: target!, repeats: REPEATS, seed },
    ...(train && { train: few(train) }),
    ...(group !== undefined && /rank|ndcg/.test(ensemble.objective) && { group }),
  })
  return reportedImportance(result, table.rows)
}

/** Of more rows than `most` a uniform sample of `sample`. */
function taken(table: Table, most: number, sample: number, seed: number): Table {
  const rows = table.rows > most ? sampleRows(table.rows, sample, seed) : undefined
  return rows ? takeRows(table, rows) : table
}

function factsOf(ensemble: Ensemble, table: Table): Report["facts"] {
  return [
    { name: "model", value: `${ensemble.name}: ${describeModel(ensemble)}` },
    { name: "data", value: table.name },
    { name: "rows", value: table.rows.toLocaleString("en-US") },
  ]
}
