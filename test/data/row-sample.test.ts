import { expect, test } from "vitest"
import { RowSample } from "../../src/data/row-sample.js"

/** The sample of `rows` rows that come in batches. */
function sampleOf(size: number, seed: number, batches: readonly number[]): number[] {
  const sample = new RowSample(size, seed)
  for (const rows of batches) sample.offer(rows)
  return [...sample.rows()]
}

test("a sample has so many different rows, ascending, the same however they come", () => {
  const rows = sampleOf(50, 7, [1000])
  expect(new Set(rows).size).toBe(50)
  expect(rows).toEqual(rows.toSorted((a, b) => a - b))
  expect(sampleOf(50, 7, [1, 0, 499, 500])).toEqual(rows)
  expect(sampleOf(50, 8, [1000])).not.toEqual(rows)
})

test("all rows are the sample where there are no more", () => {
  expect(sampleOf(10, 1, [3, 4])).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test("what a batch gives to the sample is told", () => {
  const sample = new RowSample(3, 1)
  expect([...sample.offer(2)]).toEqual([0, 1])
  for (let batch = 0; batch < 20; batch++) {
    const offset = 2 + 5 * batch
    const taken = [...sample.offer(5)].map((row) => offset + row)
    expect(taken).toEqual([...sample.rows()].filter((row) => row >= offset))
  }
})

test("every row is as likely as any other", () => {
  const counts = new Float64Array(20)
  for (let seed = 0; seed < 4000; seed++) for (const row of sampleOf(5, seed, [20])) counts[row]!++
  // 1000 each, with a standard deviation of 27
  expect(Math.min(...counts)).toBeGreaterThan(880)
  expect(Math.max(...counts)).toBeLessThan(1120)
})
