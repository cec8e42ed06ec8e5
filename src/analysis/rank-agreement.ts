import { spearman } from "../kernels/metrics/spearman.js"
import type { Agreement } from "../results/shap-analysis.js"

/** Features of a ranking that are compared with those of another. */
export const TOP = 10

/** How well every two of several measures of the same features agree. */
export function rankAgreement(measures: Readonly<Record<string, ArrayLike<number>>>, top: number = TOP): Agreement[] {
  const names = Object.keys(measures)
  return names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => ({ a, b, ...agreementOf(measures[a]!, measures[b]!, top) })),
  )
}

/** Spearman's correlation of two measures, null where one is constant, and how many of the first are the same. */
export function agreementOf(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  top: number,
): { spearman: number | null; top: number; overlap: number } {
  const most = Math.min(top, a.length)
  const [first, second] = [topOf(a, most), new Set(topOf(b, most))]
  const same = first.filter((feature) => second.has(feature)).length
  const vary = [a, b].every((values) => Array.from(values).some((value) => value !== values[0]))
  return {
    spearman: vary ? spearman(Float64Array.from(a), Float64Array.from(b)) : null,
    top: most,
    overlap: most > 0 ? same / most : 1,
  }
}

/** The features with the largest values; ties keep their order. */
export function topOf(values: ArrayLike<number>, most: number): number[] {
  return orderOf(values).slice(0, most)
}

/** All features, the largest value first. */
export function orderOf(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, j) => j).sort((a, b) => values[b]! - values[a]! || a - b)
}

/** [feature]: its place from 1 on. */
export function placesOf(values: ArrayLike<number>): number[] {
  const places = Array.from(values, () => 0)
  orderOf(values).forEach((feature, place) => {
    places[feature] = place + 1
  })
  return places
}
