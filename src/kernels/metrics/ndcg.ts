import { type GroupOptions, type Irrelevant, meanOverGroups, shapeOf } from "./groups.js"
import { type Labels, type Numbers, numbersFor } from "./labels.js"
import { metricsArena } from "./machine.js"

/** How NDCG is defined; libraries differ in each of these. */
export interface NdcgOptions extends GroupOptions {
  /** 2^label - 1, or the label itself. */
  readonly gain?: "exponential" | "linear"
  /** Equal scores keep their order, or each gets the mean of their gains. */
  readonly ties?: "stable" | "average"
  /** What a group counts as whose labels are all zero. */
  readonly irrelevant?: Irrelevant
  /** The defaults of a library, and what it refuses. Without one: LightGBM's defaults, any finite labels. */
  readonly preset?: NdcgPreset
}

export type NdcgPreset = "lightgbm" | "xgboost" | "sklearn"

interface Definition {
  readonly gain: "exponential" | "linear"
  readonly ties: "stable" | "average"
  readonly irrelevant: Irrelevant
}

const presets: Readonly<Record<NdcgPreset, Definition>> = {
  lightgbm: { gain: "exponential", ties: "stable", irrelevant: "one" },
  xgboost: { gain: "exponential", ties: "stable", irrelevant: "one" },
  sklearn: { gain: "linear", ties: "average", irrelevant: "zero" },
}

/**
 * The mean over groups of the discounted gain of their first k rows by score, divided by that of the best order.
 * - `lightgbm`: its `ndcg` metric. Labels are whole numbers from 0 to 30.
 * - `xgboost`: its `ndcg`; scores are rounded to floats before they tie. Labels are whole numbers from 0 to 31 for the
 *   exponential gain. `irrelevant: "zero"` is its `ndcg-`.
 * - `sklearn`: `ndcg_score` of every group. Labels are not negative, a group has at least two rows.
 *
 * An empty group has no relevant row.
 * @throws RangeError for what the preset's library refuses, no rows, or numbers that are not finite.
 */
export function ndcg(labels: Labels, scores: Numbers, options: NdcgOptions = {}): number {
  return meanOverGroups(ndcgByGroup(labels, scores, options), definitionOf(options).irrelevant, "ndcg")
}

/** The same of every group; NaN where all labels are zero. */
export function ndcgByGroup(labels: Labels, scores: Numbers, options: NdcgOptions = {}): Float64Array {
  const { gain, ties } = definitionOf(options)
  const { sizes, largest, top } = shapeOf(labels.length, options, "ndcg")
  if (scores.length !== labels.length) {
    throw new RangeError(`ndcg: got ${scores.length} scores, expected ${labels.length}`)
  }
  const relevance = labels instanceof Float64Array ? labels : Float64Array.from(labels as Numbers, Number)
  const ranked = options.preset === "xgboost" ? Float64Array.from(scores, Math.fround) : doublesOf(scores)
  const arena = metricsArena()
  const own = [arena.put(relevance), arena.put(ranked), arena.put(sizes)] as const
  const result = arena.reserve(8 * sizes.length)
  const kind = [gain === "exponential", ties === "average"] as const
  const found = arena.kernels.ndcg(...own, sizes.length, largest, top, ...kind, result)
  const values = arena.doubles(result, sizes.length).slice()
  arena.release(...own, result)
  if (found & SCORES_NOT_FINITE) numbersFor(scores, labels.length, "ndcg")
  if (found & LABELS_NOT_SMALL) checkLabels(relevance, options.preset, gain)
  if (options.preset === "sklearn") checkSizes(sizes)
  return values
}

/** What the kernel says it found. */
const SCORES_NOT_FINITE = 1
/** Labels other than whole numbers from 0 to 30. */
const LABELS_NOT_SMALL = 2

function doublesOf(values: Numbers): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values)
}

function definitionOf({ gain, ties, irrelevant, preset = "lightgbm" }: NdcgOptions): Definition {
  if (!(preset in presets)) {
    throw new RangeError(`ndcg: preset is ${preset}, expected ${Object.keys(presets).join(", ")}`)
  }
  const defaults = presets[preset]
  return { gain: gain ?? defaults.gain, ties: ties ?? defaults.ties, irrelevant: irrelevant ?? defaults.irrelevant }
}

/** @throws RangeError for a label that is not finite, or that the library of a preset refuses. */
function checkLabels(labels: Float64Array, preset: NdcgPreset | undefined, gain: Definition["gain"]): void {
  numbersFor(labels, labels.length, "ndcg", "labels")
  if (!preset) return
  const limited = preset === "lightgbm" || (preset === "xgboost" && gain === "exponential")
  const most = preset === "lightgbm" ? 30 : limited ? 31 : Number.POSITIVE_INFINITY
  const wrong = labels.findIndex((label) => label < 0 || label > most || (limited && !Number.isInteger(label)))
  if (wrong < 0) return
  const expected = limited ? `whole numbers from 0 to ${most}` : "no negative labels"
  throw new RangeError(`ndcg: labels[${wrong}] is ${labels[wrong]}, ${preset} expects ${expected}`)
}

/** @throws RangeError where scikit-learn refuses a group. */
function checkSizes(sizes: Uint32Array): void {
  const lone = sizes.findIndex((size) => size < 2)
  if (lone < 0) return
  throw new RangeError(
    `ndcg: group ${lone} has ${sizes[lone]} row(s), scikit-learn expects at least 2: leave such groups out`,
  )
}
