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

/**
 * Scores (or weights, as `what`) as doubles.
 * @param fits which numbers are allowed: finite ones by default.
 * @throws RangeError for another length than `count`, or a number that is not allowed.
 */
export function numbersFor(
  numbers: Numbers,
  count: number,
  metric: string,
  what = "scores",
  fits: (value: number) => boolean = Number.isFinite,
): Float64Array {
  if (numbers.length !== count) throw new RangeError(`${metric}: got ${numbers.length} ${what}, expected ${count}`)
  const values = numbers instanceof Float64Array ? numbers : Float64Array.from(numbers)
  const bad = values.findIndex((value) => !fits(value))
  if (bad < 0) return values
  throw new RangeError(`${metric}: ${what}[${bad}] is ${values[bad]}, expected a number: drop such rows first`)
}
