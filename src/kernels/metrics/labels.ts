/** What metrics take for numbers: plain or typed arrays. */
export type Numbers = ArrayLike<number>

/** What metrics take for classes: 0/1 or booleans; for ranking metrics any two values, the larger positive. */
export type Labels = ArrayLike<number> | ArrayLike<boolean>

/** Classes as 0 and 1. @throws RangeError for more than two values, or NaN. */
export function binaryLabels(labels: Labels, metric: string): Uint8Array {
  const values = Float64Array.from(labels as Numbers, Number)
  const distinct = [...new Set(values)].sort((a, b) => a - b)
  if (distinct.length > 2 || distinct.some(Number.isNaN)) {
    const listed = distinct.slice(0, 5).join(", ")
    throw new RangeError(`${metric}: got labels ${listed}${distinct.length > 5 ? ", ..." : ""}, expected two values`)
  }
  const positive = distinct.length === 2 ? distinct[1] : 1
  return Uint8Array.from(values, (value) => Number(value === positive))
}

/** Scores as doubles, one a label. @throws RangeError for another length or NaN. */
export function scoresFor(scores: Numbers, count: number, metric: string, what = "scores"): Float64Array {
  if (scores.length !== count) throw new RangeError(`${metric}: got ${scores.length} ${what}, expected ${count}`)
  const values = scores instanceof Float64Array ? scores : Float64Array.from(scores)
  const bad = values.findIndex(Number.isNaN)
  if (bad >= 0) throw new RangeError(`${metric}: ${what}[${bad}] is NaN, expected a number: drop such rows first`)
  return values
}
