/** What metrics take for numbers: plain or typed arrays. */
export type Numbers = ArrayLike<number>

/** What metrics take for classes: 0/1 or booleans; for ranking metrics any two values, the larger positive. */
export type Labels = ArrayLike<number> | ArrayLike<boolean>

/** Classes as 0 and 1. @throws RangeError for more than two values, or NaN. */
export function binaryLabels(labels: Labels, metric: string): Uint8Array {
  const found = twoValues(labels, metric)
  const positive = found.length === 2 ? Math.max(...found) : 1
  const classes = new Uint8Array(labels.length)
  for (let i = 0; i < classes.length; i++) classes[i] = Number(labels[i]) === positive ? 1 : 0
  return classes
}

function twoValues(labels: Labels, metric: string): number[] {
  const found: number[] = []
  for (let i = 0; i < labels.length; i++) {
    const value = Number(labels[i])
    if (value === found[0] || value === found[1]) continue
    found.push(value)
    if (found.length > 2 || Number.isNaN(value)) {
      throw new RangeError(`${metric}: got labels ${found.join(", ")}, expected two values`)
    }
  }
  return found
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
  for (let i = 0; i < values.length; i++) {
    if (fits(values[i]!)) continue
    throw new RangeError(`${metric}: ${what}[${i}] is ${values[i]}, expected a number: drop such rows first`)
  }
  return values
}
