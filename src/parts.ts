/** A run of rows. */
export interface Part {
  readonly from: number
  readonly count: number
}

/** How long a worker should take for one part, and the bounds on its rows. */
const PART_MS = 150
const FIRST_ROWS = 64
const MOST_ROWS = 16384

/**
 * Hands out the rows of a table to workers, each part sized after what the worker's last one took: a fraction of a
 * second, so that progress and aborts come as often and a slow worker holds nobody up.
 */
export class Parts {
  readonly #rows: number
  #next = 0
  #started = false
  readonly #share: number | undefined

  /** @param share rows of every part; by default they follow the time that a worker takes. */
  constructor(rows: number, share?: number) {
    this.#rows = rows
    this.#share = share
  }

  /** Works on parts until none is left; an empty table has one empty part, for what does not depend on rows. */
  async each(work: (part: Part) => Promise<void>): Promise<void> {
    let rows = this.#share ?? FIRST_ROWS
    while (this.#next < this.#rows || !this.#started) {
      this.#started = true
      const part = { from: this.#next, count: Math.min(rows, this.#rows - this.#next) }
      this.#next += part.count
      const started = performance.now()
      await work(part)
      rows = this.#share ?? fitting(part.count, performance.now() - started)
    }
  }
}

function fitting(rows: number, took: number): number {
  const wanted = (rows * PART_MS) / Math.max(took, 0.1)
  // At most four times as many as before: the first part pays for waking up.
  return Math.max(16, Math.min(Math.floor(wanted), rows * 4, MOST_ROWS))
}
