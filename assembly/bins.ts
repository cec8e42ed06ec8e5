// Columns -> small integer codes: the one place where thresholds, float32 and float64, < and <=, NaN, zeros and
// categories are settled. After it a numeric node only asks `code <= cut`, a categorical one tests a bit.
//
// A bin column is a feature seen under one rule for missing values. Its cuts are the thresholds of all nodes that use
// it, ascending; a value's code counts the cuts that it passes. Code 0 goes left everywhere and code `cuts` goes right
// everywhere, so a missing value takes one of these two and needs no test of its own.
//
// cuts.ts finds the columns and cuts of a forest; here are their shape and the coding of values.
import { FLAG_FLOAT32, FLAG_TINY_IS_ZERO, Forest } from "./forest"
import { Grid } from "./grid"
import { F64s, I32s, U32s } from "./memory"
import { placeNumbers, rankPlaces } from "./numbers"

/** What a column does with missing values, and how it lists categories. */
export const NO_MISSING: i32 = 0
export const ZERO_RIGHT: i32 = 1
export const ZERO_LEFT: i32 = 2
export const NAN_RIGHT: i32 = 3
export const NAN_LEFT: i32 = 4
export const LISTED_LEFT: i32 = 5
export const LISTED_RIGHT: i32 = 6
export const KINDS: i32 = 7

/** Marks a node's column as categorical; a leaf's is negative. */
export const CATEGORICAL_NODE: i32 = 1 << 30

/** LightGBM's zero: |x| <= 1e-35 as float32. */
const TINY: f64 = 1.0000000180025095e-35

/** What binning knows of one forest. */
@unmanaged
export class Bins {
  forest: Forest
  columns: i32
  /** Bytes a code: 1, 2 or 4. */
  codeBytes: i32
  usedFeatures: i32
  bitWords: i32
  /** A number that counts as missing; NaN for none. */
  missing: f64
  /** Column -> feature and kind. */
  columnFeatures: I32s
  columnKinds: I32s
  /** Column -> its cuts (or its listed categories): starts[c] .. ends[c]. */
  starts: I32s
  ends: I32s
  cuts: F64s
  /** Feature -> the Grid of the cuts of all its numeric columns, 0 for none. */
  grids: I32s
  /** Numeric column -> ranks: a code for each place that the feature's grid gives a value. */
  ranks: I32s
  listed: U32s
  /** Feature -> its first column (features + 1 entries). */
  firstColumns: I32s
  /** The features that any node splits on, ascending, and where each stands among them (-1: unused). */
  used: I32s
  slots: I32s
  /** Node -> column (or CATEGORICAL_NODE | column, -1 at a leaf) and cut (or first word of its bits). */
  nodeColumns: I32s
  nodeCuts: U32s
  bits: U32s
  constructor() {}
}

/** Values whose places are found at a time, and those places (i32). */
const CHUNK: i32 = 1024
const places: usize = memory.data(CHUNK << 2, 16)

/** Makes one number count as missing beside NaN, as XGBoost's `missing`. */
export function setMissing(bins: Bins, value: f64): void {
  bins.missing = bins.forest.has(FLAG_FLOAT32) ? <f64>(<f32>value) : value
}

export function binColumns(bins: Bins): i32 {
  return bins.columns
}

export function binCodeBytes(bins: Bins): i32 {
  return bins.codeBytes
}

export function binUsedFeatures(bins: Bins): i32 {
  return bins.usedFeatures
}

/** The features that any node splits on: `binUsedFeatures` numbers, ascending. */
export function binUsed(bins: Bins): I32s {
  return bins.used
}

/**
 * Writes the codes of `count` values of one feature, rows `at` onwards, into every column of the feature.
 * `codes` holds `binColumns` columns of `stride` codes.
 */
export function fillBins(bins: Bins, feature: i32, values: F64s, count: i32, codes: usize, stride: i32, at: i32): void {
  for (let done = 0; done < count; done += CHUNK) {
    fillChunk(bins, feature, values.from(done), min(CHUNK, count - done), codes, stride, at + done)
  }
}

function fillChunk(bins: Bins, feature: i32, values: F64s, count: i32, codes: usize, stride: i32, at: i32): void {
  const width = bins.codeBytes
  placeValues(bins, feature, values, count)
  for (let c = bins.firstColumns[feature]; c < bins.firstColumns[feature + 1]; c++) {
    const out = codes + (<usize>c * <usize>stride + <usize>at) * <usize>width
    if (width == 1) fillColumn<u8>(bins, c, values, count, out)
    else if (width == 2) fillColumn<u16>(bins, c, values, count, out)
    else fillColumn<u32>(bins, c, values, count, out)
  }
}

function fillColumn<T extends number>(bins: Bins, column: i32, values: F64s, count: i32, out: usize): void {
  if (bins.columnKinds[column] >= LISTED_LEFT) fillCategories<T>(bins, column, values, count, out)
  else rankPlaces<T>(changetype<usize>(bins.ranks[column]), places, count, out)
}

/** The places of `count` values of a feature among the cuts of all its columns. */
function placeValues(bins: Bins, feature: i32, values: F64s, count: i32): void {
  if (bins.grids[feature] == 0) return
  const forest = bins.forest
  const tiny = forest.has(FLAG_TINY_IS_ZERO) ? TINY : 0
  const grid = changetype<Grid>(bins.grids[feature])
  placeNumbers(grid, changetype<usize>(values), count, forest.has(FLAG_FLOAT32), tiny, bins.missing, places)
}

/** Codes of a categorical column: the category's place among the listed ones, then `other`, then `missing`. */
function fillCategories<T extends number>(bins: Bins, column: i32, values: F64s, count: i32, out: usize): void {
  const start = bins.starts[column]
  const size = bins.ends[column] - start
  // XGBoost refuses any negative number; LightGBM truncates towards zero first, so -0.5 is category 0.
  const least: f64 = bins.columnKinds[column] == LISTED_RIGHT ? 0 : -1
  const float32 = bins.forest.has(FLAG_FLOAT32)
  const missing = bins.missing
  for (let i = 0; i < count; i++) {
    let x = values[i]
    if (float32) x = <f64>(<f32>x)
    let code = size + 1
    if (x == x && x != missing) {
      const valid = (least == 0 ? x >= 0 : x > least) && x < 4294967296.0
      code = valid ? place(bins.listed, start, size, <u32>x) : size
    }
    store<T>(out + <usize>i * sizeof<T>(), <T>code)
  }
}

/** Where a category stands in an ascending list; the list's length when it is not there. */
export function place(listed: U32s, start: i32, size: i32, category: u32): i32 {
  let low = 0
  let rest = size
  while (rest > 0) {
    const half = rest >> 1
    const beyond = listed[start + low + half] < category
    low = beyond ? low + half + 1 : low
    rest = beyond ? rest - half - 1 : half
  }
  return low < size && listed[start + low] == category ? low : size
}
