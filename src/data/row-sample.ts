import { mulberry32 } from "./mulberry32.js"

/**
 * A sample without replacement of rows that come one batch after the other, their number not known before: every row
 * is in it with the same probability (Vitter's Algorithm R). The same seed gives the same rows, whatever the batches.
 */
export class RowSample {
  private readonly slots: Float64Array
  private readonly random: () => number
  private seen = 0

  /** @param size how many rows are wanted; all, where there are no more. */
  constructor(size: number, seed: number) {
    this.slots = new Float64Array(size)
    this.random = mulberry32(seed)
  }

  /** Takes in the next `count` rows and returns which of these are in the sample now, ascending from 0. */
  offer(count: number): Uint32Array {
    const from = this.seen
    for (; this.seen < from + count; this.seen++) {
      const { length } = this.slots
      const slot = this.seen < length ? this.seen : Math.floor(this.random() * (this.seen + 1))
      if (slot < length) this.slots[slot] = this.seen
    }
    return Uint32Array.from(
      this.held()
        .filter((row) => row >= from)
        .map((row) => row - from),
    ).sort()
  }

  /** The rows in the sample, ascending. */
  rows(): Float64Array {
    return this.held().slice().sort()
  }

  private held(): Float64Array {
    return this.slots.subarray(0, Math.min(this.seen, this.slots.length))
  }
}
