import {
  type GroupedRows,
  type GroupOptions,
  groupedRows,
  type Irrelevant,
  meanOverGroups,
  overGroups,
} from "./groups.js"
import type { Labels, Numbers } from "./labels.js"
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
  const { top, ...rows } = groupedRows(labels, scores, options, "ndcg")
  if (options.preset) checkLabels(rows, options.preset, gain)
  const rounded = options.preset === "xgboost" ? { ...rows, scores: rows.scores.map(Math.fround) } : rows
  const { kernels } = metricsArena()
  return overGroups(rounded, 1, (y, score, sizes, result) =>
    kernels.ndcg(
      ...([y, score, sizes, rows.sizes.length, rows.largest, top] as const),
      gain === "exponential",
      ties === "average",
      result,
    ),
  )
}

function definitionOf({ gain, ties, irrelevant, preset = "lightgbm" }: NdcgOptions): Definition {
  if (!(preset in presets)) {
    throw new RangeError(`ndcg: preset is ${preset}, expected ${Object.keys(presets).join(", ")}`)
  }
  const defaults = presets[preset]
  return { gain: gain ?? defaults.gain, ties: ties ?? defaults.ties, irrelevant: irrelevant ?? defaults.irrelevant }
}

function checkLabels({ labels, sizes }: GroupedRows, preset: NdcgPreset, gain: Definition["gain"]): void {
  const whole = preset === "lightgbm" || gain === "exponential"
  const most =
    preset === "lightgbm" ? 30 : preset === "xgboost" && gain === "exponential" ? 31 : Number.POSITIVE_INFINITY
  const expected =
    preset === "sklearn" ? "no negative label" : `${whole ? "whole numbers" : "numbers"} from 0 to ${most}`
  const wrong = labels.findIndex((label) => {
    return label < 0 || label > most || (preset !== "sklearn" && whole && !Number.isInteger(label))
  })
  if (wrong >= 0) throw new RangeError(`ndcg: labels[${wrong}] is ${labels[wrong]}, ${preset} expects ${expected}`)
  const lone = preset === "sklearn" ? sizes.findIndex((size) => size < 2) : -1
  if (lone < 0) return
  throw new RangeError(
    `ndcg: group ${lone} has ${sizes[lone]} row(s), scikit-learn expects at least 2: leave such groups out`,
  )
}
