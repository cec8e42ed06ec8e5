// What is predicted positive at every threshold that matters: the table under all curves.
import { F64s, U8s } from "../memory"
import { createDescent, releaseDescent } from "./descent"
import { createSides, releaseSides } from "./sides"

/**
 * The distinct scores from the highest down and the weight of the true and the false positives at or above each;
 * returns how many. Each array has room for `count` numbers. Scores whose rows all weigh 0 are left out.
 * As scikit-learn's confusion_matrix_at_thresholds.
 */
export function thresholdCounts(
  labels: U8s,
  scores: F64s,
  weights: F64s,
  count: i32,
  thresholds: F64s,
  truePositives: F64s,
  falsePositives: F64s,
): i32 {
  const sides = createSides(labels, scores, weights, count)
  const descent = createDescent(sides)
  let found = 0
  while (descent.next()) {
    if (!descent.counted) continue
    thresholds[found] = descent.score
    truePositives[found] = descent.truePositives
    falsePositives[found] = descent.falsePositives
    found++
  }
  releaseDescent(descent)
  releaseSides(sides)
  return found
}
