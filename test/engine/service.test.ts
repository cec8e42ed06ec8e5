import { setTimeout } from "node:timers/promises"
import { expect, test, vi } from "vitest"
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

test("windows of time and nearest rows are cut short between their steps, and else are as by themselves", async () => {
  const service = await EngineService.create()
  const calls = [
    (job: number) => service.timeWindows(days, rows, "day", job),
    (job: number) => service.nearestRows(table, 7, names, 5, job),
  ]
  // Every step takes longer than a turn may, however fast the machine is.
  let now = performance.now()
  const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 50))
  try {
    for (const [job, call] of calls.entries()) {
      const stopped = call(job)
      service.cancel(job)
      await expect(stopped).rejects.toThrow("aborted")
      expect(service.progress(job)).toBe(0)
    }
  } finally {
    clock.mockRestore()
    // Turns are timed for the whole process: the true clock catches up before others use it.
    await setTimeout(Math.max(0, now - performance.now()) + 50)
  }
  expect(await service.timeWindows(days, rows, "day", 7)).toEqual(timeWindows(days, rows, "day"))
  expect(await service.nearestRows(table, 7, names, 5, 8)).toEqual(nearestRows(table, 7, names, 5))
})
