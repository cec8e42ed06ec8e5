import type { Cells } from "./sqlite-tables.js"

export type Text = string | null

/** Rows as lists, for tables that are small. */
export function rowsOf({ cells, width }: Cells): Text[][] {
  const rows: Text[][] = []
  for (let at = 0; at < cells.length; at += width) rows.push(cells.slice(at, at + width) as Text[])
  return rows
}

/** Texts by key and by owner, from rows of owner, key and text. */
export function textsByOwner(cells: Cells): Map<string, Record<string, string>> {
  return byOwner(cells, (text) => (text === null ? "" : String(text)))
}

/** Numbers by key and by owner, from rows of owner, key and number. */
export function numbersByOwner(cells: Cells): Map<string, Record<string, number>> {
  return byOwner(cells, (value) => (value === null ? Number.NaN : Number(value)))
}

function byOwner<Value>(
  { cells }: Cells,
  read: (cell: Cells["cells"][number]) => Value,
): Map<string, Record<string, Value>> {
  const records = new Map<string, Record<string, Value>>()
  const unordered = new Set<string>()
  let owner: string | undefined
  let record: Record<string, Value> = {}
  let before = ""
  for (let at = 0; at < cells.length; at += 3) {
    const own = cells[at] as string
    const key = cells[at + 1] as string
    // A run's rows mostly follow one another.
    if (own !== owner) {
      const known = records.get(own)
      if (known) unordered.add(own)
      record = known ?? {}
      records.set(own, record)
      owner = own
    } else if (key < before) unordered.add(own)
    before = key
    put(record, key, read(cells[at + 2]!))
  }
  for (const each of unordered) records.set(each, byKey(Object.entries(records.get(each)!)))
  return records
}

function put<Value>(record: Record<string, Value>, key: string, value: Value): void {
  if (key !== "__proto__") record[key] = value
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
}

/** By key, as the file store lists them. */
export function byKey<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A whole number that may exceed 2^53; 0 for what is none. */
export function bigintOf(text: Text): bigint {
  return text !== null && /^-?\d+$/.test(text) ? BigInt(text) : 0n
}

/** Milliseconds, or null where there are none. */
export function msOf(text: Text): number | null {
  const value = text === null ? Number.NaN : Number(text)
  // The range of JavaScript's dates: 100 million days around 1970.
  return Math.abs(value) <= 8.64e15 ? value : null
}
