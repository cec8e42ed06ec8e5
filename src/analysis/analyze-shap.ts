import type { Ensemble } from "../data/ensemble.js"
import { RowSample } from "../data/row-sample.js"
import { type Table, takeRows } from "../data/table.js"
import type { Explanation } from "../results/explanation.js"
import type { PermutationImportance } from "../results/permutation-importance.js"
import type { LongCall } from "../results/progress.js"
import type { ShapAnalysis } from "../results/shap-analysis.js"
import { analysedFeatures } from "./analysed-features.js"
import { type AnalysedTarget, analysedTarget } from "./analysed-target.js"
import { type Calendar, calendarWindows, columnWindows } from "./calendar-windows.js"
import { count } from "./describe.js"
import { DIRECTION_THRESHOLD } from "./direction.js"
import { modelImportance } from "./model-importance.js"
import { asPercentiles } from "./percentile-features.js"
import { blocksOfRows } from "./percentile-within.js"
import type { PositiveRule } from "./positive-rule.js"
import { rankAgreement, TOP } from "./rank-agreement.js"
import { rankStability } from "./rank-stability.js"
import { sideScore } from "./side-score.js"
import { splitByDate, timesOf } from "./split-by-date.js"

/** The part of an engine that the analysis needs. */
export interface ShapEngine {
  predict(ensemble: Ensemble, table: Table, options?: LongCall): Promise<Float64Array>
  shap(
    ensemble: Ensemble,
    table: Table,
    options?: LongCall & {
      space?: "raw" | "probability"
      sample?: number
      seed?: number
      background?: Table
    },
  ): Promise<Explanation>
  permutationImportance(
    ensemble: Ensemble,
    table: Table,
    options: LongCall & { target: Float64Array; metric: string; repeats: number; seed: number; output?: number },
  ): Promise<PermutationImportance>
}

export interface AnalyzeShapOptions {
  /** Every feature as its percentile within date. */
  readonly transform?: "perc"
  /** What the best of a date gets: 1 or 100; by default what the model's thresholds tell. */
  readonly percentileScale?: number
  readonly date?: string
  readonly trainStart?: string
  readonly testStart?: string
  readonly target?: string
  readonly positive?: PositiveRule
  readonly directionThreshold?: number
  /** Rows that stand for a feature's absence, "covers" for the model's own; by default the train side, where there is one. */
  readonly background?: Table | "covers"
  /** Of the train side at most so many rows, drawn with the seed: 1000 by default. */
  readonly backgroundRows?: number
  readonly space?: "raw" | "probability"
  readonly sample?: number
  readonly seed?: number
  /** One output of a model with several. */
  readonly output?: number
  /** Also permutation importance of the explained rows: the AUC's fall over so many repeats. */
  readonly permutation?: number
  /** Windows of the stability: a part of the calendar, or a column. */
  readonly stability?: Calendar | { readonly column: string }
  /** Features that are compared between rankings: 10 by default. */
  readonly top?: number
  readonly level?: number
}

/** What was found, and what plots are drawn from. */
export interface AnalyzedShap {
  readonly analysis: ShapAnalysis
  readonly explanation: Explanation
  /** The rows that were explained, as the model saw them. */
  readonly rows: Table
  /** The model's margins are over so many rows in all. */
  readonly total: number
}

const BACKGROUND_ROWS = 1000

/**
 * What drives a model, by SHAP, gain, split and (when asked for) permutation; how far these agree; how stable the
 * ranking is from window to window; and how well the model orders the target. Rows in [trainStart, testStart) are the
 * background and the train side, later rows are explained, ranked and scored.
 * @throws RangeError for columns and dates that are not there, and as the engine does.
 */
export async function analyzeShap(
  engine: ShapEngine,
  ensemble: Ensemble,
  given: Table,
  options: AnalyzeShapOptions,
  call: LongCall = {},
): Promise<AnalyzedShap> {
  const job = prepared(ensemble, given, options)
  const { split, background } = job
  const explained = takeRows(job.table, split.test)
  const explanation = await engine.shap(ensemble, explained, {
    ...call,
    ...{ seed: options.seed ?? 0, space: options.space ?? "raw" },
    ...(options.sample !== undefined && { sample: options.sample }),
    ...(background.table && { background: background.table }),
  })
  const { sample } = explanation
  const rows = sample ? takeRows(explained, sample) : explained
  const numbers = sample ? takeFrom(split.test, sample) : split.test
  const score = job.target && (await scoreOf(engine, ensemble, job, job.target, options, call))
  const permuted = await permutedOf(engine, ensemble, rows, numbers, job, options, call)
  const ranked = rankedBy(ensemble, explanation, rows, permuted, options)
  const stability = stabilityOf(explanation, rows, options)
  const analysis: ShapAnalysis = {
    ...{ model: ensemble.name, objective: ensemble.objective, data: given.name },
    rows: {
      ...{ total: given.rows, train: split.train.length, explained: rows.rows, dropped: split.dropped },
      sampled: sample !== undefined,
    },
    ...{ dates: datesOf(options), transform: job.transform },
    background: { kind: background.kind, rows: background.table?.rows ?? 0 },
    ...{ space: explanation.space, baseValues: [...explanation.baseValues] },
    additivityError: explanation.additivityError,
    directionThreshold: options.directionThreshold ?? DIRECTION_THRESHOLD,
    ...{ score, ...ranked, permutationMetric: permuted?.metric ?? null },
    ...{ stability: stability.found, matching: explanation.matching },
    notes: [...given.notes, ...background.notes, ...stability.notes],
  }
  return { analysis, explanation, rows, total: split.test.length }
}

interface Prepared {
  readonly table: Table
  readonly transform: ShapAnalysis["transform"]
  readonly split: Sides
  readonly train: Table
  readonly target: AnalysedTarget | null
  readonly background: Background
}

/** The rows as the model is to see them, divided, with the target's classes and the background. */
function prepared(ensemble: Ensemble, given: Table, options: AnalyzeShapOptions): Prepared {
  const within = options.date ?? null
  const blocks = within === null ? [everyRow(given)] : [...blocksOfRows(timesOf(given, within)).values()]
  const changed = options.transform ? asPercentiles(ensemble, given, blocks, within, options.percentileScale) : null
  const table = changed?.table ?? given
  const split = splitOf(table, options)
  const train = takeRows(table, split.train)
  const { target, positive } = options
  return {
    ...{ table, transform: changed?.transform ?? null, split, train },
    target: target === undefined ? null : analysedTarget(table, target, blocks, within, positive),
    background: backgroundOf(train, options),
  }
}

function datesOf({ date, trainStart, testStart }: AnalyzeShapOptions): ShapAnalysis["dates"] {
  return testStart === undefined ? null : { column: date!, trainStart: trainStart ?? null, testStart }
}

/** The explained rows permuted feature by feature; null where it was not asked for, or there is nothing to score by. */
async function permutedOf(
  engine: ShapEngine,
  ensemble: Ensemble,
  rows: Table,
  numbers: ArrayLike<number>,
  { target }: Prepared,
  { permutation: repeats, seed = 0, output }: AnalyzeShapOptions,
  call: LongCall,
): Promise<PermutationImportance | null> {
  if (repeats === undefined || !target) return null
  const asked = { target: takeFrom(target.labels, numbers), metric: "rocAuc", repeats, seed }
  return engine.permutationImportance(ensemble, rows, { ...call, ...asked, ...(output !== undefined && { output }) })
}

/** The features with every measure, and how far the measures agree. */
function rankedBy(
  ensemble: Ensemble,
  explanation: Explanation,
  rows: Table,
  permuted: PermutationImportance | null,
  { directionThreshold: threshold = DIRECTION_THRESHOLD, output, top = TOP }: AnalyzeShapOptions,
): Pick<ShapAnalysis, "features" | "agreement"> {
  const own = modelImportance(ensemble)
  const features = analysedFeatures(ensemble, explanation, rows, { own, permuted, threshold, output })
  const by = (key: "meanAbsShap" | "gain" | "split" | "permutation") => features.map((each) => each[key] ?? 0)
  const measures = {
    shap: by("meanAbsShap"),
    ...(own && { gain: by("gain"), split: by("split") }),
    ...(permuted && { permutation: by("permutation") }),
  }
  return { features, agreement: rankAgreement(measures, top) }
}

function stabilityOf(
  explanation: Explanation,
  rows: Table,
  options: AnalyzeShapOptions,
): { found: ShapAnalysis["stability"]; notes: string[] } {
  const windows = windowsOf(rows, options)
  if (!windows) return { found: null, notes: [] }
  const { top = TOP, output } = options
  const found = rankStability(explanation, windows.rows, windows.by, { top, ...(output !== undefined && { output }) })
  const few = `no stability: ${count(windows.rows.length, "window")} by ${windows.by}, expected two with 10 rows or more`
  return { found, notes: found ? [] : [few] }
}

interface Sides {
  readonly train: Uint32Array
  readonly test: Uint32Array
  readonly dropped: number
}

function splitOf(table: Table, { date, trainStart, testStart }: AnalyzeShapOptions): Sides {
  if (testStart === undefined) return { train: new Uint32Array(), test: everyRow(table), dropped: 0 }
  if (date === undefined) throw new RangeError(`${table.name}: test start ${testStart} needs a column of dates`)
  return splitByDate(table, date, testStart, trainStart)
}

function everyRow({ rows }: Table): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row)
}

interface Background {
  readonly kind: ShapAnalysis["background"]["kind"]
  readonly table?: Table
  readonly notes: readonly string[]
}

function backgroundOf(
  train: Table,
  { background, backgroundRows = BACKGROUND_ROWS, seed = 0 }: AnalyzeShapOptions,
): Background {
  if (background === "covers" || (background === undefined && train.rows === 0)) return { kind: "covers", notes: [] }
  if (background !== undefined) return { kind: "table", table: background, notes: [] }
  if (train.rows <= backgroundRows) return { kind: "train rows", table: train, notes: [] }
  const sample = new RowSample(backgroundRows, seed)
  sample.offer(train.rows)
  const all = train.rows.toLocaleString("en-US")
  const drawn = `background: ${count(backgroundRows, "row")} drawn from ${all} train rows, seed ${seed}`
  return { kind: "train rows", table: takeRows(train, sample.rows()), notes: [drawn] }
}

/** All rows of both sides are scored, whatever part of them is explained. */
async function scoreOf(
  engine: ShapEngine,
  ensemble: Ensemble,
  { table, train, split }: Prepared,
  { name, labels, values, positive }: AnalysedTarget,
  { level = 0.95, output = 0 }: AnalyzeShapOptions,
  call: LongCall,
): Promise<ShapAnalysis["score"]> {
  const side = async (rows: Uint32Array, part: Table) => {
    const all = await engine.predict(ensemble, part, call)
    const margins = Float64Array.from({ length: part.rows }, (_, row) => all[row * ensemble.outputs + output]!)
    return sideScore(margins, takeFrom(labels, rows), values && takeFrom(values, rows), level)
  }
  const test = await side(split.test, takeRows(table, split.test))
  const before = train.rows > 0 ? await side(split.train, train) : null
  return {
    ...{ target: name, positive, level, test, train: before },
    side: train.rows > 0 || split.dropped > 0 ? "test" : "all",
    gap: before?.auc == null || test.auc === null ? null : before.auc - test.auc,
  }
}

function windowsOf(rows: Table, { stability, date }: AnalyzeShapOptions) {
  if (stability === undefined) return null
  if (typeof stability !== "string") return { by: stability.column, rows: columnWindows(rows, stability.column) }
  if (date === undefined) throw new RangeError(`${rows.name}: windows of a ${stability} need a column of dates`)
  return { by: stability, rows: calendarWindows(rows, date, stability) }
}

function takeFrom(values: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (row) => values[row]!)
}
