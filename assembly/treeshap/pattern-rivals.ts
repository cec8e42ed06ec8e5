// The patterns of rows against those of background rows at one leaf, for paths of few features. A row that missed the
// conditions on the features Y goes with the background rows that met all of them, and these missed X, features that
// the row met: the game of rivals.ts. A background pattern's X depends on itself alone, so which patterns go together
// is one comparison of eight at a time, and their values are sums of what each pattern gives each feature.
import { F64s, release, reserve } from "../memory"
import { SHARES } from "./shares"

/** Features that a path may have. */
export const NARROW_BITS: i32 = 13
/** Numbers a row of the tables of shares. */
const COUNTS: i32 = NARROW_BITS + 1

/** The background's patterns at one leaf. */
@unmanaged
export class PatternRivals {
  bits: i32
  /** How many patterns occur. */
  found: i32
  /** As many, filled up to a multiple of 8 with such as go with no row but one that met all, and weigh nothing. */
  size: i32
  /** Until it is settled: pattern -> rows that have it (u32), and the patterns that occur (u16). */
  tallies: usize
  patterns: usize
  /** Of each: the features it missed as bits (u16), how many those are (u8), and its share of the background. */
  missed: usize
  counts: usize
  parts: F64s
  /** Of each, for each feature (an even number of columns): its share where it missed the feature, else 0. */
  vectors: usize
  constructor() {}

  /** Counts rows by their patterns (u16). */
  count(patterns: usize, rows: i32, flip: i32): void {
    let found = this.found
    for (let i: usize = 0; i < <usize>rows; i++) {
      const pattern = <u32>load<u16>(patterns + (i << 1)) ^ <u32>flip
      const tally = this.tallies + ((<usize>pattern) << 2)
      const before = load<u32>(tally)
      if (before == 0) {
        store<u16>(this.patterns + ((<usize>found) << 1), pattern)
        found++
      }
      store<u32>(tally, before + 1)
    }
    this.found = found
  }

  /** Turns what was counted into what rows are compared with. */
  settle(rows: i32): void {
    this.size = (this.found + 7) & ~7
    const columns = (this.bits + 1) & ~1
    this.missed = reserve((<usize>this.size) << 1)
    this.counts = reserve(<usize>this.size)
    this.parts = changetype<F64s>(reserve((<usize>this.size) << 3))
    this.vectors = reserve((<usize>(this.size * columns)) << 3)
    memory.fill(this.vectors, 0, (<usize>(this.size * columns)) << 3)
    for (let i = 0; i < this.found; i++) this.settleOne(i, columns, rows)
    for (let i = this.found; i < this.size; i++) {
      store<u16>(this.missed + ((<usize>i) << 1), 0xffff)
      store<u8>(this.counts + <usize>i, 0)
      this.parts[i] = 0
    }
    release(this.tallies)
    release(this.patterns)
  }

  private settleOne(i: i32, columns: i32, rows: i32): void {
    const pattern = <u32>load<u16>(this.patterns + ((<usize>i) << 1))
    const missed = ~pattern & ((1 << this.bits) - 1)
    const part = <f64>load<u32>(this.tallies + ((<usize>pattern) << 2)) / <f64>rows
    store<u16>(this.missed + ((<usize>i) << 1), missed)
    store<u8>(this.counts + <usize>i, popcnt(missed))
    this.parts[i] = part
    // The first feature is the highest bit.
    const last = changetype<F64s>(this.vectors + ((<usize>(i * columns + this.bits - 1)) << 3))
    for (let rest = missed; rest != 0; rest &= rest - 1) last[-(<i32>ctz(rest))] = part
  }

  release(): void {
    release(this.missed)
    release(this.counts)
    release(changetype<usize>(this.parts))
    release(this.vectors)
    release(changetype<usize>(this))
  }
}

/** What counts the background's patterns at a leaf of so many features. */
export function createRivals(bits: i32): PatternRivals {
  const rivals = changetype<PatternRivals>(reserve(offsetof<PatternRivals>()))
  rivals.bits = bits
  rivals.found = 0
  rivals.tallies = reserve((<usize>4) << bits)
  rivals.patterns = reserve((<usize>2) << bits)
  memory.fill(rivals.tallies, 0, (<usize>4) << bits)
  return rivals
}

/** What is the same for all leaves, and scratch. */
@unmanaged
export class Match {
  /** At y * COUNTS + x: what one of x features gets when y have to be out, and what one of y gets when x are in. */
  gains: F64s
  losses: F64s
  /** Mask of 8 bits -> the numbers of its set bits, 8 of 16 bits. */
  lanes: usize
  /** The rivals that a row goes with (u16). */
  list: usize
  constructor() {}
}

export function createMatch(shares: F64s, background: i32): Match {
  const match = changetype<Match>(reserve(offsetof<Match>()))
  const most = <usize>(min(background, 1 << NARROW_BITS) + 16)
  match.gains = changetype<F64s>(reserve((COUNTS * COUNTS) << 3))
  match.losses = changetype<F64s>(reserve((COUNTS * COUNTS) << 3))
  match.lanes = reserve(256 << 4)
  match.list = reserve(most << 1)
  for (let y = 0; y < COUNTS; y++) {
    for (let x = 0; x < COUNTS; x++) {
      match.gains[y * COUNTS + x] = x > 0 ? shares[x * SHARES + y] : 0
      match.losses[y * COUNTS + x] = y > 0 ? shares[y * SHARES + x] : 0
    }
  }
  for (let mask = 0; mask < 256; mask++) {
    let to = match.lanes + ((<usize>mask) << 4)
    memory.fill(to, 0, 16)
    for (let bit = 0; bit < 8; bit++) {
      if (((mask >> bit) & 1) == 0) continue
      store<u16>(to, <u16>bit)
      to += 2
    }
  }
  return match
}

export function releaseMatch(match: Match): void {
  release(match.list)
  release(match.lanes)
  release(changetype<usize>(match.losses))
  release(changetype<usize>(match.gains))
  release(changetype<usize>(match))
}

/** The values of each feature for `count` patterns of rows (u16), a leaf of value 1: patterns x columns. */
export function fillValues(match: Match, rivals: PatternRivals, patterns: usize, count: i32, values: F64s): void {
  const columns = (rivals.bits + 1) & ~1
  const all = (1 << rivals.bits) - 1
  for (let i = 0; i < count; i++) {
    const missed = ~(<i32>load<u16>(patterns + ((<usize>i) << 1))) & all
    const own = values.from(i * columns)
    const found = listMatches(match, rivals, missed)
    const lost = addMatches(match, rivals, found, popcnt(missed), changetype<usize>(own))
    for (let rest = missed; rest != 0; rest &= rest - 1) {
      const place = rivals.bits - 1 - <i32>ctz(rest)
      own[place] = own[place] - lost
    }
  }
}

/** Lists the background patterns that missed nothing of what the row missed. */
function listMatches(match: Match, rivals: PatternRivals, missed: i32): i32 {
  const own = i16x8.splat(<i16>missed)
  const none = i16x8.splat(0)
  const step = i16x8.splat(8)
  const end = (<usize>rivals.size) << 1
  let base = i16x8.splat(0)
  let to = match.list
  for (let at: usize = 0; at < end; at += 16) {
    const mask = i16x8.bitmask(i16x8.eq(v128.and(v128.load(rivals.missed + at), own), none))
    v128.store(to, i16x8.add(base, v128.load(match.lanes + ((<usize>mask) << 4))))
    to += (<usize>popcnt(mask)) << 1
    base = i16x8.add(base, step)
  }
  return <i32>((to - match.list) >> 1)
}

/**
 * Writes the sums over the matches, all columns at once in registers; returns what a feature that the row missed loses
 * to all of them. `y` is how many features the row missed.
 */
function addMatches(match: Match, rivals: PatternRivals, found: i32, y: i32, out: usize): f64 {
  const pairs = (rivals.bits + 1) >> 1
  const bytes = (<u32>pairs) << 4
  const gains = changetype<usize>(match.gains.from(y * COUNTS))
  const losses = changetype<usize>(match.losses.from(y * COUNTS))
  let lost: f64 = 0
  let a = f64x2.splat(0)
  let b = f64x2.splat(0)
  let c = f64x2.splat(0)
  let d = f64x2.splat(0)
  let e = f64x2.splat(0)
  let f = f64x2.splat(0)
  let g = f64x2.splat(0)
  for (let at = match.list, end = match.list + ((<usize>found) << 1); at < end; at += 2) {
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
  }
  if (pairs > 0) v128.store(out, a)
  if (pairs > 1) v128.store(out, b, 16)
  if (pairs > 2) v128.store(out, c, 32)
  if (pairs > 3) v128.store(out, d, 48)
  if (pairs > 4) v128.store(out, e, 64)
  if (pairs > 5) v128.store(out, f, 80)
  if (pairs > 6) v128.store(out, g, 96)
  return lost
}
