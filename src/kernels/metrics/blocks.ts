/** A key a row: rows of the same key belong together. */
export type BlockKeys = ArrayLike<string | number | bigint | boolean | Date>

/** Rows by block: block b has the rows `rows[starts[b]]` up to `rows[starts[b + 1]]`. */
export interface Blocks {
  readonly starts: Uint32Array
  readonly rows: Uint32Array
}

/**
 * Rows that have the same key, blocks in the order of their first rows. Dates are the same where their times are.
 * @throws RangeError for another length than `count`, a key that is missing, or one block only.
 */
export function blocksOf(keys: BlockKeys, count: number): Blocks {
  if (keys.length !== count) throw new RangeError(`blockBy: got ${keys.length} keys, expected ${count}`)
  const numbers = new Map<unknown, number>()
  const block = new Uint32Array(count)
  for (let row = 0; row < count; row++) block[row] = numberOf(keys[row], row, numbers)
  if (numbers.size < 2)
    throw new RangeError("blockBy: got one block, expected at least two: there is nothing to draw from")
  const starts = new Uint32Array(numbers.size + 1)
  for (let row = 0; row < count; row++) starts[block[row]! + 1]!++
  for (let b = 1; b <= numbers.size; b++) starts[b]! += starts[b - 1]!
  const next = starts.slice()
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row++) rows[next[block[row]!]!++] = row
  return { starts, rows }
}

function numberOf(key: BlockKeys[number] | undefined, row: number, numbers: Map<unknown, number>): number {
  const value = key instanceof Date ? key.getTime() : key
  if (value === undefined || value === null || Number.isNaN(value)) {
    throw new RangeError(`blockBy: the key of row ${row} is ${value}, expected a value: drop such rows first`)
  }
  const known = numbers.get(value)
  if (known === undefined) numbers.set(value, numbers.size)
  return known ?? numbers.size - 1
}
