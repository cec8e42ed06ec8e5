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
import { placePoints, pointsFor } from "./points"
import { MOST_BITS } from "./words"

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
  /** Of each sum and point. */
  factors: F64s
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
  leaf.factors = changetype<F64s>(reserve((SUMS * MOST_BITS) << 3))
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
  release(changetype<usize>(leaf.factors))
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

/** F under a background: two bits a pass, so that numbers are fetched half as often. */
function transform(leaf: Leaf, shares: F64s, reached: F64s, t: f64): void {
  const size = 1 << leaf.features
  let bit: i32
  if (leaf.features & 1) {
    mixFirst(changetype<usize>(shares), changetype<usize>(reached), (<usize>size) << 3, t)
    bit = 2
  } else {
    mixFirstTwo(changetype<usize>(shares), changetype<usize>(reached), (<usize>size) << 3, t)
    bit = 4
  }
  for (; bit < size; bit <<= 2) mixTwo(changetype<usize>(reached), (<usize>size) << 3, (<usize>bit) << 3, t)
}

/** The lowest bit, of two numbers in a register: (1 - t) met and t missed + met. */
function mixPair(both: v128, ofMet: v128, ofMissed: v128): v128 {
  const met = f64x2.mul(v128.shuffle<f64>(both, both, 1, 1), ofMet)
  return f64x2.add(met, f64x2.mul(v128.shuffle<f64>(both, both, 0, 0), ofMissed))
}

function mixFirst(from: usize, to: usize, bytes: usize, t: f64): void {
  const ofMet = f64x2.replace_lane(f64x2.splat(1), 0, 1 - t)
  const ofMissed = f64x2.replace_lane(f64x2.splat(t), 0, 0)
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, mixPair(v128.load(from + at), ofMet, ofMissed))
}

function mixFirstTwo(from: usize, to: usize, bytes: usize, t: f64): void {
  const ofMet = f64x2.replace_lane(f64x2.splat(1), 0, 1 - t)
  const ofMissed = f64x2.replace_lane(f64x2.splat(t), 0, 0)
  const inside = f64x2.splat(t)
  const outside = f64x2.splat(1 - t)
  for (let at: usize = 0; at < bytes; at += 32) {
    const missed = mixPair(v128.load(from + at), ofMet, ofMissed)
    const met = mixPair(v128.load(from + at, 16), ofMet, ofMissed)
    v128.store(to + at, f64x2.mul(outside, met))
    v128.store(to + at, f64x2.add(f64x2.mul(inside, missed), met), 16)
  }
}

/** Two neighbouring bits, of which the lower one is `step` bytes. */
function mixTwo(values: usize, bytes: usize, step: usize, t: f64): void {
  const inside = f64x2.splat(t)
  const outside = f64x2.splat(1 - t)
  for (let block: usize = 0; block < bytes; block += 4 * step) {
    for (let at = values + block; at < values + block + step; at += 16) {
      const a = v128.load(at)
      const b = v128.load(at + step)
      const c = v128.load(at + 2 * step)
      const d = v128.load(at + 3 * step)
      const c1 = f64x2.mul(outside, d)
      const d1 = f64x2.add(f64x2.mul(inside, c), d)
      v128.store(at, f64x2.mul(outside, c1))
      v128.store(at + step, f64x2.mul(outside, d1))
      v128.store(at + 2 * step, f64x2.add(f64x2.mul(f64x2.mul(inside, outside), b), c1))
      v128.store(at + 3 * step, f64x2.add(f64x2.mul(inside, f64x2.add(f64x2.mul(inside, a), b)), d1))
    }
  }
}

/** Sums of F over the points, times the leaf's value: with 1 / (1 - t), 1 / t and 1 / (t (1 - t)), and for pairs. */
function sumPoints(leaf: Leaf): void {
  for (let m = 0; m < leaf.points; m++) {
    const t = leaf.abscissas[leaf.points * MOST_BITS + m]
    const weight = leaf.weights[leaf.points * MOST_BITS + m] * leaf.value
    const rest = 1 - t
    setFactors(leaf, m, 0, weight / rest, weight / t, weight / (t * rest))
    if (!leaf.pairs) continue
    const half = weight / 2
    setFactors(leaf, m, 3, half / (rest * rest), half / (t * rest), half / (t * rest * rest))
    setFactors(leaf, m, 6, half / (t * t), half / (t * t * rest), half / (t * t * rest * rest))
  }
  for (let first = 0; first < (leaf.pairs ? SUMS : 3); first += 3) sumThree(leaf, first)
}

function setFactors(leaf: Leaf, m: i32, first: i32, a: f64, b: f64, c: f64): void {
  const factors = leaf.factors.from(first * MOST_BITS + 3 * m)
  factors[0] = a
  factors[1] = b
  factors[2] = c
}

/** Three sums at once, so that F is fetched once for them. */
function sumThree(leaf: Leaf, first: i32): void {
  const bytes: usize = (<usize>8) << leaf.features
  const sums = changetype<usize>(leaf.sum(first))
  const factors = changetype<usize>(leaf.factors.from(first * MOST_BITS))
  const reached = changetype<usize>(leaf.reached)
  const end = reached + bytes * <usize>leaf.points
  for (let at: usize = 0; at < bytes; at += 16) {
    let a = f64x2.splat(0)
    let b = f64x2.splat(0)
    let c = f64x2.splat(0)
    let factor = factors
    for (let own = reached + at; own < end; own += bytes) {
      const value = v128.load(own)
      a = f64x2.add(a, f64x2.mul(value, v128.load64_splat(factor)))
      b = f64x2.add(b, f64x2.mul(value, v128.load64_splat(factor, 8)))
      c = f64x2.add(c, f64x2.mul(value, v128.load64_splat(factor, 16)))
      factor += 24
    }
    v128.store(sums + at, a)
    v128.store(sums + at + bytes, b)
    v128.store(sums + at + 2 * bytes, c)
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
