import { tableFromIPC } from "apache-arrow"
import { expect, test } from "vitest"
import { joinTables } from "../../src/data/join-tables.js"
import type { Table } from "../../src/data/table.js"
import { readTable } from "../../src/readers/table.js"
import { tableBatches } from "../../src/readers/table-batches.js"
import { ArrowStream } from "../../src/writers/arrow-stream.js"
import { interactionColumns, interactionNames } from "../../src/writers/interaction-columns.js"

/** A sink that keeps what it gets. */
function memory() {
  const chunks: Uint8Array[] = []
  const state = { ended: false }
  const sink = {
    write: async (chunk: Uint8Array) => {
      chunks.push(chunk.slice())
    },
    end: () => {
      state.ended = true
    },
  }
  return { sink, chunks, state, bytes: () => new Uint8Array(Buffer.concat(chunks)) }
}

const values = (table: Table) =>
  table.columns.map((column) => (column.type === "category" ? [] : Array.from(column.values)))

test("batches come back from our own reader, at once and as a stream, and the metadata with them", async () => {
  const { sink, chunks, state, bytes } = memory()
  const metadata = { "leafwise.base_values": "[0.5]", "leafwise.space": "raw" }
  const stream = new ArrowStream(sink, ["a", "b, c", "a"].slice(0, 2), metadata)
  const long = Float64Array.from({ length: 20_000 }, (_, i) => i / 3)
  await stream.write([Float64Array.of(0.1, -0, Number.NaN), Float64Array.of(1, 2, 3)])
  await stream.write([long, long.map((value) => -value)])
  await stream.write([new Float64Array(0), new Float64Array(0)])
  expect(state.ended).toBe(false)
  await stream.end()
  expect(state.ended).toBe(true)
  // the index and small pieces are written together
  expect(chunks.length).toBeLessThan(12)
  const table = await readTable(bytes(), { name: "out.arrow" })
  expect(values(table)).toEqual([
    [0.1, -0, Number.NaN, ...long],
    [1, 2, 3, ...long.map((value) => -value)],
  ])
  const inOrder = async function* () {
    yield bytes()
  }
  const batches: Table[] = []
  for await (const batch of tableBatches(inOrder())) batches.push(batch)
  expect(batches.map(({ rows }) => rows)).toEqual([3, 20_000, 0])
  expect(values(joinTables(batches))).toEqual(values(table))
  const { schema } = tableFromIPC(bytes())
  expect(Object.fromEntries(schema.metadata)).toEqual(metadata)
  expect(schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual([
    ["a", false],
    ["b, c", false],
  ])
})

test("a file without batches has its columns", async () => {
  const { sink, bytes } = memory()
  await new ArrowStream(sink, ["a"]).end()
  expect(await readTable(bytes())).toMatchObject({ rows: 0, columns: [{ name: "a" }] })
})

test("another number of columns is refused", async () => {
  const stream = new ArrowStream(memory().sink, ["a", "b"])
  await expect(stream.write([Float64Array.of(1)])).rejects.toThrow("got 1 columns, expected 2 as in the schema")
})

test("what a sink says is passed on", async () => {
  const full = new ArrowStream({ write: () => Promise.reject(new Error("no space")), end: () => {} }, ["a"])
  await expect(full.write([Float64Array.of(1)])).rejects.toThrow("no space")
})

test("interaction values are a column for each pair, rows beneath each other, outputs one after the other", () => {
  const first = Float64Array.of(1, 2, 2, 3, /* next row */ 5, 6, 6, 7)
  const second = first.map((value) => 10 * value)
  expect(interactionNames(1, 2)).toEqual(["0:0", "0:1", "1:1"])
  expect(interactionColumns([first], 2).map((column) => [...column])).toEqual([
    [1, 5],
    [2, 6],
    [3, 7],
  ])
  expect(interactionNames(2, 2)).toEqual(["0:0:0", "0:0:1", "0:1:1", "1:0:0", "1:0:1", "1:1:1"])
  expect([...interactionColumns([first, second], 2)[4]!]).toEqual([20, 60])
})
