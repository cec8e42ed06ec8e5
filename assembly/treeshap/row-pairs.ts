// The pairs of one leaf for one row under the covers, for paths of too many features for a table: products over the
// features before, between and after the two, at each quadrature point.

import { F64s, release, reserve } from "../memory"
import { Path } from "./path"
import { placePoints, pointsFor } from "./points"
import { WORD_BITS } from "./words"

/** Adds the values of every feature and pair of the path; `word` has the row's bits. */
export function addPairsFromCovers(path: Path, word: u64, banzhaf: bool, values: F64s): void {
  const k = path.features
  const points = pointsFor(k, banzhaf)
  const scratch = changetype<F64s>(reserve((WORD_BITS * 4) << 3))
  const factors = scratch.from(2 * WORD_BITS)
  const after = scratch.from(3 * WORD_BITS - 1)
  placePoints(points, banzhaf, scratch, scratch.from(WORD_BITS))
  for (let m = 0; m < points; m++) {
    const t = scratch[m]
    const weight = scratch[WORD_BITS + m] * path.value
    for (let i = 0; i < k; i++) factors[i] = factorOf(path, word, i, t)
    after[k] = 1
    for (let i = k - 1; i >= 0; i--) after[i] = after[i + 1] * factors[i]
    let before = weight
    for (let i = 0; i < k; i++) {
      const own = before * change(path, word, i)
      addTo(values, i, i, own * after[i + 1])
      let between = own / 2
      for (let j = i + 1; j < k; j++) {
        addTo(values, i, j, between * change(path, word, j) * after[j + 1])
        between *= factors[j]
      }
      before *= factors[i]
    }
  }
  release(changetype<usize>(scratch))
}

function factorOf(path: Path, word: u64, i: i32, t: f64): f64 {
  const missed = path.ratios[i] * (1 - t)
  return (word >> i) & 1 ? t + missed : missed
}

function change(path: Path, word: u64, i: i32): f64 {
  return ((word >> i) & 1 ? 1 : 0) - path.ratios[i]
}

function addTo(values: F64s, i: i32, j: i32, add: f64): void {
  const at = i * WORD_BITS + j
  values[at] = values[at] + add
}
