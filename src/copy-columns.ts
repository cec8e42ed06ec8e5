import type { Column } from "./data/column.js"
import { gently } from "./data/gently.js"
import type { Table } from "./data/table.js"
import { handOver } from "./hand-over.js"

/** Cells that are copied at a step. */
const STEP = 1 << 17

type Cells = Float64Array | Float32Array | Int32Array

/**
 * A copy of a table for another thread, made in slices: a message would copy millions of cells in one go, and the page
 * stand still meanwhile. Give it away as it is.
 */
export async function copyTable(table: Table): Promise<Table> {
  return handOver({ ...table, columns: await gently(copyEach(table.columns)) })
}

/** The same for one column. */
export async function copyColumn(column: Column): Promise<Column> {
  return handOver(await gently(copyOne(column)))
}

/** The same for lists of columns of numbers. */
export async function copyValues<Numbers extends Cells>(values: readonly (readonly Numbers[])[]): Promise<Numbers[][]> {
  const copies: Numbers[][] = []
  for (const columns of values) {
    const own: Numbers[] = []
    for (const column of columns) own.push(await gently(copyCells(column)))
    copies.push(own)
  }
  return copies
}

function* copyEach(columns: readonly Column[]): Generator<undefined, Column[]> {
  const copies: Column[] = []
  for (const column of columns) copies.push(yield* copyOne(column))
  return copies
}

function* copyOne(column: Column): Generator<undefined, Column> {
  return column.type === "category"
    ? { ...column, codes: yield* copyCells(column.codes) }
    : { ...column, values: yield* copyCells(column.values) }
}

function* copyCells<Numbers extends Cells>(cells: Numbers): Generator<undefined, Numbers> {
  const copy = new (cells.constructor as new (length: number) => Numbers)(cells.length)
  for (let at = 0; at < cells.length; at += STEP) {
    copy.set(cells.subarray(at, at + STEP), at)
    yield
  }
  return copy
}
