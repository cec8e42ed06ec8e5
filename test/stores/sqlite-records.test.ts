import { join } from "node:path"
import fc from "fast-check"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { recordsByOwner } from "../../src/stores/sqlite-records.js"
import { goldenFolder } from "./golden-store.js"

type Row = [owner: string, key: string, value: number | null]

const name = fc.constantFrom("a", "b", "ab", 'a"', "a\\", "a,", "", "10", "2", "é", "null", "__proto__")
const row: fc.Arbitrary<Row> = fc.tuple(name, name, fc.oneof(fc.double({ noNaN: true }), fc.constant(null)))

test("records are those of rows read one by one, in whatever order they come and however they are parted", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (rows, size) => {
      const parts = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
        rows.slice(i * size, (i + 1) * size),
      )
      const cells = parts.map((part) => ({
        rows: part.length,
        columns: [0, 1, 2].map((column) => part.map((each) => JSON.stringify(each[column])).join(",")),
      }))
      const found = recordsByOwner<number>(cells, Number.NaN)
      const lists = [...found].map(([owner, record]) => [owner, Object.entries(record)])
      expect(lists).toEqual([...naive(rows)].map(([owner, record]) => [owner, Object.entries(record)]))
    }),
    { seed: 7, numRuns: 500 },
  )
})

function naive(rows: readonly Row[]): Map<string, Record<string, number>> {
  const owners = new Map<string, Map<string, number>>()
  for (const [owner, key, value] of rows) {
    const record = owners.get(owner) ?? new Map<string, number>()
    owners.set(owner, record.set(key, JSON.parse(JSON.stringify(value ?? null)) ?? Number.NaN))
  }
  const sorted = (record: Map<string, number>) => [...record].sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map([...owners].map(([owner, record]) => [owner, Object.fromEntries(sorted(record))]))
}

test("what a search finds is all that a store of its own has of each run, deleted ones too", async () => {
  const database = join(goldenFolder, "mlflow/sqlite-2.9.2/mlflow.db")
  const store = await openStore(database)
  const { runs } = await store.searchRuns({ filter: "status = 'FINISHED'", orderBy: ["metrics.m"], view: "ALL" })
  expect(runs.some(({ deletedTime }) => deletedTime !== undefined)).toBe(true)
  const other = await openStore(database)
  for (const run of runs) expect(run).toEqual(await other.run(run.runId))
})
