import type { Interval } from "../../results/interval.js"
import { binaryScores } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { withArrays } from "./machine.js"
import { deviationsOf, normalTail } from "./normal.js"
import { fewRows } from "./roc-auc-interval.js"

/** How much better one score ranks the same rows than another. */
export interface RocAucDifference {
  /** The areas. */
  readonly first: number
  readonly second: number
  /** first - second. */
  readonly difference: number
  readonly interval: Interval
  /** The difference in standard deviations; infinite where these are 0 and the areas differ. */
  readonly z: number
  /** Two-sided: the chance of a difference as large if there were none. 1 for scores that order all rows alike. */
  readonly p: number
}

/**
 * DeLong's comparison of two scores on the same rows (Biometrics 44, 1988), in O(n log n).
 * @throws RangeError for fewer than two rows of a class, a score that is not finite, or lengths that differ.
 */
export function rocAucDifference(
  labels: Labels,
  firstScores: Numbers,
  secondScores: Numbers,
  { level = 0.95 }: { level?: number } = {},
): RocAucDifference {
  const deviations = deviationsOf(level, "rocAucDifference")
  const { classes, scores } = binaryScores(labels, firstScores, undefined, "rocAucDifference")
  const { scores: others } = binaryScores(labels, secondScores, undefined, "rocAucDifference")
  const [a, b] = [sharesOf(classes, scores), sharesOf(classes, others)]
  const [positives, negatives] = [sideOf(classes, 1, a, b), sideOf(classes, 0, a, b)]
  if (positives.rows < 2 || negatives.rows < 2) throw new RangeError(`rocAucDifference: ${fewRows(classes)}`)
  const [first, second] = [positives.first, positives.second]
  const difference = first - second
  const deviation = Math.sqrt(positives.variance + negatives.variance)
  const z = difference === 0 ? 0 : difference / deviation
  const reach = deviations * deviation
  const interval = { value: difference, low: difference - reach, high: difference + reach, level }
  return { first, second, difference, interval, z, p: 2 * normalTail(Math.abs(z)) }
}

function sharesOf(classes: Uint8Array, scores: Float64Array): Float64Array {
  return withArrays([classes, scores], (arena, [label, score]) => {
    const shares = arena.reserve(8 * classes.length)
    try {
      arena.kernels.placements(label!, score!, classes.length, shares)
      return arena.doubles(shares, classes.length).slice()
    } finally {
      arena.release(shares)
    }
  })
}

/** Of one class: both means, and the variance of the mean of the paired differences. */
interface Side {
  readonly rows: number
  readonly first: number
  readonly second: number
  readonly variance: number
}

function sideOf(classes: Uint8Array, label: 0 | 1, a: Float64Array, b: Float64Array): Side {
  let [rows, first, second] = [0, 0, 0]
  for (let row = 0; row < classes.length; row++) {
    if (classes[row] !== label) continue
    rows++
    first += a[row]!
    second += b[row]!
  }
  const mean = (first - second) / rows
  let spread = 0
  for (let row = 0; row < classes.length; row++) {
    if (classes[row] === label) spread += (a[row]! - b[row]! - mean) ** 2
  }
  return { rows, first: first / rows, second: second / rows, variance: spread / (rows - 1) / rows }
}
