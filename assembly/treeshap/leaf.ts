// The SHAP values of one leaf for every pattern of its path's features (1: the row met every condition on the feature).
//
// Let t be the chance that a feature is in a coalition, and F(t)[p] the chance that a row of pattern p, its features
// outside the coalition taken from the background, reaches the leaf. A feature contributes by the row's bit and the
// background row's:      1 1: 1      1 0: t      0 1: 1 - t      0 0: 0
// so that F is a linear transform, bit by bit, of what share of the background has which pattern; under the covers,
// where features are independent, it is a product. The feature's SHAP value is the integral over t of its factor's
// derivative: +1 for 1 0, -1 for 0 1. What F was before the feature's own transform follows from F itself, which makes
// the value of any feature i
//
//   in p:      integral of F[p] / t - F[p without i] / (t (1 - t))         not in p:     -integral of F[p] / (1 - t)
//
// three sums over the quadrature points for each pattern, whatever the feature. A pair's value is the integral of the
// second derivative, halved, and follows the same way.
import { F64s, I32s, release, reserve } from "../memory"
import { MOST_BITS } from "./plan"
import { placePoints, pointsFor } from "./points"

/** Sums over the points that pairs need beside the three of single features. */
const PAIR_SUMS: i32 = 6
const SUMS: i32 = 3 + PAIR_SUMS

@unmanaged
export class Leaf {
  /** Features on the path, the first one being the highest bit of a pattern. */
  features: i32
  points: i32
  banzhaf: bool
  pairs: bool
  value: f64
  /** Cover ratio of each feature. */
  ratios: F64s
  /** Addresses: of each feature's column, and of each pair's (i, j) at MOST_BITS * i + j. */
  columns: I32s
  pairColumns: I32s
  /** Points and weights of n of them, from n * MOST_BITS on. */
  abscissas: F64s
  weights: F64s
  /** Scratch: points << features and SUMS << features numbers. */
  reached: F64s
  sums: F64s
  constructor() {}

  @inline sum(index: i32): F64s {
    return this.sums.from(index << this.features)
  }
}

/** Scratch for leaves of at most so many features. Free it with `releaseLeaf`. */
export function createLeaf(most: i32, banzhaf: bool, pairs: bool): Leaf {
  const leaf = changetype<Leaf>(reserve(offsetof<Leaf>()))
  leaf.banzhaf = banzhaf
  leaf.pairs = pairs
  leaf.ratios = changetype<F64s>(reserve(MOST_BITS << 3))
  leaf.columns = changetype<I32s>(reserve(MOST_BITS << 2))
  leaf.pairColumns = changetype<I32s>(reserve((MOST_BITS * MOST_BITS) << 2))
  leaf.abscissas = changetype<F64s>(reserve((MOST_BITS * MOST_BITS) << 3))
  leaf.weights = changetype<F64s>(reserve((MOST_BITS * MOST_BITS) << 3))
  leaf.reached = changetype<F64s>(reserve(((<usize>pointsFor(most, banzhaf)) << most) << 3))
  leaf.sums = changetype<F64s>(reserve(((<usize>(<i32>(pairs ? SUMS : 3))) << most) << 3))
  for (let n = 1; n <= pointsFor(most, banzhaf); n++) {
    placePoints(n, banzhaf, leaf.abscissas.from(n * MOST_BITS), leaf.weights.from(n * MOST_BITS))
  }
  return leaf
}

export function releaseLeaf(leaf: Leaf): void {
  release(changetype<usize>(leaf.ratios))
  release(changetype<usize>(leaf.columns))
  release(changetype<usize>(leaf.pairColumns))
  release(changetype<usize>(leaf.abscissas))
  release(changetype<usize>(leaf.weights))
  release(changetype<usize>(leaf.reached))
  release(changetype<usize>(leaf.sums))
  release(changetype<usize>(leaf))
}

/** Sets the number of features and with it the quadrature. */
export function startLeaf(leaf: Leaf, features: i32): void {
  leaf.features = features
  leaf.points = pointsFor(features, leaf.banzhaf)
}

/** Fills the leaf's columns: by its cover ratios, or by what share of a background has which pattern. */
export function fillLeaf(leaf: Leaf, shares: F64s): void {
  for (let m = 0; m < leaf.points; m++) {
    const reached = leaf.reached.from(m << leaf.features)
    const t = leaf.abscissas[leaf.points * MOST_BITS + m]
    if (changetype<usize>(shares)) transform(leaf, shares, reached, t)
    else multiply(leaf, reached, t)
  }
  sumPoints(leaf)
  for (let i = 0; i < leaf.features; i++) fillSingle(leaf, i)
  if (!leaf.pairs) return
  for (let i = 0; i < leaf.features; i++) for (let j = i + 1; j < leaf.features; j++) fillPair(leaf, i, j)
}

/** F under the covers, one feature after the other, from the lowest bit on. */
function multiply(leaf: Leaf, reached: F64s, t: f64): void {
  reached[0] = 1
  let size = 1
  for (let i = leaf.features - 1; i >= 0; i--) {
    const missed = leaf.ratios[i] * (1 - t)
    const met = t + missed
    if (size == 1) {
      reached[0] = missed
      reached[1] = met
    } else scale(changetype<usize>(reached), (<usize>size) << 3, missed, met)
    size <<= 1
  }
}

function scale(low: usize, bytes: usize, missed: f64, met: f64): void {
  const lowFactor = f64x2.splat(missed)
  const highFactor = f64x2.splat(met)
  for (let at: usize = 0; at < bytes; at += 16) {
    const own = v128.load(low + at)
    v128.store(low + bytes + at, f64x2.mul(own, highFactor))
    v128.store(low + at, f64x2.mul(own, lowFactor))
  }
}

/** F under a background. */
function transform(leaf: Leaf, shares: F64s, reached: F64s, t: f64): void {
  const size = 1 << leaf.features
  for (let p = 0; p < size; p += 2) {
    const missed = shares[p]
    const met = shares[p + 1]
    reached[p] = (1 - t) * met
    reached[p + 1] = t * missed + met
  }
  const inside = f64x2.splat(t)
  const outside = f64x2.splat(1 - t)
  for (let bit = 2; bit < size; bit <<= 1) {
    for (let p = 0; p < size; p += 2) {
      if (p & bit) continue
      const low = changetype<usize>(reached.from(p))
      const high = changetype<usize>(reached.from(p + bit))
      const missed = v128.load(low)
      const met = v128.load(high)
      v128.store(low, f64x2.mul(outside, met))
      v128.store(high, f64x2.add(f64x2.mul(inside, missed), met))
    }
  }
}

/** Sums of F over the points, times the leaf's value: with 1 / (1 - t), 1 / t and 1 / (t (1 - t)), and for pairs. */
function sumPoints(leaf: Leaf): void {
  const size = 1 << leaf.features
  memory.fill(changetype<usize>(leaf.sums), 0, (<usize>(<i32>(leaf.pairs ? SUMS : 3) * size)) << 3)
  for (let m = 0; m < leaf.points; m++) {
    const t = leaf.abscissas[leaf.points * MOST_BITS + m]
    const weight = leaf.weights[leaf.points * MOST_BITS + m] * leaf.value
    const rest = 1 - t
    const reached = leaf.reached.from(m << leaf.features)
    addThree(leaf, reached, 0, weight / rest, weight / t, weight / (t * rest))
    if (!leaf.pairs) continue
    const half = weight / 2
    addThree(leaf, reached, 3, half / (rest * rest), half / (t * rest), half / (t * rest * rest))
    addThree(leaf, reached, 6, half / (t * t), half / (t * t * rest), half / (t * t * rest * rest))
  }
}

function addThree(leaf: Leaf, reached: F64s, first: i32, a: f64, b: f64, c: f64): void {
  const bytes: usize = (<usize>8) << leaf.features
  const sums = changetype<usize>(leaf.sum(first))
  const ofA = f64x2.splat(a)
  const ofB = f64x2.splat(b)
  const ofC = f64x2.splat(c)
  for (let at: usize = 0; at < bytes; at += 16) {
    const own = v128.load(changetype<usize>(reached) + at)
    const out = sums + at
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(own, ofA)))
    v128.store(out + bytes, f64x2.add(v128.load(out + bytes), f64x2.mul(own, ofB)))
    v128.store(out + 2 * bytes, f64x2.add(v128.load(out + 2 * bytes), f64x2.mul(own, ofC)))
  }
}

function fillSingle(leaf: Leaf, i: i32): void {
  const out = changetype<F64s>(leaf.columns[i])
  const size = 1 << leaf.features
  const bit = 1 << (leaf.features - 1 - i)
  if (bit == 1) {
    for (let p = 0; p < size; p += 2) {
      out[p] = -leaf.sum(0)[p]
      out[p + 1] = leaf.sum(1)[p + 1] - leaf.sum(2)[p]
    }
    return
  }
  const outside = changetype<usize>(leaf.sum(0))
  const inside = changetype<usize>(leaf.sum(1))
  const without = changetype<usize>(leaf.sum(2))
  for (let block = 0; block < size; block += 2 * bit) {
    for (let p = block; p < block + bit; p += 2) {
      const low = (<usize>p) << 3
      const high = (<usize>(p + bit)) << 3
      v128.store(changetype<usize>(out) + low, f64x2.neg(v128.load(outside + low)))
      v128.store(changetype<usize>(out) + high, f64x2.sub(v128.load(inside + high), v128.load(without + low)))
    }
  }
}

function fillPair(leaf: Leaf, i: i32, j: i32): void {
  const out = changetype<F64s>(leaf.pairColumns[MOST_BITS * i + j])
  const size = 1 << leaf.features
  const first = 1 << (leaf.features - 1 - i)
  const second = 1 << (leaf.features - 1 - j)
  for (let p = 0; p < size; p++) {
    if (p & (first | second)) continue
    out[p] = leaf.sum(3)[p]
    out[p + first] = leaf.sum(5)[p] - leaf.sum(4)[p + first]
    out[p + second] = leaf.sum(5)[p] - leaf.sum(4)[p + second]
    const both = p + first + second
    out[both] = leaf.sum(6)[both] - leaf.sum(7)[p + second] - leaf.sum(7)[p + first] + leaf.sum(8)[p]
  }
}
