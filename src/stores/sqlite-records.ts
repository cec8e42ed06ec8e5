import type { Cells } from "./sqlite-tables.js"

type Cell = string | number | null

/** The keys of some rows that follow one another, as they are written and by their order in a record. */
interface Shape {
  /** What the list of JSON has for them. */
  readonly text: string
  readonly sorted: readonly string[]
  /** Where each sorted key stands among the rows. */
  readonly places: readonly number[]
  /** A record of these keys: its copy is filled in half the time that an empty one is. */
  like?: Readonly<Record<string, unknown>>
}

/**
 * Records by owner, from rows of owner, key and value; keys sorted as the file store lists them. Runs have their rows one
 * after the other and mostly the keys of the run before, so that neither owners nor keys need to be parsed one by one.
 * @param absent the value of what is null.
 */
export function recordsByOwner<Value extends string | number>(
  cells: Cells,
  absent: Value,
): Map<string, Record<string, Value>> {
  const records = new Map<string, Record<string, Value>>()
  const unordered = new Set<string>()
  const shapes = new Map<number, Shape>()
  for (const { rows, columns } of cells) {
    const [owners, keys, list] = columns as [string, string, string]
    const values = valuesOf(list, absent)
    for (let row = 0, owner = 0, key = 0; row < rows; ) {
      const name = literalAt(owners, owner)
      const count = repeats(owners, owner, name)
      const shape = shapeAt(keys, key, count, shapes.get(count))
      shapes.set(count, shape)
      const id = String(JSON.parse(name))
      const known = records.get(id)
      if (known) unordered.add(id)
      else records.set(id, recordOf(shape, values, row))
      if (known) fill(known, shape, values, row)
      row += count
      owner += count * (name.length + 1)
      key += shape.text.length + 1
    }
  }
  for (const id of unordered) records.set(id, byKey(Object.entries(records.get(id)!)))
  return records
}

/** A list of numbers is read as it is, where nothing in it is absent: it takes a third of the memory then. */
function valuesOf<Value extends string | number>(list: string, absent: Value): Value[] {
  const cells = JSON.parse(`[${list}]`) as (Value | null)[]
  return list.includes("null") ? cells.map((cell) => cell ?? absent) : (cells as Value[])
}

/** By key, as the file store lists them. */
export function byKey<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function recordOf<Value>(shape: Shape, values: readonly Value[], row: number): Record<string, Value> {
  const record = { ...shape.like } as Record<string, Value>
  fill(record, shape, values, row)
  // Not the record itself, to which later rows may add.
  shape.like ??= { ...record }
  return record
}

function fill<Value>(
  record: Record<string, Value>,
  { sorted, places }: Shape,
  values: readonly Value[],
  row: number,
): void {
  for (let i = 0; i < sorted.length; i++) put(record, sorted[i]!, values[row + places[i]!]!)
}

/** Sets what may be called as something that all objects have. */
export function put<Value>(record: Record<string, Value>, key: string, value: Value): void {
  if (key !== "__proto__") record[key] = value
  else Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
}

/** A text or null within a list of JSON, as it is written. */
function literalAt(list: string, at: number): string {
  const literal = /"(?:[^"\\]|\\.)*"|null/y
  literal.lastIndex = at
  return literal.exec(list)![0]
}

/** How many times a literal follows itself. Its quotes keep it from being the beginning of another one. */
function repeats(list: string, at: number, literal: string): number {
  let count = 1
  for (let next = at + literal.length + 1; list.startsWith(literal, next); next += literal.length + 1) count++
  return count
}

/** Of the next keys: the one that is expected, where they are the same. */
function shapeAt(keys: string, at: number, count: number, expected: Shape | undefined): Shape {
  if (expected && keys.startsWith(expected.text, at)) return expected
  let end = at
  for (let i = 0; i < count; i++) end += literalAt(keys, end).length + 1
  const text = keys.slice(at, end - 1)
  const names = (JSON.parse(`[${text}]`) as Cell[]).map(String)
  const places = names.map((_, i) => i).sort((a, b) => (names[a]! < names[b]! ? -1 : 1))
  return { text, sorted: places.map((place) => names[place]!), places }
}
