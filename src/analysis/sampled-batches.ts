import { joinTables } from "../data/join-tables.js"
import { RowSample } from "../data/row-sample.js"
import { type Table, takeRows } from "../data/table.js"

/** Rows of one batch that were in the sample when it came. */
interface Piece {
  /** Their numbers among all rows. */
  readonly rows: Float64Array
  readonly table: Table
}

/** A seeded sample of the rows of batches, of which no more is kept than about twice its size. */
export class SampledBatches {
  private readonly sample: RowSample
  private readonly size: number
  private pieces: Piece[] = []
  private offset = 0

  constructor(size: number, seed: number) {
    this.size = size
    this.sample = new RowSample(size, seed)
  }

  add(batch: Table): void {
    const taken = this.sample.offer(batch.rows)
    const rows = Float64Array.from(taken, (row) => this.offset + row)
    if (taken.length > 0 || this.pieces.length === 0) this.pieces.push({ rows, table: takeRows(batch, taken) })
    this.offset += batch.rows
    if (this.pieces.reduce((sum, piece) => sum + piece.rows.length, 0) > 2 * this.size) this.drop()
  }

  /** The sample in the order of the rows, and their numbers. */
  finish(): { table: Table; rows: Uint32Array } {
    this.drop()
    return { table: joinTables(this.pieces.map((piece) => piece.table)), rows: Uint32Array.from(this.sample.rows()) }
  }

  /** Lets go of rows that made way for others. */
  private drop(): void {
    const held = new Set(this.sample.rows())
    this.pieces = this.pieces
      .map(({ rows, table }) => {
        const kept = [...rows.keys()].filter((i) => held.has(rows[i]!))
        return { rows: Float64Array.from(kept, (i) => rows[i]!), table: takeRows(table, kept) }
      })
      .filter(({ rows }, i) => rows.length > 0 || i === 0)
  }
}
