import { expect, test } from "vitest"
import { copyColumn, copyTable, copyValues } from "../../src/copy-columns.js"
import type { Column } from "../../src/data/column.js"
import type { Table } from "../../src/data/table.js"
import { handOver, takingOver } from "../../src/hand-over.js"

/** More than are copied at a step. */
const rows = 140_000
const table: Table = {
  ...{ name: "t", rows, notes: [] },
  columns: [
    { name: "x", type: "number", values: Float64Array.from({ length: rows }, (_, i) => i / 3) },
    { name: "k", type: "category", codes: Int32Array.from({ length: rows }, (_, i) => i % 2), categories: ["a", "b"] },
  ],
}

function cellsOf(column: Column): Float64Array | Float32Array | Int32Array {
  return column.type === "category" ? column.codes : column.values
}

/** A service that says which buffers each of its arguments gave away. */
function service() {
  const given = new Map<unknown, ArrayBuffer[]>()
  const transfer = <Value>(value: Value, buffers: ArrayBuffer[]) => {
    given.set(value, buffers)
    return value
  }
  const asked = { ask: async (...values: unknown[]) => values.map((value) => given.get(value)) }
  return takingOver(asked, transfer)
}

test("what was marked goes over, what was not is copied", async () => {
  const [marked, plain] = [{ values: new Float64Array(3) }, { values: new Float64Array(3) }]
  const whole = { own: new Float64Array(1), others: new Float64Array(2) }
  const answers = await service().ask(handOver(marked), plain, handOver(whole, whole.own), 7, null)
  expect(answers).toEqual([[marked.values.buffer], undefined, [whole.own.buffer], undefined, undefined])
})

test("a copy is equal, has its own memory, and is marked", async () => {
  const copy = await copyTable(table)
  expect({ ...copy, columns: [] }).toEqual({ ...table, columns: [] })
  for (const [i, each] of copy.columns.entries()) {
    const [found, expected] = [cellsOf(each), cellsOf(table.columns[i]!)]
    expect(each.name).toBe(table.columns[i]!.name)
    expect(found.length === rows && found.every((cell, row) => cell === expected[row])).toBe(true)
  }
  const column = await copyColumn(table.columns[1]!)
  const [ofTable, ofColumn, ofOriginal] = await service().ask(copy, column, table)
  expect(ofTable).toHaveLength(2)
  expect(ofColumn).toHaveLength(1)
  expect(ofOriginal).toBeUndefined()
  const own = table.columns.map((each) => cellsOf(each).buffer)
  expect(ofTable!.some((buffer) => own.includes(buffer))).toBe(false)
})

test("lists of columns keep their kind of numbers, views their part", async () => {
  const numbers = Float32Array.from([1, 2, 3, 4])
  const [[copy]] = (await copyValues([[numbers.subarray(1, 3)]])) as [[Float32Array]]
  expect(copy).toEqual(Float32Array.from([2, 3]))
  expect(copy.buffer.byteLength).toBe(8)
})
