// The patterns of rows against those of background rows at one leaf, for paths of many features, where few of all
// patterns occur. A row that missed the conditions on the features Y goes with the background rows that met all of
// them, and these missed X, features that the row met: the game of rivals.ts. A background pattern's X depends on itself
// alone, so which patterns go together is one comparison of eight at a time, and their values are sums of what each
// pattern gives each feature.
import { F64s, release, reserve } from "../memory"
import { SHARES } from "./shares"
import { MOST_BITS } from "./words"

/** Numbers a row of the tables of shares. */
const COUNTS: i32 = MOST_BITS + 1

/** The background's patterns at one leaf, and scratch. */
@unmanaged
export class PatternRivals {
  bits: i32
  /** How many patterns, filled up to a multiple of 8 with such as go with no row but one that met all, and weigh nothing. */
  size: i32
  /** Of each: the features it missed as bits (u16), how many those are (u8), and its share of the background. */
  missed: usize
  counts: usize
  parts: F64s
  /** Of each, for each feature (an even number of columns): its share where it missed the feature, else 0. */
  vectors: usize
  /** At y * COUNTS + x: what one of x features gets when y have to be out, and what one of y gets when x are in. */
  gains: F64s
  losses: F64s
  /** Mask of 8 bits -> the numbers of its set bits, 8 of 16 bits. */
  lanes: usize
  /** The rivals that a row goes with (u16), and what they give each feature. */
  list: usize
  sums: F64s
  constructor() {}
}

/** Room for so many patterns. Free it with `releaseRivals`. */
export function createRivals(shares: F64s, most: i32): PatternRivals {
  const rivals = changetype<PatternRivals>(reserve(offsetof<PatternRivals>()))
  const room = <usize>(most + 16)
  rivals.missed = reserve(room << 1)
  rivals.counts = reserve(room)
  rivals.parts = changetype<F64s>(reserve(room << 3))
  rivals.vectors = reserve((room * MOST_BITS) << 3)
  rivals.list = reserve(room << 1)
  rivals.sums = changetype<F64s>(reserve(MOST_BITS << 3))
  tabulateGames(rivals, shares)
  tabulateLanes(rivals)
  return rivals
}

function tabulateGames(rivals: PatternRivals, shares: F64s): void {
  rivals.gains = changetype<F64s>(reserve((COUNTS * COUNTS) << 3))
  rivals.losses = changetype<F64s>(reserve((COUNTS * COUNTS) << 3))
  for (let y = 0; y < COUNTS; y++) {
    for (let x = 0; x < COUNTS; x++) {
      rivals.gains[y * COUNTS + x] = x > 0 ? shares[x * SHARES + y] : 0
      rivals.losses[y * COUNTS + x] = y > 0 ? shares[y * SHARES + x] : 0
    }
  }
}

function tabulateLanes(rivals: PatternRivals): void {
  rivals.lanes = reserve(256 << 4)
  for (let mask = 0; mask < 256; mask++) {
    let to = rivals.lanes + ((<usize>mask) << 4)
    memory.fill(to, 0, 16)
    for (let bit = 0; bit < 8; bit++) {
      if (((mask >> bit) & 1) == 0) continue
      store<u16>(to, <u16>bit)
      to += 2
    }
  }
}

export function releaseRivals(rivals: PatternRivals): void {
  release(changetype<usize>(rivals.sums))
  release(rivals.list)
  release(rivals.lanes)
  release(changetype<usize>(rivals.losses))
  release(changetype<usize>(rivals.gains))
  release(rivals.vectors)
  release(changetype<usize>(rivals.parts))
  release(rivals.counts)
  release(rivals.missed)
  release(changetype<usize>(rivals))
}

/** Takes in the background's patterns (u16) at a leaf of so many features; `parts` already has their shares. */
export function settleRivals(rivals: PatternRivals, bits: i32, patterns: usize, count: i32): void {
  rivals.bits = bits
  rivals.size = (count + 7) & ~7
  const columns = (bits + 1) & ~1
  memory.fill(rivals.vectors, 0, (<usize>(rivals.size * columns)) << 3)
  for (let i = 0; i < count; i++) {
    const missed = ~(<u32>load<u16>(patterns + ((<usize>i) << 1))) & ((1 << bits) - 1)
    const part = rivals.parts[i]
    store<u16>(rivals.missed + ((<usize>i) << 1), missed)
    store<u8>(rivals.counts + <usize>i, popcnt(missed))
    // The first feature is the highest bit.
    const last = changetype<F64s>(rivals.vectors + ((<usize>(i * columns + bits - 1)) << 3))
    for (let rest = missed; rest != 0; rest &= rest - 1) last[-(<i32>ctz(rest))] = part
  }
  for (let i = count; i < rivals.size; i++) {
    store<u16>(rivals.missed + ((<usize>i) << 1), 0xffff)
    store<u8>(rivals.counts + <usize>i, 0)
    rivals.parts[i] = 0
  }
}

/**
 * The values of each feature for `count` patterns of rows (u16), a leaf of value 1: a column of `stride` numbers a
 * feature.
 */
export function fillValues(rivals: PatternRivals, patterns: usize, count: i32, values: F64s, stride: i32): void {
  const bits = rivals.bits
  const all = (1 << bits) - 1
  for (let i = 0; i < count; i++) {
    const missed = ~(<i32>load<u16>(patterns + ((<usize>i) << 1))) & all
    const found = listMatches(rivals, missed)
    const lost = addMatches(rivals, found, popcnt(missed))
    let at = i
    // No match missed what the row missed, so that these features' sums are 0.
    for (let place = 0; place < bits; place++) {
      values[at] = (missed >> (bits - 1 - place)) & 1 ? -lost : rivals.sums[place]
      at += stride
    }
  }
}

/** Lists the background patterns that missed nothing of what the row missed. */
function listMatches(rivals: PatternRivals, missed: i32): i32 {
  const own = i16x8.splat(<i16>missed)
  const none = i16x8.splat(0)
  const step = i16x8.splat(8)
  const end = (<usize>rivals.size) << 1
  let base = i16x8.splat(0)
  let to = rivals.list
  for (let at: usize = 0; at < end; at += 16) {
    const mask = i16x8.bitmask(i16x8.eq(v128.and(v128.load(rivals.missed + at), own), none))
    v128.store(to, i16x8.add(base, v128.load(rivals.lanes + ((<usize>mask) << 4))))
    to += (<usize>popcnt(mask)) << 1
    base = i16x8.add(base, step)
  }
  return <i32>((to - rivals.list) >> 1)
}

/**
 * Writes the sums over the matches, all features at once in registers; returns what a feature that the row missed loses
 * to all of them. `y` is how many features the row missed.
 */
function addMatches(rivals: PatternRivals, found: i32, y: i32): f64 {
  const pairs = (rivals.bits + 1) >> 1
  const bytes = (<u32>pairs) << 4
  const gains = changetype<usize>(rivals.gains.from(y * COUNTS))
  const losses = changetype<usize>(rivals.losses.from(y * COUNTS))
  const out = changetype<usize>(rivals.sums)
  let lost: f64 = 0
  let a = f64x2.splat(0)
  let b = f64x2.splat(0)
  let c = f64x2.splat(0)
  let d = f64x2.splat(0)
  let e = f64x2.splat(0)
  let f = f64x2.splat(0)
  let g = f64x2.splat(0)
  let h = f64x2.splat(0)
  for (let at = rivals.list, end = rivals.list + ((<usize>found) << 1); at < end; at += 2) {
    const rival = <u32>load<u16>(at)
    const x = (<usize>load<u8>(rivals.counts + <usize>rival)) << 3
    const from = rivals.vectors + <usize>(rival * bytes)
    const gain = v128.load64_splat(gains + x)
    lost += load<f64>(changetype<usize>(rivals.parts) + ((<usize>rival) << 3)) * load<f64>(losses + x)
    a = f64x2.add(a, f64x2.mul(v128.load(from), gain))
    if (pairs < 2) continue
    b = f64x2.add(b, f64x2.mul(v128.load(from, 16), gain))
    if (pairs < 3) continue
    c = f64x2.add(c, f64x2.mul(v128.load(from, 32), gain))
    if (pairs < 4) continue
    d = f64x2.add(d, f64x2.mul(v128.load(from, 48), gain))
    if (pairs < 5) continue
    e = f64x2.add(e, f64x2.mul(v128.load(from, 64), gain))
    if (pairs < 6) continue
    f = f64x2.add(f, f64x2.mul(v128.load(from, 80), gain))
    if (pairs < 7) continue
    g = f64x2.add(g, f64x2.mul(v128.load(from, 96), gain))
    if (pairs < 8) continue
    h = f64x2.add(h, f64x2.mul(v128.load(from, 112), gain))
  }
  v128.store(out, a)
  v128.store(out, b, 16)
  v128.store(out, c, 32)
  v128.store(out, d, 48)
  v128.store(out, e, 64)
  v128.store(out, f, 80)
  v128.store(out, g, 96)
  v128.store(out, h, 112)
  return lost
}
