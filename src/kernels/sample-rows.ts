import { mulberry32 } from "../data/mulberry32.js"

/**
 * `count` of `rows` row numbers, ascending, drawn without replacement; undefined when all are wanted.
 * Floyd's algorithm over a small seeded generator (Mulberry32): the same seed gives the same rows everywhere.
 */
export function sampleRows(rows: number, count: number | undefined, seed = 0): Uint32Array | undefined {
  if (count === undefined) return undefined
  if (!(count > 0 && (Number.isInteger(count) || count === Number.POSITIVE_INFINITY))) {
    throw new RangeError(`got sample: ${count}, expected a whole number of rows above 0`)
  }
  if (count >= rows) return undefined
  const random = mulberry32(seed)
  const chosen = new Set<number>()
  for (let last = rows - count; last < rows; last++) {
    const row = Math.floor(random() * (last + 1))
    chosen.add(chosen.has(row) ? last : row)
  }
  return Uint32Array.from(chosen).sort()
}
