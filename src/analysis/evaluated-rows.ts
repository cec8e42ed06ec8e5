import { type Column, cellText } from "../data/column.js"
import { columnNamed, type Table } from "../data/table.js"
import type { Dropped, TargetKind } from "../results/evaluation.js"

/** Which column is what. */
export interface EvaluatedRoles {
  readonly target: string
  /** One column, or one a class in the order of the classes. */
  readonly score: string | readonly string[]
  /** Rows of one query, session or peer group. */
  readonly group?: string
  readonly date?: string
  readonly weight?: string
  /** What a found positive is worth. */
  readonly value?: string
  /** Who a row is about, for turnover and decay between dates. */
  readonly id?: string
}

/** The rows that every role has a value in; those of a group lie together. */
export interface EvaluatedRows {
  readonly total: number
  readonly dropped: readonly Dropped[]
  readonly target: Float64Array
  readonly scores: readonly Float64Array[]
  readonly weights: Float64Array | undefined
  readonly values: Float64Array | undefined
  /** Sizes of the groups in row order. */
  readonly groups: Uint32Array | undefined
  /** The number of each row's group. */
  readonly groupOf: Float64Array | undefined
  /** The number of each row's date, dates ascending. */
  readonly dateOf: Float64Array | undefined
  readonly dates: readonly string[]
  readonly idOf: Float64Array | undefined
  /** What target numbers mean, where the target is text or a boolean. */
  readonly names: readonly string[] | undefined
}

interface Cells {
  readonly role: string
  readonly column: Column
  readonly values: Float64Array
}

/**
 * Takes the columns of the roles and drops rows that lack one.
 * @throws RangeError for a column that is not there or of text where numbers are needed, or no rows that are left.
 */
export function evaluatedRows(table: Table, roles: EvaluatedRoles): EvaluatedRows {
  const cells = cellsOf(table, roles)
  const { kept, dropped } = keptRows(table.rows, cells)
  if (kept.length === 0) {
    const reasons = dropped.map(({ reason, rows }) => `${reason}: ${rows}`).join(", ")
    throw new RangeError(`${table.name}: no row can be used (${reasons || "it has none"})`)
  }
  const find = (role: string) => cells.find((each) => each.role === role)
  const order = byGroup(kept, find("group")?.values)
  const own = (role: string) => {
    const values = find(role)?.values
    return values && Float64Array.from(order, (row) => values[row]!)
  }
  const date = find("date")
  const numbered = date && numberDates(date, order)
  const groupOf = own("group")
  const target = find("target")!.column
  return {
    ...{ total: table.rows, dropped, target: own("target")! },
    scores: cells
      .filter(({ role }) => role === "score")
      .map(({ values }) => Float64Array.from(order, (row) => values[row]!)),
    ...{ weights: own("weight"), values: own("value"), groupOf, groups: groupOf && sizesOf(groupOf) },
    ...{ dateOf: numbered?.numbers, dates: numbered?.names ?? [], idOf: own("id") },
    names: target.type === "category" ? target.categories : target.type === "boolean" ? ["false", "true"] : undefined,
  }
}

function cellsOf(table: Table, roles: EvaluatedRoles): Cells[] {
  const text = new Set(["target", "group", "date", "id"])
  return Object.entries(roles).flatMap(([role, names]: [string, string | readonly string[] | undefined]) =>
    names === undefined ? [] : [names].flat().map((name) => cellsFor(table, role, name as string, text.has(role))),
  )
}

function cellsFor(table: Table, role: string, name: string, textFits: boolean): Cells {
  const column = columnNamed(table, name)
  if (column.type !== "category") return { role, column, values: Float64Array.from(column.values) }
  if (textFits)
    return { role, column, values: Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code)) }
  throw new RangeError(`${table.name}: ${role} "${name}" holds text, expected numbers`)
}

function keptRows(rows: number, cells: readonly Cells[]): { kept: Uint32Array; dropped: Dropped[] } {
  const counts = new Map<string, number>()
  const kept = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => {
    const wrong = cells.find(({ role, values }) => problemOf(role, values[row]!))
    if (!wrong) return true
    const reason = problemOf(wrong.role, wrong.values[row]!)!
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
    return false
  })
  return { kept, dropped: [...counts].map(([reason, count]) => ({ reason, rows: count })) }
}

/** Why a row cannot be used. */
function problemOf(role: string, value: number): string | undefined {
  if (Number.isNaN(value)) return `${role} is missing`
  if (!Number.isFinite(value)) return `${role} is infinite`
  return role === "weight" && value < 0 ? "weight is negative" : undefined
}

/** Rows of one group together, groups in the order in which they first come. */
function byGroup(rows: Uint32Array, groups: Float64Array | undefined): Uint32Array {
  if (!groups) return rows
  const first = new Map<number, number>()
  for (const row of rows) if (!first.has(groups[row]!)) first.set(groups[row]!, first.size)
  return rows.slice().sort((a, b) => first.get(groups[a]!)! - first.get(groups[b]!)! || a - b)
}

function sizesOf(groups: Float64Array): Uint32Array {
  const sizes: number[] = []
  groups.forEach((group, row) => {
    if (row > 0 && group === groups[row - 1]) sizes[sizes.length - 1]! += 1
    else sizes.push(1)
  })
  return Uint32Array.from(sizes)
}

/** Dates in ascending order: times and numbers by size, text by code point. */
function numberDates({ column, values }: Cells, order: Uint32Array): { numbers: Float64Array; names: string[] } {
  const rows = new Map<number, number>()
  for (const row of order) if (!rows.has(values[row]!)) rows.set(values[row]!, row)
  const text = (value: number) => cellText(column, rows.get(value)!)!
  const sorted = [...rows.keys()].sort((a, b) => {
    if (column.type !== "category") return a - b
    return text(a) < text(b) ? -1 : 1
  })
  const numbers = new Map(sorted.map((value, i) => [value, i]))
  const midnight = /T00:00:00\.000Z$/
  return {
    numbers: Float64Array.from(order, (row) => numbers.get(values[row]!)!),
    names: sorted.map((value) => text(value).replace(midnight, "")),
  }
}

/** Most classes that whole numbers are taken for. */
const MOST_CLASSES = 31

/**
 * What a target is, guessed from its values: two of them are classes; whole numbers from 0 in groups are relevances;
 * text, or several columns of scores, are classes; else it is a quantity.
 */
export function guessKind(rows: EvaluatedRows): TargetKind {
  if (rows.scores.length > 1) return "multiclass"
  const distinct = new Set<number>()
  for (const value of rows.target) if (distinct.add(value).size > MOST_CLASSES) break
  if (distinct.size <= 2 && (rows.names || distinct.size === 2 || [...distinct].every((x) => x === 0 || x === 1))) {
    return "binary"
  }
  if (rows.names) return "multiclass"
  const graded =
    rows.groups && distinct.size <= MOST_CLASSES && [...distinct].every((x) => Number.isInteger(x) && x >= 0)
  return graded ? "graded" : "continuous"
}
