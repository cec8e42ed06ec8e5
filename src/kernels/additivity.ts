/** How far SHAP values are from adding up: to be merged over blocks of rows by the larger of each. */
export interface Additivity {
  /** Largest |margin - base - sum of SHAP values|. */
  readonly max: number
  /** Largest |margin|. */
  readonly scale: number
}

/** Compares SHAP values [output][feature] and bases with the margins (rows x outputs). */
export function additivity(
  values: readonly (readonly (Float64Array | Float32Array)[])[],
  baseValues: ArrayLike<number>,
  margins: Float64Array,
): Additivity {
  const outputs = values.length
  let max = 0
  let scale = 0
  for (let k = 0; k < outputs; k++) {
    const sums = columnSums(values[k]!, margins.length / outputs)
    for (let row = 0; row < sums.length; row++) {
      const margin = margins[row * outputs + k]!
      max = Math.max(max, Math.abs(margin - baseValues[k]! - sums[row]!))
      scale = Math.max(scale, Math.abs(margin))
    }
  }
  return { max, scale }
}

function columnSums(columns: readonly (Float64Array | Float32Array)[], rows: number): Float64Array {
  const sums = new Float64Array(rows)
  for (const column of columns) for (let row = 0; row < rows; row++) sums[row]! += column[row]!
  return sums
}
