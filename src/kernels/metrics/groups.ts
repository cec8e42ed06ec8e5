import { type Labels, type Numbers, numbersFor } from "./labels.js"
import { metricsArena } from "./machine.js"

/** Rows in groups that lie one after the other. */
export interface GroupedRows {
  readonly labels: Float64Array
  readonly scores: Float64Array
  /** Rows of each group; a group may be empty. */
  readonly sizes: Uint32Array
  readonly largest: number
}

/** What every metric over groups takes. */
export interface GroupOptions {
  /** Rows of a group that count, best score first; all by default. */
  readonly k?: number
  /** The size of each group, in the order of the rows, as LightGBM's; one group by default. */
  readonly groups?: Numbers
}

/** @throws RangeError for numbers that are not finite, lengths that differ, sizes that do not add up, or a bad k. */
export function groupedRows(
  labels: Labels,
  scores: Numbers,
  options: GroupOptions,
  metric: string,
): GroupedRows & { top: number } {
  const shape = shapeOf(labels.length, options, metric)
  const values = numbersFor(scores, labels.length, metric)
  const relevance = labels instanceof Float64Array ? labels : Float64Array.from(labels as Numbers, Number)
  return { ...shape, labels: numbersFor(relevance, labels.length, metric, "labels"), scores: values }
}

/** @throws RangeError for no rows, sizes that do not add up, or a bad k. */
export function shapeOf(
  rows: number,
  { k, groups }: GroupOptions,
  metric: string,
): { sizes: Uint32Array; largest: number; top: number } {
  const sizes = groupSizes(groups ?? [rows], rows, metric)
  if (rows === 0) throw new RangeError(`${metric}: got no rows, expected some`)
  if (k !== undefined && !(Number.isInteger(k) && k >= 1)) {
    throw new RangeError(`${metric}: k is ${k}, expected a whole number of at least 1`)
  }
  return { sizes, largest: largestOf(sizes), top: Math.min(k ?? rows, rows) }
}

/** @throws RangeError where sizes are no whole numbers or their sum is not the number of rows. */
export function groupSizes(groups: Numbers, rows: number, metric: string): Uint32Array {
  let sum = 0
  for (let i = 0; i < groups.length; i++) {
    const size = groups[i]!
    if (!(Number.isInteger(size) && size >= 0)) {
      throw new RangeError(`${metric}: groups[${i}] is ${size}, expected the number of rows of group ${i}`)
    }
    sum += size
  }
  if (sum === rows) return Uint32Array.from(groups)
  throw new RangeError(`${metric}: group sizes add up to ${sum}, expected ${rows}, one row in one group each`)
}

export function largestOf(sizes: Uint32Array): number {
  return sizes.reduce((largest, size) => Math.max(largest, size), 0)
}

/**
 * Runs a kernel over grouped rows.
 * @returns `numbers` numbers a group.
 */
export function overGroups(
  { labels, scores, sizes }: GroupedRows,
  numbers: number,
  run: (labels: number, scores: number, sizes: number, result: number) => void,
): Float64Array {
  const arena = metricsArena()
  const length = sizes.length * numbers
  const pointers = [arena.put(labels), arena.put(scores), arena.put(sizes), arena.reserve(8 * length)] as const
  run(...pointers)
  const result = arena.doubles(pointers[3], length).slice()
  arena.release(...pointers)
  return result
}

/** What a group without a relevant row counts as; `skip` leaves it out of the mean. */
export type Irrelevant = "one" | "zero" | "skip"

/**
 * The mean over groups; those that are NaN count as `irrelevant` says.
 * @throws RangeError where no group is left.
 */
export function meanOverGroups(values: Float64Array, irrelevant: Irrelevant, metric: string): number {
  const stands = { one: 1, zero: 0, skip: Number.NaN }[irrelevant]
  let [sum, count] = [0, 0]
  for (const value of values) {
    const counted = Number.isNaN(value) ? stands : value
    if (Number.isNaN(counted)) continue
    sum += counted
    count++
  }
  if (count > 0) return sum / count
  throw new RangeError(`${metric}: none of ${values.length} groups has a relevant row, expected at least one`)
}
