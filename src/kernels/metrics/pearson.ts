import { type Numbers, numbersFor } from "./labels.js"
import { pairwiseSum } from "./pairwise-sum.js"

/**
 * Pearson's correlation. As scipy's `pearsonr`, whose mean is rounded as ours: that tells where values are large and
 * nearly constant, so subtract what they share first.
 * @throws RangeError where a side is constant or not finite, or lengths differ.
 */
export function pearson(a: Numbers, b: Numbers): number {
  if (isConstant(a) || isConstant(b)) throw new RangeError(undefinedFor(a.length))
  const left = deviations(numbersFor(a, a.length, "pearson", "values"))
  const right = deviations(numbersFor(b, a.length, "pearson", "values"))
  let [product, spreadA, spreadB] = [0, 0, 0]
  for (let i = 0; i < left.length; i++) {
    product += left[i]! * right[i]!
    spreadA += left[i]! ** 2
    spreadB += right[i]! ** 2
  }
  const correlation = product / Math.sqrt(spreadA) / Math.sqrt(spreadB)
  if (!Number.isNaN(correlation)) return Math.max(-1, Math.min(1, correlation))
  throw new RangeError(undefinedFor(a.length))
}

function isConstant(values: Numbers): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}

function undefinedFor(rows: number): string {
  return `pearson: got a constant side or ${rows} rows, expected at least two different values a side`
}

/** Deviations from the mean, the largest 1, so that no square overflows or vanishes. */
function deviations(values: Float64Array): Float64Array {
  const mean = pairwiseSum(values) / values.length
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value - mean))
  return values.map((value) => (value - mean) / largest)
}
