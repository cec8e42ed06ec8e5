import { expect, test } from "vitest"
import { nearestRows } from "../../src/analysis/nearest-rows.js"
import { timeWindows } from "../../src/analysis/time-windows.js"
import type { Column } from "../../src/data/column.js"
import { EngineService } from "../../src/service.js"

const rows = 150_000
const numbers = (name: string, of: (i: number) => number): Column => ({
  ...{ name, type: "number" },
  values: Float64Array.from({ length: rows }, (_, i) => of(i)),
})
const columns = Array.from({ length: 8 }, (_, j) => numbers(`f${j}`, (i) => Math.sin(i * (j + 1))))
const table = { name: "t", rows, notes: [], columns }
const days = numbers("day", (i) => 20_200_101 + (i % 28))
const names = columns.map(({ name }) => name)

test("windows of time and nearest rows are the same in steps", async () => {
  const service = await EngineService.create()
  expect(await service.timeWindows(days, rows, "day", 7)).toEqual(timeWindows(days, rows, "day"))
  expect(await service.nearestRows(table, 7, names, 5, 8)).toEqual(nearestRows(table, 7, names, 5))
})
