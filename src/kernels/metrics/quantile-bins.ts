import { quantileOf } from "./quantile.js"

/**
 * The quantile of each score among all, from 0, the lowest. Edges lie between neighbours in proportion and belong to
 * the quantile below; equal scores share one, so quantiles may be empty. As pandas' `qcut`.
 */
export function quantileBins(scores: Float64Array, quantiles: number): Uint32Array {
  const sorted = scores.slice().sort()
  const edges = Array.from({ length: quantiles - 1 }, (_, i) => quantileOf(sorted, (i + 1) / quantiles))
  return Uint32Array.from(scores, (score) => {
    const bin = edges.findIndex((edge) => score <= edge)
    return bin < 0 ? quantiles - 1 : bin
  })
}

/** @throws RangeError for less than two quantiles. */
export function checkQuantiles(quantiles: number, metric: string): void {
  if (Number.isInteger(quantiles) && quantiles >= 2) return
  throw new RangeError(`${metric}: quantiles is ${quantiles}, expected a whole number of at least 2`)
}
