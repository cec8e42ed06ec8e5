import { expect, test } from "vitest"
import type { Column } from "../../src/data/column.js"
import { sliceTable, type Table } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import type { BatchExplanation } from "../../src/engine-calls.js"
import type { Progress } from "../../src/results/progress.js"
import { ensembleOf, randomTable, randomTrees } from "../naive/forest.js"

const shape = { trees: 30, leaves: 15, features: 8, outputs: 2, categoricalFrom: 6 }
const ensemble = ensembleOf(randomTrees(shape, 1), shape)
const table = randomTable(shape, 2000, 1)

function* slices(whole: Table, rows: number): Generator<Table> {
  for (let from = 0; from < whole.rows; from += rows) {
    yield sliceTable(whole, from, Math.min(from + rows, whole.rows))
  }
}

async function all(batches: AsyncIterable<BatchExplanation>): Promise<BatchExplanation[]> {
  const found: BatchExplanation[] = []
  for await (const batch of batches) found.push(batch)
  return found
}

test("batches together are the explanation of the whole", async () => {
  const engine = await Engine.create()
  const whole = await engine.shap(ensemble, table)
  for (const rows of [1999, 700, 64]) {
    const batches = await all(engine.shapBatches(ensemble, slices(table, rows)))
    expect(batches.map((batch) => batch.offset)).toEqual(batches.map((_, i) => i * rows))
    for (const { values, margins, baseValues, table: part, offset } of batches) {
      expect(baseValues).toEqual(whole.baseValues)
      expect(values[0]![0]!.length).toBe(part.rows)
      expect(margins).toEqual(whole.margins.slice(2 * offset, 2 * (offset + part.rows)))
      values.forEach((columns, k) => {
        columns.forEach((column, j) => {
          const expected = whole.values[k]![j]!.subarray(offset, offset + part.rows)
          expect(Math.max(...column.map((value, row) => Math.abs(value - expected[row]!)))).toBeLessThan(1e-12)
        })
      })
    }
  }
})

test("options reach every batch", async () => {
  const engine = await Engine.create()
  const background = randomTable(shape, 20, 2)
  const wanted = { background, precision: "f32", interactions: true } as const
  const whole = await engine.shap(ensemble, sliceTable(table, 0, 50), wanted)
  const [first, second] = await all(engine.shapBatches(ensemble, slices(sliceTable(table, 0, 50), 30), wanted))
  expect(first!.values[0]![0]).toBeInstanceOf(Float32Array)
  expect(second!.baseValues).toEqual(whole.baseValues)
  expect(second!.interactions![1]!.length).toBe(20 * 8 * 8)
})

test("no batches give no explanations, and one without rows gives its base values", async () => {
  const engine = await Engine.create()
  expect(await all(engine.shapBatches(ensemble, []))).toEqual([])
  const [none] = await all(engine.shapBatches(ensemble, [sliceTable(table, 0, 0)]))
  expect(none!.baseValues).toEqual((await engine.shap(ensemble, table)).baseValues)
})

test("nothing of a batch stays in the kernels' memory", async () => {
  const engine = await Engine.create()
  await engine.shap(ensemble, sliceTable(table, 0, 1))
  const used = engine.memoryUsed
  let first = 0
  for await (const _ of engine.shapBatches(ensemble, slices(table, 100))) {
    first ||= engine.memoryUsed
    expect(engine.memoryUsed).toBe(first)
  }
  expect(first).toBeLessThanOrEqual(used)
})

test("the next batch is read while one is worked on, and no further", async () => {
  const engine = await Engine.create()
  let read = 0
  const batches = (function* () {
    for (const part of slices(table, 100)) {
      read++
      yield part
    }
  })()
  for await (const { offset } of engine.shapBatches(ensemble, batches))
    expect(read).toBe(offset / 100 + 2 - Number(offset === 1900))
})

test("progress is over all batches; its total is what is known of it", async () => {
  const engine = await Engine.create()
  const run = async (total?: number | (() => number | undefined)) => {
    const seen: Progress[] = []
    const options = { onProgress: (progress: Progress) => seen.push(progress), ...(total !== undefined && { total }) }
    await all(engine.shapBatches(ensemble, slices(randomTable(shape, 60_000, 3), 20_000), options))
    expect(seen.map(({ stage }) => stage)).toEqual(seen.map(() => "explaining"))
    const done = seen.map((progress) => progress.done)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ done: 60_000, total: 60_000, secondsLeft: 0 })
    return seen
  }
  const [unknown] = await run()
  if (unknown!.done < 60_000) expect(unknown).toMatchObject({ total: Number.POSITIVE_INFINITY })
  for (const { total } of await run(60_000)) expect(total).toBe(60_000)
  for (const { total } of await run(() => 60_000)) expect(total).toBe(60_000)
})

test("an abort ends the loop with its reason, returns the batches and frees the memory", async () => {
  for (const after of [0, 1, 20, 60]) {
    const engine = await Engine.create()
    const abort = new AbortController()
    let returned = false
    const batches = (async function* () {
      try {
        for (;;) yield sliceTable(table, 0, 2000)
      } finally {
        returned = true
      }
    })()
    setTimeout(() => abort.abort(new Error("enough")), after)
    await expect(all(engine.shapBatches(ensemble, batches, { signal: abort.signal }))).rejects.toThrow("enough")
    await new Promise((done) => setTimeout(done))
    expect(returned).toBe(true)
    engine.release(ensemble)
    expect(engine.memoryUsed).toBe(0)
  }
})

test("an abort does not wait for a source that no longer answers", async () => {
  const engine = await Engine.create()
  const batches = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<Table>>(() => {}) }) }
  const running = all(engine.shapBatches(ensemble, batches, { signal: AbortSignal.timeout(20) }))
  await expect(running).rejects.toThrow(/timeout/i)
})

test("leaving the loop returns the batches, and their errors end it", async () => {
  const engine = await Engine.create()
  let returned = false
  const batches = (function* () {
    try {
      yield* slices(table, 100)
    } finally {
      returned = true
    }
  })()
  for await (const _ of engine.shapBatches(ensemble, batches)) break
  expect(returned).toBe(true)
  const broken = (function* () {
    yield sliceTable(table, 0, 10)
    throw new Error("the file is damaged")
  })()
  await expect(all(engine.shapBatches(ensemble, broken))).rejects.toThrow("the file is damaged")
  const short = { ...table, columns: table.columns.slice(1) }
  await expect(all(engine.shapBatches(ensemble, [sliceTable(table, 0, 5), short]))).rejects.toThrow(/f0/)
})

test("a feature that is numbers in one batch and text in another is refused, but not for want of values", async () => {
  const engine = await Engine.create()
  const parts = [sliceTable(table, 0, 10), sliceTable(table, 10, 20)] as const
  const withText = (part: Table, text: string | undefined): Table => ({
    ...part,
    columns: part.columns.map((column): Column => {
      if (column.name !== "f0") return column
      const codes = new Int32Array(part.rows).fill(text === undefined ? -1 : 0)
      return { name: "f0", type: "category", codes, categories: text === undefined ? [] : [text] }
    }),
  })
  const run = (second: Table) => all(engine.shapBatches(ensemble, [parts[0], second]))
  await expect(run(withText(parts[1], "7"))).rejects.toThrow(
    /column "f0" holds text from about row 11 on, expected numbers/,
  )
  expect(await run(withText(parts[1], undefined))).toHaveLength(2)
})
