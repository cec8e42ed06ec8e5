// Average precision: the area under the steps of precision over recall.
import { F64s, U8s } from "../memory"
import { createDescent, releaseDescent } from "./descent"
import { createSides, releaseSides } from "./sides"

/**
 * Precision at each distinct score, weighted with the recall that it adds. `labels` are 0 or 1, `weights` may be a null
 * pointer. 0 without positives. As scikit-learn's average_precision_score.
 */
export function averagePrecision(labels: U8s, scores: F64s, weights: F64s, count: i32): f64 {
  const sides = createSides(labels, scores, weights, count)
  const descent = createDescent(sides)
  let sum: f64 = 0
  let before: f64 = 0
  while (descent.next()) {
    const hits = descent.truePositives
    const all = hits + descent.falsePositives
    if (hits != before && all != 0) sum += ((hits - before) * hits) / all
    before = hits
  }
  releaseDescent(descent)
  releaseSides(sides)
  return before == 0 ? 0 : sum / before
}
