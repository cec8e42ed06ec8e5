// A leaf's values for all patterns of few features against a background, by the integrals of leaf.ts. There F is a
// product of what each feature contributes, over the background's patterns; for a row that missed the features Y it is
//
//   F(t) = (1 - t)^|Y| G(t),     G(t) = sum over the background's patterns that missed X, none of Y, of share * t^|X|,
//
// so that G takes one multiplication for each pattern and then, feature by feature, additions only. Of the three sums
// that leaf.ts names, 1 / t is the difference of 1 / (t (1 - t)) and 1 / (1 - t).
import { F64s, I32s, release, reserve } from "../memory"
import { placePoints, pointsFor } from "./points"

/** Features of a leaf all of whose patterns can be computed, whether they occur or not. */
export const DENSE_BITS: i32 = 11

@unmanaged
export class LeafSums {
  banzhaf: bool
  /** Features and points of the leaf at hand. */
  features: i32
  points: i32
  /** Number of points -> addresses of its tables below. */
  powers: I32s
  factors: I32s
  /** What share of the background has which pattern. */
  shares: F64s
  /** G at each point; sums of F with 1 / (1 - t) and with 1 / (t (1 - t)). */
  reached: F64s
  outside: F64s
  without: F64s
  constructor() {}
}

/** Free it with `releaseLeafSums`. */
export function createLeafSums(banzhaf: bool): LeafSums {
  const own = changetype<LeafSums>(reserve(offsetof<LeafSums>()))
  const most = pointsFor(DENSE_BITS, banzhaf)
  own.banzhaf = banzhaf
  own.powers = changetype<I32s>(reserve((<usize>(most + 1)) << 2))
  own.factors = changetype<I32s>(reserve((<usize>(most + 1)) << 2))
  own.powers[0] = own.factors[0] = 0
  for (let n = 1; n <= most; n++) tabulate(own, n)
  own.shares = changetype<F64s>(reserve((<usize>8) << DENSE_BITS))
  own.reached = changetype<F64s>(reserve((<usize>(8 * most)) << DENSE_BITS))
  own.outside = changetype<F64s>(reserve((<usize>8) << DENSE_BITS))
  own.without = changetype<F64s>(reserve((<usize>8) << DENSE_BITS))
  return own
}

export function releaseLeafSums(own: LeafSums): void {
  release(changetype<usize>(own.without))
  release(changetype<usize>(own.outside))
  release(changetype<usize>(own.reached))
  release(changetype<usize>(own.shares))
  for (let n = pointsFor(DENSE_BITS, own.banzhaf); n > 0; n--) {
    release(<usize>own.factors[n])
    release(<usize>own.powers[n])
  }
  release(changetype<usize>(own.factors))
  release(changetype<usize>(own.powers))
  release(changetype<usize>(own))
}

/**
 * Tables for n points. Two neighbouring patterns fill a register, of which the lower one missed one feature more: for
 * `missed` of it, powers t^missed t^(missed - 1), point after point; and factors of G, two registers a point.
 */
function tabulate(own: LeafSums, n: i32): void {
  const abscissas = changetype<F64s>(reserve((<usize>n) << 3))
  const weights = changetype<F64s>(reserve((<usize>n) << 3))
  placePoints(n, own.banzhaf, abscissas, weights)
  const rows = DENSE_BITS + 1
  own.powers[n] = <i32>reserve((<usize>(n * rows)) << 4)
  own.factors[n] = <i32>reserve((<usize>(n * rows)) << 5)
  const powers = changetype<F64s>(own.powers[n])
  const factors = changetype<F64s>(own.factors[n])
  for (let m = 0; m < n; m++) {
    const t = abscissas[m]
    for (let missed = 0; missed < rows; missed++) {
      for (let lane = 0; lane < 2; lane++) {
        const outside = weights[m] * (1 - t) ** <f64>(missed - lane - 1)
        powers[2 * (m * rows + missed) + lane] = t ** <f64>(missed - lane)
        factors[4 * (missed * n + m) + lane] = outside
        factors[4 * (missed * n + m) + 2 + lane] = outside / t
      }
    }
  }
  release(changetype<usize>(weights))
  release(changetype<usize>(abscissas))
}

/** Sets the number of features, at least 1, and clears the shares. */
export function startSums(own: LeafSums, features: i32): void {
  own.features = features
  own.points = pointsFor(features, own.banzhaf)
  memory.fill(changetype<usize>(own.shares), 0, (<usize>8) << features)
}

/** Makes the sums from the shares. */
export function makeSums(own: LeafSums): void {
  const features = own.features
  const bytes = (<usize>8) << features
  for (let m = 0; m < own.points; m++) {
    const powers = <usize>own.powers[own.points] + ((<usize>(m * (DENSE_BITS + 1))) << 4)
    const reached = changetype<usize>(own.reached) + <usize>m * bytes
    let done = 1
    if (features < 3) startPairs(own, powers, reached)
    else {
      startFours(own, powers, reached)
      done = 3
    }
    for (; features - done >= 3 && features - done != 4; done += 3) mixThree(reached, bytes, (<usize>8) << done)
    for (; features - done >= 2; done += 2) mixTwo(reached, bytes, (<usize>8) << done)
    if (features > done) mixOne(reached, bytes, (<usize>8) << done)
  }
  sumPoints(own)
}

/** Multiplies the shares by powers and adds over the first feature, of two patterns in a register. */
function startPairs(own: LeafSums, powers: usize, out: usize): void {
  const shares = changetype<usize>(own.shares)
  for (let p = 0; p < 1 << own.features; p += 2) {
    const at = (<usize>p) << 3
    v128.store(out + at, addLowest(f64x2.mul(v128.load(shares + at), powerOf(powers, own.features - popcnt(p)))))
  }
}

function powerOf(powers: usize, missed: i32): v128 {
  return v128.load(powers + ((<usize>missed) << 4))
}

/** Of one feature, missed and met: who missed it goes with those who met it, who met it with both. */
function addLowest(both: v128): v128 {
  const missed = f64x2.replace_lane(f64x2.splat(0), 1, f64x2.extract_lane(both, 0))
  return f64x2.add(v128.shuffle<f64>(both, both, 1, 1), missed)
}

/** The same over the first three features. */
function startFours(own: LeafSums, powers: usize, out: usize): void {
  const shares = changetype<usize>(own.shares)
  for (let p = 0; p < 1 << own.features; p += 8) {
    const at = (<usize>p) << 3
    const own4 = shares + at
    const missed = own.features - popcnt(p)
    const one = powerOf(powers, missed - 1)
    const a = addLowest(f64x2.mul(v128.load(own4), powerOf(powers, missed)))
    const b = addLowest(f64x2.mul(v128.load(own4, 16), one))
    const c = addLowest(f64x2.mul(v128.load(own4, 32), one))
    const d = addLowest(f64x2.mul(v128.load(own4, 48), powerOf(powers, missed - 2)))
    const bd = f64x2.add(b, d)
    v128.store(out + at, d)
    v128.store(out + at, f64x2.add(c, d), 16)
    v128.store(out + at, bd, 32)
    v128.store(out + at, f64x2.add(f64x2.add(a, c), bd), 48)
  }
}

function mixOne(values: usize, bytes: usize, step: usize): void {
  for (let block = values; block < values + bytes; block += 2 * step) {
    for (let at = block; at < block + step; at += 16) {
      const met = v128.load(at + step)
      v128.store(at + step, f64x2.add(v128.load(at), met))
      v128.store(at, met)
    }
  }
}

/** Two neighbouring features, of which the lower one is `step` bytes. */
function mixTwo(values: usize, bytes: usize, step: usize): void {
  for (let block = values; block < values + bytes; block += 4 * step) {
    for (let at = block; at < block + step; at += 16) {
      const b = v128.load(at + step)
      const c = v128.load(at + 2 * step)
      const d = v128.load(at + 3 * step)
      const bd = f64x2.add(b, d)
      const ac = f64x2.add(v128.load(at), c)
      v128.store(at, d)
      v128.store(at + step, f64x2.add(c, d))
      v128.store(at + 2 * step, bd)
      v128.store(at + 3 * step, f64x2.add(ac, bd))
    }
  }
}

/** Three of them. */
function mixThree(values: usize, bytes: usize, step: usize): void {
  for (let block = values; block < values + bytes; block += 8 * step) {
    for (let at = block; at < block + step; at += 16) {
      const high = at + 4 * step
      const b = v128.load(at + step)
      const c = v128.load(at + 2 * step)
      const d = v128.load(at + 3 * step)
      const e = v128.load(high)
      const f = v128.load(high + step)
      const g = v128.load(high + 2 * step)
      const h = v128.load(high + 3 * step)
      // The highest of the three: who missed it goes with e to h, who met it with a to d, too.
      const bf = f64x2.add(b, f)
      const cg = f64x2.add(c, g)
      const dh = f64x2.add(d, h)
      const fh = f64x2.add(f, h)
      const bfdh = f64x2.add(bf, dh)
      const aecg = f64x2.add(f64x2.add(v128.load(at), e), cg)
      v128.store(at, h)
      v128.store(at + step, f64x2.add(g, h))
      v128.store(at + 2 * step, fh)
      v128.store(at + 3 * step, f64x2.add(f64x2.add(e, g), fh))
      v128.store(high, dh)
      v128.store(high + step, f64x2.add(cg, dh))
      v128.store(high + 2 * step, bfdh)
      v128.store(high + 3 * step, f64x2.add(aecg, bfdh))
    }
  }
}

function sumPoints(own: LeafSums): void {
  const bytes = (<usize>8) << own.features
  const points = own.points
  const outside = changetype<usize>(own.outside)
  const without = changetype<usize>(own.without)
  const end = bytes * <usize>points
  for (let p = 0; p < 1 << own.features; p += 2) {
    const at = (<usize>p) << 3
    let factor = <usize>own.factors[points] + ((<usize>((own.features - popcnt(p)) * points)) << 5)
    let a = f64x2.splat(0)
    let b = f64x2.splat(0)
    for (let m: usize = 0; m < end; m += bytes) {
      const value = v128.load(changetype<usize>(own.reached) + at + m)
      a = f64x2.add(a, f64x2.mul(value, v128.load(factor)))
      b = f64x2.add(b, f64x2.mul(value, v128.load(factor, 16)))
      factor += 32
    }
    v128.store(outside + at, a)
    v128.store(without + at, b)
  }
}

/** The values of all patterns, a leaf of value 1: a column of 2^features numbers a feature. */
export function fillColumns(own: LeafSums, columns: I32s): void {
  const size = 1 << own.features
  for (let place = 0; place < own.features; place++) {
    const bit = 1 << (own.features - 1 - place)
    if (bit == 1) fillLowest(own, changetype<F64s>(columns[place]))
    else
      for (let p = 0; p < size; p += 2 * bit) fillBlock(own, <usize>columns[place], (<usize>p) << 3, (<usize>bit) << 3)
  }
}

function fillLowest(own: LeafSums, out: F64s): void {
  for (let p = 0; p < 1 << own.features; p += 2) {
    out[p] = -own.outside[p]
    out[p + 1] = own.without[p + 1] - own.outside[p + 1] - own.without[p]
  }
}

/** Of patterns that missed a feature, and of those that differ in nothing else, `step` bytes further on. */
function fillBlock(own: LeafSums, out: usize, block: usize, step: usize): void {
  const outside = changetype<usize>(own.outside)
  const without = changetype<usize>(own.without)
  for (let low = block; low < block + step; low += 16) {
    const high = low + step
    const inside = f64x2.sub(v128.load(without + high), v128.load(outside + high))
    v128.store(out + low, f64x2.neg(v128.load(outside + low)))
    v128.store(out + high, f64x2.sub(inside, v128.load(without + low)))
  }
}

/** The values of `count` patterns (u16): a column of so many numbers a feature. */
export function fillFew(own: LeafSums, patterns: usize, count: i32, columns: I32s): void {
  const top = 1 << (own.features - 1)
  for (let i = 0; i < count; i++) {
    const p = <i32>load<u16>(patterns + ((<usize>i) << 1))
    const missed = -own.outside[p]
    const met = own.without[p] + missed
    let bit = top
    for (let place = 0; place < own.features; place++) {
      const value = p & bit ? met - own.without[p ^ bit] : missed
      changetype<F64s>(columns[place])[i] = value
      bit >>= 1
    }
  }
}
