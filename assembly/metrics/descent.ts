// The distinct scores of two sides from the highest down, with what lies at or above each.
import { release, reserve } from "../memory"
import { Sides } from "./sides"

@unmanaged
export class Descent {
  sides: Sides
  positivesLeft: i32
  negativesLeft: i32
  /** The score that was reached. */
  score: f64
  /** Weight (rows, when none are given) of the positives and of the negatives at or above it. */
  truePositives: f64
  falsePositives: f64
  /** Whether a row at this score has a weight other than 0. */
  counted: bool
  constructor() {}

  /** Goes on to the next lower score; false when there is none. */
  next(): bool {
    const sides = this.sides
    let i = this.positivesLeft - 1
    let j = this.negativesLeft - 1
    if (i < 0 && j < 0) return false
    const positives = sides.scores
    const negatives = sides.negativeScores
    const score = i < 0 ? negatives[j] : j < 0 ? positives[i] : max(positives[i], negatives[j])
    const weighted = sides.weighted
    let counted = !weighted
    let weight: f64 = 1
    for (; i >= 0 && positives[i] == score; i--) {
      if (weighted) weight = sides.weights[i]
      this.truePositives += weight
      counted = counted || weight != 0
    }
    for (; j >= 0 && negatives[j] == score; j--) {
      if (weighted) weight = sides.negativeWeights[j]
      this.falsePositives += weight
      counted = counted || weight != 0
    }
    this.positivesLeft = i + 1
    this.negativesLeft = j + 1
    this.score = score
    this.counted = counted
    return true
  }
}

export function createDescent(sides: Sides): Descent {
  const descent = changetype<Descent>(reserve(offsetof<Descent>()))
  descent.sides = sides
  descent.positivesLeft = sides.positives
  descent.negativesLeft = sides.negatives
  descent.truePositives = 0
  descent.falsePositives = 0
  return descent
}

export function releaseDescent(descent: Descent): void {
  release(changetype<usize>(descent))
}
