import { byCodePoint } from "../data/by-code-point.js"
import { readerOf, type Searchable } from "./search-match.js"
import type { Order } from "./search-order.js"

type Compare<T> = (a: T, b: T) => number

/** Sorts as MLflow: values, then NaN, then what has none, in both directions; ties as `natural` has them. */
export function sorted<T extends Searchable>(items: readonly T[], orders: readonly Order[], natural: Compare<T>): T[] {
  const columns = orders.map(({ entity, key, ascending }) => {
    const read = readerOf(entity as Exclude<Order["entity"], "dataset">, key)
    return { values: items.map(read), ascending }
  })
  const compare: Compare<number> = (i, j) => {
    for (const { values, ascending } of columns) {
      const difference = compareValues(values[i], values[j], ascending)
      if (difference !== 0) return difference
    }
    return natural(items[i]!, items[j]!)
  }
  return items
    .map((_, index) => index)
    .sort(compare)
    .map((index) => items[index]!)
}

type Value = ReturnType<ReturnType<typeof readerOf>>

function compareValues(a: Value, b: Value, ascending: boolean): number {
  const ranks = rank(a) - rank(b)
  if (ranks !== 0) return ranks
  const difference = typeof a === "string" ? byCodePoint(a, b as string) : compareNumbers(a, b)
  return ascending ? difference : -difference
}

/** 0 a value, 1 NaN, 2 absent. */
function rank(value: Value): number {
  if (value === null || value === undefined) return 2
  return Number.isNaN(value) ? 1 : 0
}

function compareNumbers(a: Value, b: Value): number {
  return (a as number) < (b as number) ? -1 : Number((a as number) > (b as number))
}

/** The newest first, then by run id. Runs without a start are last. */
export const newestRun: Compare<{ readonly startTime: number | null; readonly runId: string }> = (a, b) =>
  compareNumbers(b.startTime ?? -Infinity, a.startTime ?? -Infinity) || byCodePoint(a.runId, b.runId)
