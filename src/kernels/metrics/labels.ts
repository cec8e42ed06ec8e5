/** What metrics take for numbers: plain or typed arrays. */
export type Numbers = ArrayLike<number>

/** What metrics take for classes: 0/1 or booleans; for ranking metrics any two values, the larger positive. */
export type Labels = ArrayLike<number> | ArrayLike<boolean>

/** Which labels a metric takes beside 0 and 1. */
export type LabelRule = "any two values" | "0 and 1, or -1 and 1" | "0 and 1"

/**
 * Classes as 0 and 1; the larger of two values is the positive one, a single value beside 0 and 1 is positive.
 * Bytes of 0 and 1 are taken as they are.
 * @throws RangeError for no rows, NaN, or labels that the rule does not allow.
 */
export function binaryLabels(labels: Labels, metric: string, rule: LabelRule = "any two values"): Uint8Array {
  if (labels.length === 0) throw new RangeError(`${metric}: got no rows, expected at least one`)
  if (labels instanceof Uint8Array && isZeroOne(labels)) return labels
  const classes = new Uint8Array(labels.length)
  for (let i = 0; i < classes.length; i++) {
    const label = labels[i]
    if (label === 1 || label === true) classes[i] = 1
    else if (label !== 0 && label !== false) return otherLabels(labels, metric, rule)
  }
  return classes
}

function isZeroOne(labels: Uint8Array): boolean {
  let all = 0
  for (let i = 0; i < labels.length; i++) all |= labels[i]!
  return all < 2
}

function otherLabels(labels: Labels, metric: string, rule: LabelRule): Uint8Array {
  const found = distinctLabels(labels, metric, 3)
  const fits = {
    "any two values": true,
    "0 and 1": false,
    "0 and 1, or -1 and 1": found.every((x) => Math.abs(x) === 1),
  }
  if (found.length > 2 || !(fits[rule] || found.every((x) => x === 0 || x === 1))) {
    throw new RangeError(`${metric}: got labels ${found.slice(0, 4).join(", ")}, expected ${rule}`)
  }
  const positive = found.length === 2 ? found[1] : 1
  return Uint8Array.from(labels as ArrayLike<number>, (label) =>
    Number(label) === positive || (found.length === 1 && found[0]! > 0) ? 1 : 0,
  )
}

/** The values of labels in ascending order, looked for until there are more than `most`. @throws RangeError for what is no number. */
export function distinctLabels(
  labels: Labels | ArrayLike<bigint>,
  metric: string,
  most: number = Number.POSITIVE_INFINITY,
): number[] {
  const found = new Set<number>()
  for (let i = 0; i < labels.length && found.size <= most; i++) {
    const label = labels[i]
    const value = typeof label === "string" || label === null ? Number.NaN : Number(label)
    if (Number.isNaN(value)) {
      throw new RangeError(`${metric}: labels[${i}] is ${label}, expected a number or a boolean: drop such rows first`)
    }
    found.add(value === 0 ? 0 : value)
  }
  return [...found].sort((a, b) => a - b)
}

/**
 * Scores (or weights, as `what`) as doubles; doubles are taken as they are.
 * @param fits which numbers are allowed beside finite ones: none by default.
 * @throws RangeError for another length than `count`, or a number that is not allowed.
 */
export function numbersFor(
  numbers: Numbers,
  count: number,
  metric: string,
  what = "scores",
  fits: (value: number) => boolean = () => false,
): Float64Array {
  if (numbers.length !== count) throw new RangeError(`${metric}: got ${numbers.length} ${what}, expected ${count}`)
  const values = numbers instanceof Float64Array ? numbers : doublesOf(numbers)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    // Zero for every finite number; the cheapest test there is.
    if (value - value === 0 || fits(value)) continue
    throw new RangeError(`${metric}: ${what}[${i}] is ${value}, expected a finite number: drop such rows first`)
  }
  return values
}

function doublesOf(numbers: Numbers): Float64Array {
  const values = new Float64Array(numbers.length)
  for (let i = 0; i < values.length; i++) values[i] = typeof numbers[i] === "number" ? numbers[i]! : Number.NaN
  return values
}
