// Linear leaves: LightGBM's linear_tree, and gblinear as one leaf an output. They need the raw values.
import { Bins } from "./bins"
import { FLAG_LINEAR_MISSING_ZERO } from "./forest"
import { F64s } from "./memory"
import { leafOf } from "./predict"

/**
 * As `predict`, for forests with linear leaves. `raw` holds the features' values for the same `count` rows, column
 * after column. A row with a missing value among a leaf's features takes the leaf's value (LightGBM) or reads the
 * missing value as 0 (gblinear).
 */
export function predictLinear(
  bins: Bins,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  raw: F64s,
  margins: F64s,
): void {
  const forest = bins.forest
  const width = bins.codeBytes
  for (let tree = fromTree; tree < toTree; tree++) {
    const root = forest.roots[tree]
    const output = forest.treeOutputs[tree]
    for (let row = 0; row < count; row++) {
      let leaf: i32
      if (width == 1) leaf = leafOf<u8>(bins, root, codes, stride, from + row)
      else if (width == 2) leaf = leafOf<u16>(bins, root, codes, stride, from + row)
      else leaf = leafOf<u32>(bins, root, codes, stride, from + row)
      margins[row * forest.outputs + output] += leafValue(bins, leaf, raw, count, row)
    }
  }
}

function leafValue(bins: Bins, leaf: i32, raw: F64s, count: i32, row: i32): f64 {
  const forest = bins.forest
  const missingZero = forest.has(FLAG_LINEAR_MISSING_ZERO)
  let sum = forest.linearConstants[leaf]
  for (let term = forest.linearStarts[leaf]; term < forest.linearStarts[leaf + 1]; term++) {
    const x = raw[forest.linearFeatures[term] * count + row]
    if (x == x && x != bins.missing) sum += forest.linearCoefficients[term] * x
    else if (!missingZero) return forest.values[leaf]
  }
  return sum
}

/**
 * The exact SHAP values of a forest of single linear leaves (gblinear), as XGBoost defines them: coefficient times
 * value, measured from 0. `shap` is outputs x features x count.
 */
export function shapLinear(bins: Bins, raw: F64s, count: i32, shap: F64s): void {
  const forest = bins.forest
  for (let tree = 0; tree < forest.trees; tree++) {
    const leaf = forest.roots[tree]
    const output = forest.treeOutputs[tree]
    for (let term = forest.linearStarts[leaf]; term < forest.linearStarts[leaf + 1]; term++) {
      const feature = forest.linearFeatures[term]
      const column = shap.from((output * forest.features + feature) * count)
      const values = raw.from(feature * count)
      addTerm(bins, forest.linearCoefficients[term], values, count, column)
    }
  }
}

function addTerm(bins: Bins, coefficient: f64, values: F64s, count: i32, column: F64s): void {
  for (let row = 0; row < count; row++) {
    const x = values[row]
    if (x == x && x != bins.missing) column[row] += coefficient * x
  }
}
