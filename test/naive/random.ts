/** A seeded generator of numbers in [0, 1): xorshift32, good enough for test data. */
export function random(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}

/** A whole number from 0 to `below` - 1. */
export function pick(next: () => number, below: number): number {
  return Math.floor(next() * below)
}
