import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, expect, test } from "vitest"
import { sliceTable } from "../../src/data/table.js"
import type { BatchExplanation } from "../../src/engine-calls.js"
import type { Progress } from "../../src/results/progress.js"
import { ensembleOf, randomTable, randomTrees } from "../naive/forest.js"

// Worker threads run built files: `npm test` builds first.
const dist = join(import.meta.dirname, "../../dist")
const { Engine }: typeof import("../../src/node.js") = await import(join(dist, "node.js"))

const shape = { trees: 40, leaves: 31, features: 10, outputs: 2, categoricalFrom: 8 }
const ensemble = ensembleOf(randomTrees(shape, 1), shape)
const engines = new Map(
  await Promise.all([1, 2, 3].map(async (threads) => [threads, await Engine.create({ threads })] as const)),
)
afterAll(() => {
  for (const engine of engines.values()) engine.close()
})

test("any number of threads gives the same numbers", async () => {
  const table = randomTable(shape, 3000, 1)
  const expected = await engines.get(1)!.shap(ensemble, table)
  const margins = await engines.get(1)!.predict(ensemble, table)
  for (const threads of [2, 3]) {
    const { values, baseValues, ...rest } = await engines.get(threads)!.shap(ensemble, table)
    expect(farthest(values.flat(), expected.values.flat())).toBeLessThan(1e-13)
    expect(farthest([baseValues], [expected.baseValues])).toBeLessThan(1e-13)
    expect(rest.additivityError.relative).toBeLessThan(1e-13)
    expect({ ...rest.matching, features: rest.features }).toEqual({ ...expected.matching, features: expected.features })
    expect(await engines.get(threads)!.predict(ensemble, table)).toEqual(margins)
  }
})

test("a pool shares out rows or trees: backgrounds, pairs, probabilities, single precision", async () => {
  const background = randomTable(shape, 50, 7)
  const one = { ...ensemble, transform: { kind: "sigmoid" as const } }
  for (const rows of [60, 700, 21_000]) {
    const table = randomTable(shape, rows, 1)
    const kinds =
      rows > 700
        ? [{ background }]
        : [
            { background },
            { interactions: true },
            { interactions: { top: 3 } },
            { background, space: "probability" as const },
          ]
    for (const options of kinds) {
      const expected = await engines.get(1)!.shap(one, table, options)
      const got = await engines.get(3)!.shap(one, table, options)
      expect(farthest(got.values.flat(), expected.values.flat())).toBeLessThan(1e-12)
      expect(farthest(got.interactions ?? [], expected.interactions ?? [])).toBeLessThan(1e-12)
      const strengths = (each: typeof got) => (each.strongestPairs ?? []).map((pairs) => pairs.map(({ mean }) => mean))
      expect(farthest(strengths(got), strengths(expected))).toBeLessThan(1e-12)
      expect(got.additivityError.relative).toBeLessThan(1e-12)
    }
  }
  const table = randomTable(shape, 700, 1)
  const rounded = await engines.get(2)!.shap(ensemble, table, { precision: "f32" })
  expect(rounded.values[0]![0]).toBeInstanceOf(Float32Array)
  expect(rounded.additivityError.relative).toBeLessThan(1e-6)
})

test("features that only some workers' trees use, and one that none does", async () => {
  const few = { trees: 20, leaves: 8, features: 3 }
  const more = { trees: 20, leaves: 8, features: 6 }
  const wide = { trees: 40, leaves: 8, features: 8 }
  for (const trees of [
    [...randomTrees(few, 1), ...randomTrees(more, 2)],
    [...randomTrees(more, 2), ...randomTrees(few, 1)],
  ]) {
    const model = ensembleOf(trees, wide)
    const table = randomTable(wide, 600, 5)
    const expected = await engines.get(1)!.shap(model, table)
    const got = await engines.get(2)!.shap(model, table)
    expect(farthest(got.values.flat(), expected.values.flat())).toBeLessThan(1e-13)
    expect(got.values[0]![7]!.every((value) => value === 0)).toBe(true)
    expect(got.additivityError.relative).toBeLessThan(1e-13)
  }
})

test("a pool explains a sample and a table without rows", async () => {
  const table = randomTable(shape, 400, 2)
  const sampled = await engines.get(2)!.shap(ensemble, table, { sample: 30, seed: 1 })
  expect(sampled).toEqual(await engines.get(1)!.shap(ensemble, table, { sample: 30, seed: 1 }))
  const none = randomTable(shape, 0, 2)
  expect((await engines.get(2)!.shap(ensemble, none)).baseValues).toEqual(sampled.baseValues)
})

test("a pool reports progress up to the whole", async () => {
  const seen: Progress[] = []
  await engines.get(2)!.shap(ensemble, randomTable(shape, 4000, 1), { onProgress: (progress) => seen.push(progress) })
  const done = seen.map((progress) => progress.done)
  expect(done).toEqual(done.toSorted((a, b) => a - b))
  expect(done.at(-1)).toBe(4000)
})

test("an abort ends a pool's call with its reason, and the pool goes on", async () => {
  const table = randomTable(shape, 300_000, 1)
  const abort = new AbortController()
  const running = engines.get(2)!.shap(ensemble, table, {
    signal: abort.signal,
    onProgress: () => abort.abort(new Error("enough")),
  })
  await expect(running).rejects.toThrow("enough")
  const small = randomTable(shape, 20, 1)
  expect(await engines.get(2)!.predict(ensemble, small)).toEqual(await engines.get(1)!.predict(ensemble, small))
})

test("errors are the same as without a pool", async () => {
  const table = randomTable({ ...shape, features: 9 }, 10, 1)
  await expect(engines.get(2)!.predict(ensemble, table)).rejects.toThrow(/f9/)
})

test("a model that is released while it is used is still used to the end", async () => {
  const table = randomTable(shape, 3000, 4)
  const expected = await engines.get(1)!.predict(ensemble, table)
  const running = engines.get(2)!.predict(ensemble, table)
  engines.get(2)!.release(ensemble)
  expect(await running).toEqual(expected)
  expect(await engines.get(2)!.predict(ensemble, table)).toEqual(expected)
})

test("closing an engine ends its calls with an error, and later ones", async () => {
  const engine = await Engine.create({ threads: 2 })
  const running = engine.shap(ensemble, randomTable(shape, 30_000, 1))
  setTimeout(() => engine.close(), 30)
  await expect(running).rejects.toThrow(/closed/)
  await expect(engine.predict(ensemble, randomTable(shape, 5, 1))).rejects.toThrow(/no workers/)
})

test("a worker that dies gives an error, not a hang; the others go on", async () => {
  const { EnginePool }: typeof import("../../src/pool.js") = await import(join(dist, "pool.js"))
  const { spawnThread }: typeof import("../../src/node/threads.js") = await import(join(dist, "node/threads.js"))
  const { compileEmbedded }: typeof import("../../src/wasm/instance.js") = await import(join(dist, "wasm/instance.js"))
  const links = [await spawnThread(compileEmbedded()), await spawnThread(compileEmbedded())]
  const pool = new EnginePool(links)
  const running = pool.shap(ensemble, randomTable(shape, 30_000, 1))
  setTimeout(() => links[0]!.end(), 30)
  await expect(running).rejects.toThrow(/closed|died|ended/)
  expect((await pool.predict(ensemble, randomTable(shape, 5, 1))).length).toBe(10)
  pool.close()
})

test("idle workers do not keep a program alive, busy ones do", async () => {
  const script = `
    import { Engine } from ${JSON.stringify(join(dist, "node.js"))}
    const engine = await Engine.create({ threads: 2 })
    const column = { name: "f0", type: "number", values: Float64Array.of(1, 2) }
    const forest = new Uint8Array(${JSON.stringify([...new Uint8Array(ensembleOf(randomTrees({ trees: 1, leaves: 2, features: 1 }, 1), { trees: 1, leaves: 2, features: 1 }).forest)])}).buffer
    const ensemble = { name: "m", library: "lightgbm", features: [{ name: "f0", categorical: false }], named: true, outputs: 1,
      base: new Float64Array(1), transform: { kind: "identity" }, unseenCategory: "missing", notes: [], forest }
    const predictions = await engine.predict(ensemble, { name: "t", rows: 2, columns: [column], notes: [] })
    console.log(predictions.length)`
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { timeout: 20_000 })
  expect((await run).stdout.trim()).toBe("2")
})

function farthest(got: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[]): number {
  let most = got.length === expected.length ? 0 : Number.POSITIVE_INFINITY
  expected.forEach((column, j) => {
    for (let i = 0; i < column.length; i++) most = Math.max(most, Math.abs(got[j]![i]! - column[i]!))
  })
  return most
}

test("a pool explains batches as one thread does", async () => {
  const table = randomTable(shape, 3000, 5)
  const batches = [sliceTable(table, 0, 1000), sliceTable(table, 1000, 1001), sliceTable(table, 1001, 3000)]
  const found = await Promise.all(
    [1, 2].map(async (threads) => {
      const explanations: BatchExplanation[] = []
      for await (const each of engines.get(threads)!.shapBatches(ensemble, batches)) explanations.push(each)
      return explanations
    }),
  )
  expect(found[1]!.map(({ offset, table }) => [offset, table.rows])).toEqual([
    [0, 1000],
    [1000, 1],
    [1001, 1999],
  ])
  found[1]!.forEach(({ values, margins }, i) => {
    expect(margins).toEqual(found[0]![i]!.margins)
    const expected = found[0]![i]!.values[1]![3]!
    expect(Math.max(...values[1]![3]!.map((value, row) => Math.abs(value - expected[row]!)))).toBeLessThan(1e-12)
  })
})
