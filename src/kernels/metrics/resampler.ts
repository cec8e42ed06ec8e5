import type { Blocks } from "./blocks.js"

/** A column that is resampled. */
export type Column = ArrayLike<number> | ArrayLike<boolean>

type Typed = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array

/** Draws rows, or whole blocks, with replacement, into the same memory again and again. */
export class Resampler {
  /** How many blocks (or rows) are drawn each time. */
  readonly blocks: number
  readonly #columns: readonly Typed[]
  readonly #layout: Blocks | undefined
  #drawn: Typed[]
  readonly #order: Uint32Array

  constructor(columns: readonly Column[], layout: Blocks | undefined) {
    // Rows of a block lie together, so that drawing one copies a stretch.
    this.#columns = columns.map((column) => arranged(typed(column), layout))
    this.#layout = layout
    this.blocks = layout ? layout.starts.length - 1 : columns[0]!.length
    this.#order = new Uint32Array(this.blocks)
    this.#drawn = this.#columns.map((column) => column.slice())
  }

  /** All rows, as the metric gets them. */
  whole(): unknown[] {
    if (!this.#layout) return [...this.#columns]
    const { starts } = this.#layout
    return [...this.#columns, { groups: Uint32Array.from(this.#order, (_, b) => starts[b + 1]! - starts[b]!) }]
  }

  /** As many as there are; valid until the next draw. */
  draw(random: () => number): unknown[] {
    const order = this.#order
    for (let i = 0; i < order.length; i++) order[i] = Math.floor(random() * order.length)
    return this.#layout ? this.#drawBlocks(this.#layout.starts) : this.#drawRows()
  }

  #drawRows(): Typed[] {
    for (const [c, column] of this.#columns.entries()) gather(column, this.#order, this.#drawn[c]!)
    return this.#drawn
  }

  #drawBlocks(starts: Uint32Array): unknown[] {
    const groups = Uint32Array.from(this.#order, (block) => starts[block + 1]! - starts[block]!)
    const rows = groups.reduce((sum, size) => sum + size, 0)
    const views = this.#columns.map((column, c) => {
      if (this.#drawn[c]!.length < rows) this.#drawn[c] = sameKind(column, Math.ceil(1.25 * rows))
      return copyBlocks(column, this.#order, starts, this.#drawn[c]!).subarray(0, rows)
    })
    return [...views, { groups }]
  }
}

function typed(column: Column): Typed {
  if (ArrayBuffer.isView(column)) return column as Typed
  if (Array.prototype.every.call(column, (value) => typeof value === "boolean")) {
    return Uint8Array.from(column as ArrayLike<boolean>, Number)
  }
  return Float64Array.from(column as ArrayLike<number>)
}

function arranged(column: Typed, layout: Blocks | undefined): Typed {
  if (!layout) return column
  const moved = sameKind(column, column.length)
  gather(column, layout.rows, moved)
  return moved
}

function sameKind(column: Typed, length: number): Typed {
  return new (column.constructor as new (length: number) => Typed)(length)
}

function gather(from: Typed, rows: Uint32Array, to: Typed): void {
  // Columns of one type stay in a loop of their own, which the engine compiles for that type.
  if (from instanceof Float64Array) gatherDoubles(from, rows, to as Float64Array)
  else for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!
}

function gatherDoubles(from: Float64Array, rows: Uint32Array, to: Float64Array): void {
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]!]!
}

function copyBlocks(from: Typed, order: Uint32Array, starts: Uint32Array, to: Typed): Typed {
  let at = 0
  for (let i = 0; i < order.length; i++) {
    const [start, end] = [starts[order[i]!]!, starts[order[i]! + 1]!]
    // `set` of a stretch has a price of its own, which short stretches do not pay back.
    if (end - start < 32) for (let row = start; row < end; row++) to[at + row - start] = from[row]!
    else to.set(from.subarray(start, end), at)
    at += end - start
  }
  return to
}
