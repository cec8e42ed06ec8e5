import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import type { Ensemble } from "../../src/data/ensemble.js"
import { ensembleOf, randomTable, randomTrees } from "../naive/forest.js"
import { random } from "../naive/random.js"

// Worker threads run built files: `npm test` builds first.
const { Engine }: typeof import("../../src/node.js") = await import(join(import.meta.dirname, "../../dist/node.js"))

const shape = { trees: 40, leaves: 31, features: 10, outputs: 2, categoricalFrom: 8 }
const ensemble: Ensemble = { ...ensembleOf(randomTrees(shape, 1), shape), transform: { kind: "softmax" } }
const table = randomTable(shape, 3000, 1)
const alone = await Engine.create({ threads: 1 })
const pools = await Promise.all([2, 3].map((threads) => Engine.create({ threads })))
afterAll(() => {
  for (const engine of [alone, ...pools]) engine.close()
})

test("any number of threads gives the same curves", async () => {
  const next = random(4)
  const weights = Float64Array.from({ length: table.rows }, () => next())
  for (const space of ["raw", "probability"] as const) {
    const options = { features: ["f0", "f9"], grid: 7, space, weights, ice: true }
    const { average, individual, ...rest } = await alone.partialDependence(ensemble, table, options)
    for (const pool of pools) {
      const got = await pool.partialDependence(ensemble, table, options)
      expect(got).toMatchObject(rest)
      average.forEach((curve, k) => {
        expect(farthest(got.average[k]!, curve)).toBeLessThan(1e-12)
        expect(farthest(got.individual![k]!, individual![k]!)).toBe(0)
      })
    }
  }
})

/** The largest difference, or infinity for lists of different length. */
function farthest(got: Float64Array, expected: Float64Array): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0)
}

test("a sample's curves are those of its rows", async () => {
  const options = { features: ["f1"], sample: 100, seed: 5, ice: true }
  const got = await alone.partialDependence(ensemble, table, options)
  const all = await alone.partialDependence(ensemble, table, { features: ["f1"], grid: got.grid as never, ice: true })
  const points = got.grid[0]!.length
  expect(got.sample).toHaveLength(100)
  got.sample!.forEach((row, i) => {
    const own = all.individual![1]!.subarray(row * points, (row + 1) * points)
    expect(got.individual![1]!.subarray(i * points, (i + 1) * points)).toEqual(own)
  })
  expect(await pools[0]!.partialDependence(ensemble, table, { ...options, ice: false })).toMatchObject({ rows: 100 })
})

test("an abort ends the call with its reason, and frees its memory", async () => {
  const { Engine: Local }: typeof import("../../src/engine.js") = await import(
    join(import.meta.dirname, "../../dist/engine.js")
  )
  const engine = await Local.create()
  const small = randomTable(shape, 50, 2)
  await engine.partialDependence(ensemble, small, { features: ["f0"] })
  engine.release(small)
  const before = engine.memoryUsed
  const large = randomTable(shape, 60_000, 1)
  for (const space of ["raw", "probability"] as const) {
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error("enough")), 60)
    const options = { features: ["f0", "f1"], grid: 20, space, signal: abort.signal }
    await expect(engine.partialDependence(ensemble, large, options)).rejects.toThrow("enough")
    engine.release(large)
    expect(engine.memoryUsed).toBe(before)
  }
})

test("what cannot be answered is refused with the cure", async () => {
  const ask = (options: object) => alone.partialDependence(ensemble, table, { features: ["f0"], ...options })
  await expect(ask({ features: ["f33"] })).rejects.toThrow(
    /"f33", expected one of the model's 10 features: the nearest is "f3"/,
  )
  await expect(ask({ features: [] })).rejects.toThrow("got 0 features, expected one or two")
  await expect(ask({ features: ["f0", "f1", "f2"] })).rejects.toThrow("got 3 features")
  await expect(ask({ grid: [[]] })).rejects.toThrow('feature "f0": got an empty grid')
  await expect(ask({ grid: [[1], [2]] })).rejects.toThrow("got 2 lists of grid values, expected one a feature: 1")
  await expect(ask({ grid: 1 })).rejects.toThrow("got grid: 1")
  await expect(ask({ grid: [["red"]] })).rejects.toThrow('got "red" in the grid, expected numbers')
  await expect(ask({ percentiles: [0.5, 0.5] })).rejects.toThrow("got percentiles 0.5 and 0.5")
  await expect(ask({ weights: [1, 2] })).rejects.toThrow("got 2 weights, expected one a row of random: 3000")
  await expect(ask({ weights: new Float64Array(3000).fill(-1) })).rejects.toThrow("got weight -1 in row 0")
  await expect(ask({ weights: new Float64Array(3000) })).rejects.toThrow("got weights that add up to 0")
  const wide = { ice: true, grid: [new Float64Array(1e5)] }
  await expect(ask(wide)).rejects.toThrow(/individual predictions, expected at most 2 GiB/)
  await expect(alone.partialDependence(ensemble, randomTable(shape, 0, 1), { features: ["f0"] })).rejects.toThrow(
    "got no rows",
  )
})
