// Adds the entries of rows' patterns to columns of the result, plane after plane: the addresses of a plane's columns stay
// in registers while all rows pass. Two rows' numbers of a column fill a register. The time goes into loads and stores,
// so that two rows' patterns come in one load, and the entries of two groups meet the result once where they can.
//
// A pattern is multiplied by 8 already: see SHIFT. The class parameter says which of eight rows' pairs is added: One, Two,
// Three or Four.
import { F64s, I32s } from "../memory"
import { Four, One, Three, Two } from "./lanes"
import { planeWidth } from "./tables"

/** What patterns are shifted by, and the most bits of those that are. */
export const SHIFT: i32 = 3
export const MOST_SHIFTED_BITS: i32 = 13

/** Where entries go: columns of `stride` bytes, from the first of `rows` rows (a multiple of 8) on. */
@unmanaged
export class Target {
  result: usize
  stride: usize
  rows: i32
  constructor() {}

  @inline column(targets: I32s, at: i32): usize {
    return this.result + <usize>targets[at] * this.stride
  }
}

/** Adds `columns` columns of `size` entries each. */
export function addEntries(
  target: Target,
  targets: I32s,
  columns: i32,
  entries: usize,
  size: i32,
  patterns: usize,
): void {
  for (let at = 0; at < columns; at += planeWidth(columns - at)) {
    const plane = entries + ((<usize>(at * size)) << 3)
    const width = planeWidth(columns - at)
    const w = target.column(targets, at)
    if (width == 1) addOnes(plane, patterns, w, target.rows)
    else {
      const x = target.column(targets, at + 1)
      if (width == 2) addTwos(plane, patterns, w, x, target.rows)
      else {
        const y = target.column(targets, at + 2)
        addFours(plane, patterns, w, x, y, target.column(targets, at + 3), target.rows)
      }
    }
  }
}

/** As `addEntries`, for patterns of so many bits that they are not shifted. */
export function addOneByOne(
  target: Target,
  targets: I32s,
  columns: i32,
  entries: usize,
  size: i32,
  patterns: usize,
): void {
  for (let at = 0, width = 0; at < columns; at += width) {
    width = planeWidth(columns - at)
    for (let c = 0; c < width; c++) {
      const plane = changetype<F64s>(entries + ((<usize>(at * size + c)) << 3))
      const own = changetype<F64s>(target.column(targets, at + c))
      for (let i = 0; i < target.rows; i++) {
        own[i] = own[i] + plane[<i32>load<u16>(patterns + ((<usize>i) << 1)) * width]
      }
    }
  }
}

/** Adds the sums of two groups' entries, an even number of columns. */
export function addShared(
  target: Target,
  targets: I32s,
  columns: i32,
  entries: usize,
  size: i32,
  patterns: usize,
  others: usize,
  otherSize: i32,
  otherPatterns: usize,
): void {
  for (let at = 0; at < columns; at += planeWidth(columns - at)) {
    const plane = entries + ((<usize>(at * size)) << 3)
    const other = others + ((<usize>(at * otherSize)) << 3)
    const w = target.column(targets, at)
    const x = target.column(targets, at + 1)
    if (planeWidth(columns - at) == 2) addTwosOfTwo(plane, patterns, other, otherPatterns, w, x, target.rows)
    else {
      const y = target.column(targets, at + 2)
      const z = target.column(targets, at + 3)
      addFoursOfTwo(plane, patterns, other, otherPatterns, w, x, y, z, target.rows)
    }
  }
}

function addFours(entries: usize, patterns: usize, w: usize, x: usize, y: usize, z: usize, rows: i32): void {
  const end = patterns + ((<usize>rows) << 1)
  for (; patterns < end; patterns += 16) {
    addFour<One>(entries, patterns, w, x, y, z)
    addFour<Two>(entries, patterns, w, x, y, z)
    addFour<Three>(entries, patterns, w, x, y, z)
    addFour<Four>(entries, patterns, w, x, y, z)
    w += 64
    x += 64
    y += 64
    z += 64
  }
}

function addFour<T>(entries: usize, patterns: usize, w: usize, x: usize, y: usize, z: usize): void {
  const both = load<u32>(patterns, 4 * (offsetof<T>() - 1))
  const a = entries + ((both & 0xffff) << 2)
  const b = entries + ((both >> 16) << 2)
  addPair<T>(v128.load(a), v128.load(b), w, x)
  addPair<T>(v128.load(a, 16), v128.load(b, 16), y, z)
}

function addFoursOfTwo(
  entries: usize,
  patterns: usize,
  others: usize,
  otherPatterns: usize,
  w: usize,
  x: usize,
  y: usize,
  z: usize,
  rows: i32,
): void {
  const end = patterns + ((<usize>rows) << 1)
  for (; patterns < end; patterns += 16) {
    addFourOfTwo<One>(entries, patterns, others, otherPatterns, w, x, y, z)
    addFourOfTwo<Two>(entries, patterns, others, otherPatterns, w, x, y, z)
    addFourOfTwo<Three>(entries, patterns, others, otherPatterns, w, x, y, z)
    addFourOfTwo<Four>(entries, patterns, others, otherPatterns, w, x, y, z)
    otherPatterns += 16
    w += 64
    x += 64
    y += 64
    z += 64
  }
}

function addFourOfTwo<T>(
  entries: usize,
  patterns: usize,
  others: usize,
  otherPatterns: usize,
  w: usize,
  x: usize,
  y: usize,
  z: usize,
): void {
  const both = load<u32>(patterns, 4 * (offsetof<T>() - 1))
  const a = entries + ((both & 0xffff) << 2)
  const b = entries + ((both >> 16) << 2)
  const otherBoth = load<u32>(otherPatterns, 4 * (offsetof<T>() - 1))
  const c = others + ((otherBoth & 0xffff) << 2)
  const d = others + ((otherBoth >> 16) << 2)
  addPair<T>(f64x2.add(v128.load(a), v128.load(c)), f64x2.add(v128.load(b), v128.load(d)), w, x)
  addPair<T>(f64x2.add(v128.load(a, 16), v128.load(c, 16)), f64x2.add(v128.load(b, 16), v128.load(d, 16)), y, z)
}

function addTwos(entries: usize, patterns: usize, w: usize, x: usize, rows: i32): void {
  const end = patterns + ((<usize>rows) << 1)
  for (; patterns < end; patterns += 16) {
    addTwo<One>(entries, patterns, w, x)
    addTwo<Two>(entries, patterns, w, x)
    addTwo<Three>(entries, patterns, w, x)
    addTwo<Four>(entries, patterns, w, x)
    w += 64
    x += 64
  }
}

function addTwo<T>(entries: usize, patterns: usize, w: usize, x: usize): void {
  const both = load<u32>(patterns, 4 * (offsetof<T>() - 1))
  addPair<T>(v128.load(entries + ((both & 0xffff) << 1)), v128.load(entries + ((both >> 16) << 1)), w, x)
}

function addTwosOfTwo(
  entries: usize,
  patterns: usize,
  others: usize,
  otherPatterns: usize,
  w: usize,
  x: usize,
  rows: i32,
): void {
  const end = patterns + ((<usize>rows) << 1)
  for (; patterns < end; patterns += 16) {
    addTwoOfTwo<One>(entries, patterns, others, otherPatterns, w, x)
    addTwoOfTwo<Two>(entries, patterns, others, otherPatterns, w, x)
    addTwoOfTwo<Three>(entries, patterns, others, otherPatterns, w, x)
    addTwoOfTwo<Four>(entries, patterns, others, otherPatterns, w, x)
    otherPatterns += 16
    w += 64
    x += 64
  }
}

function addTwoOfTwo<T>(
  entries: usize,
  patterns: usize,
  others: usize,
  otherPatterns: usize,
  w: usize,
  x: usize,
): void {
  const both = load<u32>(patterns, 4 * (offsetof<T>() - 1))
  const otherBoth = load<u32>(otherPatterns, 4 * (offsetof<T>() - 1))
  const a = v128.load(entries + ((both & 0xffff) << 1))
  const b = v128.load(entries + ((both >> 16) << 1))
  const c = v128.load(others + ((otherBoth & 0xffff) << 1))
  const d = v128.load(others + ((otherBoth >> 16) << 1))
  addPair<T>(f64x2.add(a, c), f64x2.add(b, d), w, x)
}

function addOnes(entries: usize, patterns: usize, w: usize, rows: i32): void {
  const end = patterns + ((<usize>rows) << 1)
  for (; patterns < end; patterns += 16) {
    addOne<One>(entries, patterns, w)
    addOne<Two>(entries, patterns, w)
    addOne<Three>(entries, patterns, w)
    addOne<Four>(entries, patterns, w)
    w += 64
  }
}

function addOne<T>(entries: usize, patterns: usize, w: usize): void {
  const both = load<u32>(patterns, 4 * (offsetof<T>() - 1))
  const pair = v128.load64_lane(entries + (both >> 16), v128.load64_zero(entries + (both & 0xffff)), 1)
  v128.store(w, f64x2.add(v128.load(w, 16 * (offsetof<T>() - 1)), pair), 16 * (offsetof<T>() - 1))
}

/** Adds two rows' numbers of two columns: a row's fill a register, and so do a column's. */
function addPair<T>(a: v128, b: v128, left: usize, right: usize): void {
  const leftSum = f64x2.add(v128.load(left, 16 * (offsetof<T>() - 1)), v128.shuffle<f64>(a, b, 0, 2))
  v128.store(left, leftSum, 16 * (offsetof<T>() - 1))
  const rightSum = f64x2.add(v128.load(right, 16 * (offsetof<T>() - 1)), v128.shuffle<f64>(a, b, 1, 3))
  v128.store(right, rightSum, 16 * (offsetof<T>() - 1))
}
