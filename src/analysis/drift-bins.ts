import { type Column, cellText } from "../data/column.js"
import { percentile } from "../kernels/metrics/percentile.js"
import type { DriftBin } from "../results/drift.js"

/** Shares below this count as this: an empty bin would make the index infinite. */
export const LEAST_SHARE = 1e-4

/** The present numbers of a column, ascending. */
export interface Sorted {
  readonly rows: number
  readonly ascending: Float64Array
}

/** Present values in order; NaN is missing. */
export function sortedNumbers({ values }: { readonly values: Float64Array | Float32Array }): Sorted {
  let present = 0
  const kept = new Float64Array(values.length)
  for (const value of values) if (!Number.isNaN(value)) kept[present++] = value
  // A typed array sorts by value; a copy keeps the buffer as small as its content.
  return { rows: values.length, ascending: kept.slice(0, present).sort() }
}

/**
 * The population stability index over quantile bins of the reference: sum of (current - reference) ln(current /
 * reference) over shares. Quantiles are numpy's; equal ones are one bin; a reference with at most `bins` values has a bin for each, and
 * one for all others. Missing values are a bin of their own.
 */
export function numericBins(reference: Sorted, current: Sorted, bins: number): DriftBin[] {
  const levels = fewValues(reference.ascending, bins)
  const named = levels ? levelBins(levels, reference, current) : quantileBins(reference, current, bins)
  return [...named, missingBin(reference.rows, reference.ascending.length, current.rows, current.ascending.length)]
}

/** The same over the levels of texts and booleans, by name. */
export function categoryBins(reference: Column, current: Column): DriftBin[] {
  const [a, b] = [levelCounts(reference), levelCounts(current)]
  const names = [...new Set([...a.counts.keys(), ...b.counts.keys()])]
  const bins = names.map((name) => bin(name, (a.counts.get(name) ?? 0) / a.rows, (b.counts.get(name) ?? 0) / b.rows))
  return [...bins, missingBin(a.rows, a.present, b.rows, b.present)]
}

export function psiOf(bins: readonly DriftBin[]): number {
  return bins.reduce((sum, { psi }) => sum + psi, 0)
}

function bin(name: string, reference: number, current: number): DriftBin {
  const [a, b] = [Math.max(reference, LEAST_SHARE), Math.max(current, LEAST_SHARE)]
  return { name, reference, current, psi: reference === current ? 0 : (b - a) * Math.log(b / a) }
}

function missingBin(rowsA: number, presentA: number, rowsB: number, presentB: number): DriftBin {
  return bin("missing", (rowsA - presentA) / rowsA, (rowsB - presentB) / rowsB)
}

/** The distinct values, if there are at most so many. */
function fewValues(ascending: Float64Array, most: number): number[] | undefined {
  const found: number[] = []
  for (let at = 0; at < ascending.length; at = upperBound(ascending, ascending[at]!)) {
    if (found.length === most) return undefined
    found.push(ascending[at]!)
  }
  return found
}

function levelBins(levels: readonly number[], reference: Sorted, current: Sorted): DriftBin[] {
  const count = ({ ascending }: Sorted, value: number) => upperBound(ascending, value) - lowerBound(ascending, value)
  const known = levels.map((value) => [count(reference, value), count(current, value)] as const)
  const others = current.ascending.length - known.reduce((sum, [, b]) => sum + b, 0)
  const bins = known.map(([a, b], i) => bin(String(levels[i]), a / reference.rows, b / current.rows))
  return others > 0 ? [...bins, bin("other values", 0, others / current.rows)] : bins
}

function quantileBins(reference: Sorted, current: Sorted, bins: number): DriftBin[] {
  const { ascending } = reference
  const cuts = Array.from({ length: bins - 1 }, (_, i) => percentile(ascending, (i + 1) / bins))
  const edges = [...new Set(cuts)].filter((cut) => cut < ascending.at(-1)!)
  const below = (sorted: Sorted) => edges.map((edge) => upperBound(sorted.ascending, edge))
  const [a, b] = [below(reference), below(current)]
  return Array.from({ length: edges.length + 1 }, (_, i) => {
    const inside = (counts: readonly number[], { ascending: values, rows }: Sorted) =>
      ((counts[i] ?? values.length) - (counts[i - 1] ?? 0)) / rows
    return bin(rangeName(edges[i - 1], edges[i]), inside(a, reference), inside(b, current))
  })
}

function rangeName(low: number | undefined, high: number | undefined): string {
  const shown = (value: number) => String(Number(value.toPrecision(6)))
  if (low === undefined) return `<= ${shown(high ?? Infinity)}`
  return high === undefined ? `> ${shown(low)}` : `(${shown(low)}, ${shown(high)}]`
}

function levelCounts(column: Column): { rows: number; present: number; counts: Map<string, number> } {
  if (column.type !== "category") return booleanCounts(column)
  const byCode = new Float64Array(column.categories.length)
  let present = 0
  for (const code of column.codes) {
    if (code < 0) continue
    byCode[code]!++
    present++
  }
  const counts = new Map<string, number>()
  for (const [code, name] of column.categories.entries()) {
    if (byCode[code]! > 0) counts.set(name, (counts.get(name) ?? 0) + byCode[code]!)
  }
  return { rows: column.codes.length, present, counts }
}

function booleanCounts(column: Exclude<Column, { type: "category" }>): ReturnType<typeof levelCounts> {
  const counts = new Map<string, number>()
  let present = 0
  for (let row = 0; row < column.values.length; row++) {
    const name = cellText(column, row)
    if (name === undefined) continue
    counts.set(name, (counts.get(name) ?? 0) + 1)
    present++
  }
  return { rows: column.values.length, present, counts }
}

/** How many values are below this one. */
function lowerBound(ascending: Float64Array, value: number): number {
  return bound(ascending, (each) => each < value)
}

/** How many values are at most this one. */
function upperBound(ascending: Float64Array, value: number): number {
  return bound(ascending, (each) => each <= value)
}

function bound(ascending: Float64Array, isBefore: (value: number) => boolean): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(ascending[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
