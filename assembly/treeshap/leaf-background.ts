// The interventional SHAP values of one leaf for every pattern of its path's features, given what share of the
// background rows has each pattern. A pair of a row (bits p) and a background row (bits b) reaches the leaf with the
// features of a coalition from the row and the rest from the background; with t the chance that a feature is in it,
// each feature contributes a factor:    p b = 1 1: 1     1 0: t     0 1: 1 - t     0 0: 0
// and its derivative by t is +1, -1 or 0. Integrated over t that is Shapley's weighting of coalitions. Summed over all
// background rows it is one linear transform for each bit, so that a table costs no more for more background rows.
import { F64s } from "../memory"
import { Leaf } from "./leaf"

/** Halvings of up to 16 features, and the start. */
export const LEVELS: i32 = 6

/** As `fillFromCovers`; `shares` holds 2^features numbers that sum up to 1, or less. */
export function fillFromBackground(leaf: Leaf, shares: F64s, levels: F64s): void {
  const size = 1 << leaf.features
  for (let m = 0; m < leaf.points; m++) {
    memory.copy(changetype<usize>(levels.from(m << leaf.features)), changetype<usize>(shares), (<usize>size) << 3)
  }
  solve(leaf, levels, 0, 0, leaf.features, -1)
  for (let i = 0; i < leaf.features; i++) solvePairs(leaf, shares, levels, i)
}

/** Every pair of feature i with a later one. */
function solvePairs(leaf: Leaf, shares: F64s, levels: F64s, i: i32): void {
  let wanted = false
  for (let j = i + 1; j < leaf.features; j++) wanted = wanted || leaf.pairOf(i, j) != 0
  if (!wanted) return
  const bit = 1 << (leaf.features - 1 - i)
  for (let m = 0; m < leaf.points; m++) {
    const out = levels.from(m << leaf.features)
    for (let p = 0; p < 1 << leaf.features; p++) out[p] = p & bit ? shares[p ^ bit] : -shares[p ^ bit]
    for (let j = 0; j < i; j++) mix(leaf, out, j, leaf.abscissas[m])
  }
  solve(leaf, levels, 0, i + 1, leaf.features, i)
}

/** Features [from, to) of vectors in which all others are transformed: each half is, before the other is solved. */
function solve(leaf: Leaf, levels: F64s, level: i32, from: i32, to: i32, partner: i32): void {
  const own = levelOf(leaf, levels, level)
  if (to - from == 1) return finish(leaf, own, from, partner)
  const middle = (from + to) >> 1
  pass(leaf, levels, level, middle, to)
  solve(leaf, levels, level + 1, from, middle, partner)
  pass(leaf, levels, level, from, middle)
  solve(leaf, levels, level + 1, middle, to, partner)
}

/** The next level: this one with features [from, to) transformed. */
function pass(leaf: Leaf, levels: F64s, level: i32, from: i32, to: i32): void {
  const own = levelOf(leaf, levels, level)
  const next = levelOf(leaf, levels, level + 1)
  memory.copy(changetype<usize>(next), changetype<usize>(own), (<usize>(leaf.points << leaf.features)) << 3)
  for (let m = 0; m < leaf.points; m++) {
    for (let j = from; j < to; j++) mix(leaf, next.from(m << leaf.features), j, leaf.abscissas[m])
  }
}

function levelOf(leaf: Leaf, levels: F64s, level: i32): F64s {
  return levels.from((level * leaf.points) << leaf.features)
}

/** Transforms one feature at one point, in place. */
function mix(leaf: Leaf, values: F64s, feature: i32, t: f64): void {
  const bit = 1 << (leaf.features - 1 - feature)
  const size = 1 << leaf.features
  if (bit == 1) {
    for (let p = 0; p < size; p += 2) {
      const missed = values[p]
      const met = values[p + 1]
      values[p] = (1 - t) * met
      values[p + 1] = t * missed + met
    }
    return
  }
  const share = f64x2.splat(t)
  const rest = f64x2.splat(1 - t)
  for (let block = 0; block < size; block += 2 * bit) {
    for (let p = block; p < block + bit; p += 2) {
      const low = changetype<usize>(values.from(p))
      const high = changetype<usize>(values.from(p + bit))
      const missed = v128.load(low)
      const met = v128.load(high)
      v128.store(low, f64x2.mul(rest, met))
      v128.store(high, f64x2.add(f64x2.mul(share, missed), met))
    }
  }
}

/** The last feature's derivative, summed over the points: its column, or the pair's with a partner. */
function finish(leaf: Leaf, values: F64s, feature: i32, partner: i32): void {
  const address = partner < 0 ? leaf.columns[feature] : leaf.pairOf(partner, feature)
  if (address == 0) return
  const out = changetype<F64s>(address)
  const bit = 1 << (leaf.features - 1 - feature)
  const scale = partner < 0 ? leaf.value : leaf.value / 2
  for (let p = 0; p < 1 << leaf.features; p++) {
    let sum: f64 = 0
    for (let m = 0; m < leaf.points; m++) sum += leaf.weights[m] * values[(m << leaf.features) + (p ^ bit)]
    out[p] = p & bit ? scale * sum : -scale * sum
  }
}
