// Columns -> small integer codes: the one place where thresholds, float32 and float64, < and <=, NaN, zeros and
// categories are settled. After it a numeric node only asks `code <= cut`, a categorical one tests a bit.
//
// A bin column is a feature seen under one rule for missing values. Its cuts are the thresholds of all nodes that use
// it, ascending; a value's code counts the cuts that it passes. Code 0 goes left everywhere and code `cuts` goes right
// everywhere, so a missing value takes one of these two and needs no test of its own.
//
// cuts.ts finds the columns and cuts of a forest; here are their shape and the coding of values.
import { FLAG_FLOAT32, FLAG_STRICT, FLAG_TINY_IS_ZERO, Forest } from "./forest"
import { firstOf, Grids, lastOf, lowestOf, placeIn, scaleOf } from "./grid"
import { F64s, I32s, U32s } from "./memory"

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
  /** Column -> where a value is to be sought among its cuts: see grid.ts. */
  grids: Grids
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
  const width = bins.codeBytes
  for (let c = bins.firstColumns[feature]; c < bins.firstColumns[feature + 1]; c++) {
    const out = codes + (<usize>c * <usize>stride + <usize>at) * <usize>width
    if (width == 1) fillColumn<u8>(bins, c, values, count, out)
    else if (width == 2) fillColumn<u16>(bins, c, values, count, out)
    else fillColumn<u32>(bins, c, values, count, out)
  }
}

function fillColumn<T extends number>(bins: Bins, column: i32, values: F64s, count: i32, out: usize): void {
  const kind = bins.columnKinds[column]
  if (kind >= LISTED_LEFT) fillCategories<T>(bins, column, values, count, out)
  else fillNumbers<T>(bins, column, values, count, out)
}

function fillNumbers<T extends number>(bins: Bins, column: i32, values: F64s, count: i32, out: usize): void {
  const forest = bins.forest
  const start = bins.starts[column]
  const cuts = bins.cuts.from(start)
  const size = bins.ends[column] - start
  const strict = forest.has(FLAG_STRICT)
  const float32 = forest.has(FLAG_FLOAT32)
  const tiny = forest.has(FLAG_TINY_IS_ZERO) ? TINY : 0
  const kind = bins.columnKinds[column]
  const zeroMissing = kind == ZERO_LEFT || kind == ZERO_RIGHT
  const missingCode = codeOfMissing(kind, cuts, size, strict)
  const missing = bins.missing
  const lowest = lowestOf(bins.grids, column)
  const scale = scaleOf(bins.grids, column)
  for (let i = 0; i < count; i++) {
    let x = values[i]
    if (float32) x = <f64>(<f32>x)
    let code = missingCode
    if (x == x && x != missing) {
      const zero = Math.abs(x) <= tiny
      if (zero) x = 0
      if (!(zero && zeroMissing)) {
        const place = placeIn(lowest, scale, x)
        code = firstOf(bins.grids, column, place)
        const rest = lastOf(bins.grids, column, place) - code
        // Cuts of later places lie above x, so that up to four are compared at once, however few there are to compare.
        if (rest <= 4 && code + 4 <= size) code += passedOfFour(cuts.from(code), x, strict)
        else code += passed(cuts.from(code), rest, x, strict)
      }
    }
    store<T>(out + <usize>i * sizeof<T>(), <T>code)
  }
}

function codeOfMissing(kind: i32, cuts: F64s, size: i32, strict: bool): i32 {
  if (kind == NO_MISSING) return passed(cuts, size, 0, strict)
  return kind == ZERO_LEFT || kind == NAN_LEFT ? 0 : size
}

/** How many ascending cuts lie below x, or at or below it when left means x < cut. */
export function passed(cuts: F64s, size: i32, x: f64, strict: bool): i32 {
  let low = 0
  let rest = size
  while (rest > 0) {
    const half = rest >> 1
    const cut = cuts[low + half]
    const beyond = strict ? cut <= x : cut < x
    low = beyond ? low + half + 1 : low
    rest = beyond ? rest - half - 1 : half
  }
  return low
}

/** As `passed`, of four cuts, without a branch that depends on x. */
function passedOfFour(cuts: F64s, x: f64, strict: bool): i32 {
  const low = v128.load(changetype<usize>(cuts))
  const high = v128.load(changetype<usize>(cuts), 16)
  const own = f64x2.splat(x)
  const sum = strict
    ? i64x2.add(f64x2.le(low, own), f64x2.le(high, own))
    : i64x2.add(f64x2.lt(low, own), f64x2.lt(high, own))
  return -(<i32>(i64x2.extract_lane(sum, 0) + i64x2.extract_lane(sum, 1)))
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
