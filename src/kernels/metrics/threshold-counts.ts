import type { BinaryScores } from "./binary-scores.js"
import { withArrays } from "./machine.js"

/** The distinct scores, highest first, and the weight of what lies at or above each. */
export interface ThresholdCounts {
  readonly thresholds: Float64Array
  readonly truePositives: Float64Array
  readonly falsePositives: Float64Array
}

/** As scikit-learn's `confusion_matrix_at_thresholds`: rows that weigh 0 make no threshold. */
export function thresholdCounts({ classes, scores, weights }: BinaryScores): ThresholdCounts {
  const rows = classes.length
  return withArrays([classes, scores, weights], (arena, [label, score, weight]) => {
    const block = arena.reserve(24 * rows)
    const parts = [block, block + 8 * rows, block + 16 * rows] as const
    try {
      const found = arena.kernels.thresholdCounts(label!, score!, weight!, rows, ...parts)
      const [thresholds, truePositives, falsePositives] = parts.map((part) => arena.doubles(part, found).slice())
      return { thresholds: thresholds!, truePositives: truePositives!, falsePositives: falsePositives! }
    } finally {
      arena.release(block)
    }
  })
}
