import type { TimeWindow } from "./time-windows.js"

/** What a feature did in one window of time. */
export interface WindowShap {
  readonly window: string
  /** Explained rows; with none the means are NaN. */
  readonly rows: number
  /** Mean |SHAP| and signed mean SHAP, each with its standard error (NaN for one row). */
  readonly meanAbs: number
  readonly meanAbsError: number
  readonly mean: number
  readonly meanError: number
}

/**
 * Mean |SHAP| and signed mean of one feature in each window: a feature whose effect changes its size or side is not
 * stable. Rows of a window count alike; standard errors take them as independent, which rows of one date seldom are.
 * @param values the feature's SHAP value a row.
 */
export function shapByWindow(
  values: ArrayLike<number>,
  windows: readonly Pick<TimeWindow, "name" | "rows">[],
): WindowShap[] {
  return windows.map(({ name, rows }) => {
    const [absolute, signed] = [moments(values, rows, Math.abs), moments(values, rows, (value) => value)]
    return {
      ...{ window: name, rows: rows.length, meanAbs: absolute.mean, meanAbsError: absolute.error },
      ...{ mean: signed.mean, meanError: signed.error },
    }
  })
}

function moments(values: ArrayLike<number>, rows: Uint32Array, of: (value: number) => number) {
  let [sum, squares] = [0, 0]
  for (const row of rows) sum += of(values[row]!)
  const mean = sum / rows.length
  for (const row of rows) squares += (of(values[row]!) - mean) ** 2
  return { mean, error: Math.sqrt(squares / (rows.length - 1) / rows.length) }
}
