// The area under the ROC curve.
import { F64s, U8s } from "../memory"
import { createSides, releaseSides, Sides } from "./sides"

/**
 * The chance that a positive row scores above a negative one, ties counting one half. `labels` are 0 or 1, `weights`
 * may be a null pointer. NaN when one class is absent. As scikit-learn's roc_auc_score.
 */
export function rocAuc(labels: U8s, scores: F64s, weights: F64s, count: i32): f64 {
  const sides = createSides(labels, scores, weights, count)
  const area = areaOf(sides)
  releaseSides(sides)
  return area
}

/** The area where both sides are sorted. */
export function areaOf(sides: Sides): f64 {
  if (sides.weighted) return weightedArea(sides)
  const positives = sides.scores
  const negatives = sides.negativeScores
  const count = sides.negatives
  let wins: f64 = 0
  for (let i = 0, below = 0, upTo = 0; i < sides.positives; i++) {
    const score = positives[i]
    while (below < count && negatives[below] < score) below++
    if (upTo < below) upTo = below
    while (upTo < count && negatives[upTo] == score) upTo++
    // Whole numbers below 2^53 for any count that fits in memory.
    wins += <f64>(below + upTo)
  }
  return (0.5 * wins) / (<f64>sides.positives * <f64>count)
}

function weightedArea(sides: Sides): f64 {
  const negatives = sides.negativeScores
  const weights = sides.negativeWeights
  const count = sides.negatives
  let wins: f64 = 0
  let positiveWeight: f64 = 0
  let weightBelow: f64 = 0
  let weightUpTo: f64 = 0
  for (let i = 0, below = 0, upTo = 0; i < sides.positives; i++) {
    const score = sides.scores[i]
    while (below < count && negatives[below] < score) weightBelow += weights[below++]
    while (upTo < count && negatives[upTo] <= score) weightUpTo += weights[upTo++]
    wins += sides.weights[i] * 0.5 * (weightBelow + weightUpTo)
    positiveWeight += sides.weights[i]
  }
  let negativeWeight: f64 = 0
  for (let i = 0; i < count; i++) negativeWeight += weights[i]
  return wins / (positiveWeight * negativeWeight)
}
