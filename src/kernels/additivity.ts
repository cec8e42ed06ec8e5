/** How far SHAP values are from adding up: to be merged over blocks of rows by the larger of each. */
export interface Additivity {
  /** Largest |margin - base - sum of SHAP values|. */
  readonly max: number
  /** Largest |margin|. */
  readonly scale: number
}

/** That of no rows. */
export const NO_ERROR: Additivity = { max: 0, scale: 0 }

/** Compares SHAP values [output][feature] and bases with the margins (rows x outputs). */
export function additivity(
  values: readonly (readonly (Float64Array | Float32Array)[])[],
  baseValues: ArrayLike<number>,
  margins: Float64Array,
): Additivity {
  const sums = values.map((columns) => columnSums(columns, margins.length / values.length))
  return sumError(sums, baseValues, margins)
}

/** The same from the sums of each row's SHAP values, an array an output. */
export function sumError(
  sums: readonly Float64Array[],
  baseValues: ArrayLike<number>,
  margins: Float64Array,
): Additivity {
  let max = 0
  let scale = 0
  for (const [k, output] of sums.entries()) {
    const base = baseValues[k]!
    for (let row = 0; row < output.length; row++) {
      const margin = margins[row * sums.length + k]!
      max = Math.max(max, Math.abs(margin - base - output[row]!))
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
