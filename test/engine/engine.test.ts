import { expect, test } from "vitest"
import type { NumberColumn } from "../../src/data/column.js"
import { sliceTable, type Table } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import type { Progress } from "../../src/results/progress.js"
import { compileEmbedded } from "../../src/wasm/instance.js"
import { ensembleOf, randomTable, randomTrees } from "../naive/forest.js"

const shape = { trees: 60, leaves: 31, features: 12 }
const ensemble = ensembleOf(randomTrees(shape, 1), shape)

test("threads other than 1 are refused, naming the engines that have them", async () => {
  await expect(Engine.create({ threads: 2 })).rejects.toThrow(/leafwise\/node/)
})

test("an engine takes the kernels' bytes or module", async () => {
  const table = randomTable(shape, 10, 1)
  const expected = await (await Engine.create()).predict(ensemble, table)
  const engine = await Engine.create({ wasm: compileEmbedded() })
  expect(await engine.predict(ensemble, table)).toEqual(expected)
})

test("a model and a table stay in memory until they are released", async () => {
  const engine = await Engine.create()
  const [first, second] = [randomTable(shape, 1000, 1), randomTable(shape, 1000, 2)]
  await engine.shap(ensemble, first)
  const one = engine.memoryUsed
  await engine.predict(ensemble, first)
  await engine.shap(ensemble, first)
  expect(engine.memoryUsed).toBe(one)
  await engine.predict(ensemble, second)
  const two = engine.memoryUsed
  expect(two).toBeGreaterThan(one)
  engine.release(second)
  expect(engine.memoryUsed).toBe(one)
  engine.release(ensemble)
  expect(engine.memoryUsed).toBe(0)
  await engine.predict(ensemble, first)
  engine.close()
  expect(engine.memoryUsed).toBe(0)
})

test("releasing what a running call uses waits for the call", async () => {
  const engine = await Engine.create()
  const table = randomTable(shape, 3000, 1)
  const expected = await (await Engine.create()).shap(ensemble, table)
  const running = engine.shap(ensemble, table, { onProgress: () => [engine.release(table), engine.release(ensemble)] })
  engine.release(ensemble)
  const { values } = await running
  expect(values).toEqual(expected.values)
  engine.close()
  expect(engine.memoryUsed).toBe(0)
})

test("calls that run at the same time do not disturb each other", async () => {
  const engine = await Engine.create()
  const tables = [1, 2, 3].map((seed) => randomTable(shape, 1500, seed))
  const alone = await Promise.all(tables.map(async (table) => (await Engine.create()).shap(ensemble, table)))
  const together = await Promise.all(tables.map((table) => engine.shap(ensemble, table)))
  together.forEach((explanation, i) => {
    expect(explanation.values).toEqual(alone[i]!.values)
  })
})

test("an abort ends a call with its reason and frees its memory, whenever it comes", async () => {
  for (const after of [0, 1, 5, 40]) {
    const engine = await Engine.create()
    const table = randomTable(shape, 60_000, 1)
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error("enough")), after)
    await expect(engine.shap(ensemble, table, { signal: abort.signal })).rejects.toThrow("enough")
    engine.release(table)
    engine.release(ensemble)
    expect(engine.memoryUsed).toBe(0)
  }
})

test("a signal that is aborted already ends a call before it starts", async () => {
  const engine = await Engine.create()
  const call = engine.predict(ensemble, randomTable(shape, 10, 1), { signal: AbortSignal.abort() })
  await expect(call).rejects.toThrow(/abort/i)
})

test("progress goes up to the whole in every stage", async () => {
  const engine = await Engine.create()
  const seen: Progress[] = []
  await engine.shap(ensemble, randomTable(shape, 5000, 1), { onProgress: (progress) => seen.push(progress) })
  expect(new Set(seen.map(({ stage }) => stage))).toEqual(new Set(["coding", "predicting", "explaining"]))
  for (const stage of ["coding", "predicting", "explaining"] as const) {
    const done = seen.filter((each) => each.stage === stage).map((each) => each.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(done.at(-1)).toBe(5000)
  }
  expect(seen.at(-1)!.secondsLeft).toBe(0)
})

test("a sample is drawn by its seed, and its rows are named", async () => {
  const engine = await Engine.create()
  const table = randomTable(shape, 500, 1)
  const { sample, values, margins } = await engine.shap(ensemble, table, { sample: 40, seed: 3 })
  expect(sample!.length).toBe(40)
  expect(new Set(sample).size).toBe(40)
  expect([...sample!]).toEqual([...sample!].toSorted((a, b) => a - b))
  const whole = await engine.shap(ensemble, table)
  sample!.forEach((row, i) => {
    expect(values[0]![0]![i]).toBeCloseTo(whole.values[0]![0]![row]!, 13)
  })
  expect([...margins]).toEqual([...sample!].map((row) => whole.margins[row]))
  expect((await engine.shap(ensemble, table, { sample: 40, seed: 3 })).sample).toEqual(sample)
  expect((await engine.shap(ensemble, table, { sample: 40, seed: 4 })).sample).not.toEqual(sample)
  expect((await engine.shap(ensemble, table, { sample: 500 })).sample).toBeUndefined()
})

test("a table without rows has predictions and base values, too", async () => {
  const engine = await Engine.create()
  const none = sliceTable(randomTable(shape, 5, 1), 0, 0)
  expect(await engine.predict(ensemble, none)).toEqual(new Float64Array(0))
  const { baseValues, values } = await engine.shap(ensemble, none)
  expect(baseValues).toEqual((await engine.shap(ensemble, randomTable(shape, 5, 1))).baseValues)
  expect(values[0]!.length).toBe(shape.features)
})

test("SHAP values of probabilities are refused, saying what they need", async () => {
  const engine = await Engine.create()
  await expect(engine.shap(ensemble, randomTable(shape, 5, 1), { space: "probability" })).rejects.toThrow(/background/)
})

test("columns are found by name: order does not matter, extra ones are ignored and said, missing ones all named", async () => {
  const engine = await Engine.create()
  const table = randomTable(shape, 50, 1)
  const expected = await engine.predict(ensemble, table)
  const extra: NumberColumn = { name: "target", type: "number", values: new Float64Array(50) }
  const shuffled: Table = { ...table, columns: [extra, ...table.columns.toReversed()] }
  expect(await engine.predict(ensemble, shuffled)).toEqual(expected)
  expect((await engine.shap(ensemble, shuffled)).matching.extra).toEqual(["target"])
  const short = { ...table, columns: table.columns.filter(({ name }) => name !== "f3" && name !== "f7") }
  await expect(engine.predict(ensemble, short)).rejects.toThrow(/2 of the 12 columns .*: f3, f7\./)
})

test("a model without names takes columns by position, if their number is right", async () => {
  const engine = await Engine.create()
  const table = randomTable(shape, 50, 1)
  const unnamed = {
    ...ensemble,
    named: false,
    features: ensemble.features.map((feature, j) => ({ ...feature, name: `x${j}` })),
  }
  expect(await engine.predict(unnamed, table)).toEqual(await engine.predict(ensemble, table))
  const { matching } = await engine.shap(unnamed, table)
  expect(matching.byPosition).toBe(true)
  const wide = { ...table, columns: [...table.columns, { ...table.columns[0]!, name: "more" }] }
  await expect(engine.predict(unnamed, wide)).rejects.toThrow(/got 13 columns, expected 12/)
})

test("a choice that does not exist is refused, not passed over", async () => {
  const engine = await Engine.create()
  const table = randomTable(shape, 5, 1)
  const wrong = (options: object) => engine.shap(ensemble, table, options)
  await expect(wrong({ space: "log" })).rejects.toThrow('got space: "log", expected "raw" or "probability"')
  await expect(wrong({ precision: "f16" })).rejects.toThrow('got precision: "f16", expected "f64" or "f32"')
  await expect(wrong({ index: "owen" })).rejects.toThrow('got index: "owen", expected "shapley" or "banzhaf"')
  await expect(wrong({ sample: 1.5 })).rejects.toThrow("got sample: 1.5, expected a whole number of rows above 0")
  await expect(engine.predict(ensemble, table, { space: "prob" as never })).rejects.toThrow(/got space: "prob"/)
})
