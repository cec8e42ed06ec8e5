import { type Numbers, numbersFor } from "./labels.js"

/** Scores of K classes: K columns (as `explanation.values`), or n rows of K where n is not K. */
export type ClassScores = ArrayLike<ArrayLike<number>>

/** One score a row, or scores of K classes; these may also be one row-major array of n x K (as `engine.predict` gives). */
export type Scores = Numbers | ClassScores

/** Whether there is one score a row. */
export function isVector(scores: Scores, rows: number): scores is Numbers {
  return scores.length === rows && typeof scores[0] !== "object"
}

/**
 * One column of finite scores a class.
 * @throws RangeError for a shape that is not n x K, or a score that is not finite.
 */
export function columnsOf(scores: Scores, rows: number, metric: string): Float64Array[] {
  if (rows === 0) throw new RangeError(`${metric}: got no rows, expected at least one`)
  return arrangedColumns(scores, rows, metric).map((column, k) =>
    numbersFor(column, rows, metric, `scores of class ${k}`),
  )
}

function arrangedColumns(scores: Scores, rows: number, metric: string): Numbers[] {
  const nested = typeof scores[0] === "object"
  const parts = nested ? Array.from(scores as ClassScores) : []
  if (nested && parts.every(({ length }) => length === rows)) return parts
  const width = nested ? parts[0]!.length : scores.length / rows
  if (nested ? parts.length !== rows || parts.some(({ length }) => length !== width) : !Number.isInteger(width)) {
    throw new RangeError(
      `${metric}: got ${scores.length} scores for ${rows} rows, expected one a row, or one a row and class`,
    )
  }
  const at = nested
    ? (row: number, k: number) => parts[row]![k]!
    : (row: number, k: number) => (scores as Numbers)[row * width + k]!
  return Array.from({ length: width }, (_, k) => Float64Array.from({ length: rows }, (_, row) => at(row, k)))
}
