import type { Interval } from "../../results/interval.js"
import { binaryScores } from "./binary-scores.js"
import type { Labels, Numbers } from "./labels.js"
import { withArrays } from "./machine.js"
import { deviationsOf } from "./normal.js"

/**
 * The area under the ROC curve with DeLong's interval (Biometrics 44, 1988), in O(n log n). It is symmetric, so it may
 * reach beyond 0 or 1 for few rows.
 * @param options.level the chance that the interval holds the true area; 0.95 by default.
 * @throws RangeError for fewer than two rows of a class, a score that is not finite, or lengths that differ.
 */
export function rocAucInterval(labels: Labels, scores: Numbers, { level = 0.95 }: { level?: number } = {}): Interval {
  const deviations = deviationsOf(level, "rocAucInterval")
  const { classes, scores: values } = binaryScores(labels, scores, undefined, "rocAucInterval")
  const [value, variance] = withArrays([classes, values], (arena, [label, score]) => {
    const result = arena.reserve(16)
    arena.kernels.delong(label!, score!, classes.length, result)
    const [area, spread] = arena.doubles(result, 2)
    arena.release(result)
    return [area!, spread!]
  })
  if (Number.isNaN(variance)) throw new RangeError(`rocAucInterval: ${fewRows(classes)}`)
  const reach = deviations * Math.sqrt(variance)
  return { value, low: value - reach, high: value + reach, level }
}

export function fewRows(classes: Uint8Array): string {
  const positives = classes.reduce((sum, each) => sum + each, 0)
  return `got ${positives} positives and ${classes.length - positives} negatives, expected at least two of each`
}
