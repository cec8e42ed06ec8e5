// The rows of two classes apart, each side sorted by score: what the metrics of a ranking are counted on.
import { F64s, release, reserve, U8s } from "../memory"
import { sortPairs } from "../sort-pairs"

/** Scores and, where rows are weighted, weights: the positives' first, then the negatives', each side ascending. */
@unmanaged
export class Sides {
  positives: i32
  negatives: i32
  scores: F64s
  weights: F64s
  constructor() {}
  @inline get weighted(): bool {
    return changetype<usize>(this.weights) != 0
  }
  @inline get negativeScores(): F64s {
    return this.scores.from(this.positives)
  }
  @inline get negativeWeights(): F64s {
    return this.weighted ? this.weights.from(this.positives) : this.weights
  }
}

/** Splits and sorts rows; `labels` are 0 or 1, `weights` may be a null pointer. Scores are not NaN. */
export function createSides(labels: U8s, scores: F64s, weights: F64s, count: i32): Sides {
  const sides = changetype<Sides>(reserve(offsetof<Sides>()))
  const weighted = changetype<usize>(weights) != 0
  const bytes = (<usize>count) << 3
  sides.scores = changetype<F64s>(reserve(bytes))
  sides.weights = changetype<F64s>(weighted ? reserve(bytes) : 0)
  sides.positives = part(labels, scores, sides.scores, count)
  sides.negatives = count - sides.positives
  if (weighted) part(labels, weights, sides.weights, count)
  sortSide(sides.scores, sides.weights, sides.positives)
  sortSide(sides.negativeScores, sides.negativeWeights, sides.negatives)
  return sides
}

export function releaseSides(sides: Sides): void {
  release(changetype<usize>(sides.scores))
  release(changetype<usize>(sides.weights))
  release(changetype<usize>(sides))
}

/** Positives from the front, negatives from the back; each value is written to both, so that nothing branches. */
function part(labels: U8s, values: F64s, parted: F64s, count: i32): i32 {
  let front = 0
  let back = count - 1
  for (let i = 0; i < count; i++) {
    const value = values[i]
    const label = <i32>labels[i]
    parted[front] = value
    parted[back] = value
    front += label
    back -= 1 - label
  }
  return front
}

function sortSide(scores: F64s, weights: F64s, count: i32): void {
  if (changetype<usize>(weights)) sortPairs<f64>(changetype<usize>(scores), changetype<usize>(weights), count)
  else sortPairs<void>(changetype<usize>(scores), 0, count)
}
