import { columnNamed, findColumn, type Table } from "../data/table.js"
import type { ColumnDrift, Drift } from "../results/drift.js"
import type { Evaluation } from "../results/evaluation.js"
import { columnDrift, isNumeric } from "./column-drift.js"
import { byStatus, type DriftThresholds, usualThresholds, worst } from "./drift-thresholds.js"
import { evaluate } from "./evaluate.js"
import type { EvaluateOptions } from "./evaluation-job.js"
import { guessRoles } from "./guess-roles.js"
import { metricDrift } from "./metric-drift.js"
import { type RankedRows, shapDrift } from "./shap-drift.js"
import { eachInSteps, finish, type Steps } from "./steps.js"

export interface DriftOptions {
  /** Quantile bins of the reference: 10 by default. */
  readonly bins?: number
  readonly thresholds?: Partial<DriftThresholds>
  /** Columns to look at; by default the model's features, or all but dates and ids. */
  readonly columns?: readonly string[]
  /** Columns to leave out. */
  readonly ignore?: readonly string[]
  /** Columns of scores in both tables: one, or one a class in the order of the classes. */
  readonly prediction?: string | readonly string[]
  /** What came true: with a prediction metrics are compared, too. */
  readonly target?: string
  /** The columns that a model takes. */
  readonly features?: readonly string[]
  /** How metrics are made: level, samples, seed, thresholds. */
  readonly evaluation?: Partial<Omit<EvaluateOptions, "target" | "score">>
  /** Rankings by mean |SHAP| of either side. */
  readonly shap?: { readonly reference: RankedRows; readonly current: RankedRows }
}

/**
 * What moved between two tables: the population stability index, the Kolmogorov-Smirnov distance, missing rates and new
 * levels of each feature, the prediction and the target; metrics with the interval of their change; the ranking by SHAP.
 * @throws RangeError for an empty table, no column in common, a named column that is not there, or less than 2 bins.
 */
export function drift(reference: Table, current: Table, options: DriftOptions = {}): Drift {
  return finish(driftInSteps(reference, current, options))
}

/** As `drift`, column by column. */
export function* driftInSteps(reference: Table, current: Table, options: DriftOptions = {}): Steps<Drift> {
  const { bins = 10, target } = options
  const predictions = listOf(options.prediction)
  const thresholds = { ...usualThresholds, ...options.thresholds }
  checkInput(reference, current, options)
  const { names, unmatched, notes } = comparedColumns(reference, current, options)
  const columns = yield* eachInSteps(names, (name) => {
    const role = predictions.includes(name) ? "prediction" : name === target ? "target" : "feature"
    return columnDrift(findColumn(reference, name)!, findColumn(current, name)!, role, bins, thresholds)
  })
  const evaluations = evaluated(reference, current, options)
  const metrics = evaluations ? metricDrift(...evaluations, thresholds) : []
  const shap = options.shap ? shapDrift(options.shap.reference, options.shap.current, thresholds) : null
  const all = [...columns, ...unmatched, ...metrics, ...(shap ? [shap] : [])].map(({ status }) => status)
  const count = (status: string) => all.filter((each) => each === status).length
  return {
    ...{ reference: reference.name, current: current.name, rows: { reference: reference.rows, current: current.rows } },
    ...{ bins, thresholds: { ...thresholds }, status: worst(all) },
    counts: { pass: count("pass"), warn: count("warn"), fail: count("fail") },
    columns: columns.sort((a, b) => byStatus(a.status, b.status) || b.psi - a.psi),
    unmatched,
    metrics: metrics.sort((a, b) => byStatus(a.status, b.status)),
    dropped: evaluations ? { reference: evaluations[0].rows.dropped, current: evaluations[1].rows.dropped } : null,
    shap,
    notes: [
      ...notes,
      ...noiseNote(columns, thresholds),
      ...(evaluations ? [...ownNotes(evaluations[0], reference), ...ownNotes(evaluations[1], current)] : []),
    ],
  }
}

/** What an evaluation has to say beside what was said when its table was read. */
function ownNotes({ notes }: Evaluation, { name, notes: known }: Table): string[] {
  return notes.slice(known.length).map((remark) => `${name}: ${remark}`)
}

function checkInput(reference: Table, current: Table, { bins = 10, prediction, target }: DriftOptions): void {
  for (const table of [reference, current]) {
    if (table.rows === 0) throw new RangeError(`${table.name}: got no rows, expected some to compare`)
    for (const name of [...listOf(prediction), target]) if (name !== undefined) columnNamed(table, name)
  }
  if (!(Number.isInteger(bins) && bins >= 2))
    throw new RangeError(`got ${bins} bins, expected a whole number of at least 2`)
}

interface Compared {
  readonly names: string[]
  readonly unmatched: Drift["unmatched"]
  readonly notes: string[]
}

/** Columns that both sides have as one kind, and what is in the way of the others. */
function comparedColumns(reference: Table, current: Table, options: DriftOptions): Compared {
  const { wanted, notes } = wantedColumns(reference, current, options)
  const needed = new Set([...(options.columns ?? []), ...(options.features ?? [])])
  const unmatched: Drift["unmatched"] = []
  const names = wanted.filter((column) => {
    const [a, b] = [findColumn(reference, column), findColumn(current, column)]
    const gone = (side: Table) => `not in ${side.name}`
    const reason = !a ? gone(reference) : !b ? gone(current) : typeChange(a.type, b.type, isNumeric(a) === isNumeric(b))
    if (reason !== undefined)
      unmatched.push({ column, reason, status: needed.has(column) || (a && b) ? "fail" : "warn" })
    return reason === undefined
  })
  if (names.length > 0) return { names, unmatched, notes }
  const reasons = unmatched.slice(0, 5).map(({ column, reason }) => `${column}: ${reason}`)
  throw new RangeError(
    `${reference.name} and ${current.name}: no column to compare (${reasons.join("; ") || "all are left out"})`,
  )
}

function typeChange(a: string, b: string, alike: boolean): string | undefined {
  return alike ? undefined : `${a} in the reference, ${b} in the current table`
}

function wantedColumns(reference: Table, current: Table, options: DriftOptions): { wanted: string[]; notes: string[] } {
  const { columns, ignore = [], prediction, target, features } = options
  const beside = [...listOf(prediction), target].filter((name) => name !== undefined)
  if (columns) return { wanted: [...new Set([...columns, ...beside])], notes: [] }
  if (features) {
    const wanted = features.filter((name) => !ignore.includes(name))
    return { wanted: [...new Set([...wanted, ...beside])], notes: [] }
  }
  const all = [...new Set([...reference.columns, ...current.columns].map(({ name }) => name))]
  const { date, id } = guessRoles(reference)
  const left = [date, id].filter((name) => name !== undefined && !beside.includes(name))
  const times = reference.columns.filter(({ type }) => type === "time").map(({ name }) => name)
  const out = new Set([...left, ...times, ...ignore])
  const notes = [...new Set([...left, ...times])].filter((name) => !ignore.includes(name!))
  return {
    wanted: all.filter((name) => !out.has(name)),
    notes:
      notes.length > 0 ? [`left out as dates or ids: ${notes.join(", ")}; --columns names columns to compare`] : [],
  }
}

function evaluated(reference: Table, current: Table, options: DriftOptions): [Evaluation, Evaluation] | undefined {
  const { prediction, target, evaluation = {} } = options
  if (prediction === undefined || target === undefined) return undefined
  const before = evaluate(reference, { ...evaluation, target, score: prediction })
  return [before, evaluate(current, { kind: before.kind, ...evaluation, target, score: prediction })]
}

function listOf(prediction: DriftOptions["prediction"]): readonly string[] {
  return prediction === undefined ? [] : ([prediction].flat() as readonly string[])
}

/** Small tables have an index that is large without any drift. */
function noiseNote(columns: readonly ColumnDrift[], { psiWarn }: DriftThresholds): string[] {
  const noisy = columns.filter(({ psiNoise }) => psiNoise >= psiWarn / 2)
  if (noisy.length === 0) return []
  const largest = Math.max(...noisy.map(({ psiNoise }) => psiNoise))
  return [
    `few rows: without any drift the index of ${noisy.length} of ${columns.length} columns would be about ${Number(largest.toPrecision(2))}; take more rows or fewer bins`,
  ]
}
