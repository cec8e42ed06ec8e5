/**
 * `count` of `rows` row numbers, ascending, drawn without replacement; undefined when all are wanted.
 * Floyd's algorithm over a small seeded generator (Mulberry32): the same seed gives the same rows everywhere.
 */
export function sampleRows(rows: number, count: number | undefined, seed = 0): Uint32Array | undefined {
  if (count === undefined || count >= rows) return undefined
  if (!(count > 0)) throw new RangeError(`got sample: ${count}, expected a number of rows above 0`)
  const random = mulberry32(seed)
  const chosen = new Set<number>()
  for (let last = rows - count; last < rows; last++) {
    const row = Math.floor(random() * (last + 1))
    chosen.add(chosen.has(row) ? last : row)
  }
  return Uint32Array.from(chosen).sort()
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
