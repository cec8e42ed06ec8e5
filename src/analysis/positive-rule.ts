import { quantileOf } from "../kernels/metrics/quantile.js"

/** When a continuous target counts as positive: within the rows of its date, or from a number on. */
export type PositiveRule = "top-quartile" | "beat-median" | number

/** A rule in words, as it stands beside an AUC. */
export function ruleText(rule: PositiveRule, within: string | null): string {
  const where = within === null ? "of all rows" : `within ${within}`
  if (rule === "top-quartile") return `at or above the 75th percentile ${where}`
  if (rule === "beat-median") return `above the median ${where}`
  return `at or above ${rule}`
}

/** 1 for positive, 0 for not, NaN where the target is missing. @param blocks the rows of each date. */
export function positives(values: ArrayLike<number>, rule: PositiveRule, blocks: readonly Uint32Array[]): Float64Array {
  if (typeof rule === "number") return Float64Array.from(values, (value) => hit(value, value >= rule))
  const result = new Float64Array(values.length).fill(Number.NaN)
  for (const rows of blocks) {
    const present = rows.filter((row) => !Number.isNaN(values[row]!))
    const sorted = Float64Array.from(present, (row) => values[row]!).sort()
    const bar = quantileOf(sorted, rule === "beat-median" ? 0.5 : 0.75)
    for (const row of present) {
      const value = values[row]!
      result[row] = hit(value, rule === "beat-median" ? value > bar : value >= bar)
    }
  }
  return result
}

function hit(value: number, positive: boolean): number {
  return Number.isNaN(value) ? Number.NaN : Number(positive)
}
