import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import type { Ensemble } from "../../src/data/ensemble.js"
import { type Table, takeRows } from "../../src/data/table.js"
import type { PermutationOptions } from "../../src/engine-calls.js"
import type { FeatureImportance } from "../../src/results/permutation-importance.js"
import type { Progress } from "../../src/results/progress.js"
import { ensembleOf, randomTable, randomTrees } from "../naive/forest.js"
import { random } from "../naive/random.js"

// Worker threads run built files: `npm test` builds first.
const { Engine }: typeof import("../../src/node.js") = await import(join(import.meta.dirname, "../../dist/node.js"))

const shape = { trees: 40, leaves: 31, features: 10, categoricalFrom: 8 }
const ensemble = ensembleOf(randomTrees(shape, 1), shape)
const rows = randomTable(shape, 600, 1)
const alone = await Engine.create({ threads: 1 })
const pools = await Promise.all([2, 3].map((threads) => Engine.create({ threads })))
afterAll(() => {
  for (const engine of [alone, ...pools]) engine.close()
})

const next = random(7)
const margins = await alone.predict(ensemble, rows)
const columns = {
  y: margins.map((margin) => Number(margin + 4 * next() - 2 > 0)),
  sales: margins.map((margin) => margin + next()),
  day: Float64Array.from(margins, (_, row) => Math.floor(row / 60)),
  weight: margins.map(() => 1 + Math.floor(3 * next())),
}
const table: Table = {
  ...rows,
  columns: [
    ...rows.columns,
    ...Object.entries(columns).map(([name, values]) => ({ name, type: "number" as const, values })),
  ],
}

test("any number of threads gives the same importances, feature by feature", async () => {
  for (const options of [
    { target: "y", metric: "auc", noiseFeature: "f3" },
    { target: "sales", metric: "spearman", groups: { pair: ["f0", "f9"] }, blockBy: "day", train: table },
    { target: "y", metric: "logloss", weights: "weight", seed: 3, repeats: 2 },
    { target: "y", metric: "ndcg@10", group: "day" },
  ] satisfies PermutationOptions[]) {
    const expected = await alone.permutationImportance(squashed, table, options)
    for (const pool of pools) {
      const found = new Map<string, FeatureImportance>()
      const progress: Progress[] = []
      const got = await pool.permutationImportance(squashed, table, {
        ...options,
        onFeature: (each) => found.set(each.feature, each),
        onProgress: (each) => progress.push(each),
      })
      expect(got).toEqual(expected)
      expect([...found.keys()].sort()).toEqual([...got.features].sort())
      got.features.forEach((name, j) => {
        expect(found.get(name)).toMatchObject({ mean: got.mean[j], sd: got.sd[j], repeats: got.repeats[j] })
      })
      expect(progress.at(-1)).toMatchObject({ stage: "permuting", secondsLeft: 0 })
    }
  }
})

const squashed: Ensemble = { ...ensemble, objective: "binary", transform: { kind: "sigmoid" } }

test("the same seed gives the same numbers, another seed others", async () => {
  const run = (seed: number) => alone.permutationImportance(squashed, table, { target: "y", metric: "auc", seed })
  const [first, again, other] = [await run(4), await run(4), await run(5)]
  expect(again).toEqual(first)
  expect(other.mean).not.toEqual(first.mean)
})

test("mean, sd (ddof 0) and what stands out follow from the repeats", async () => {
  const got = await alone.permutationImportance(squashed, table, { target: "y" })
  expect([got.metric, got.repeats.length, got.repeats[0]!.length]).toEqual(["rocAuc", 10, 5])
  got.repeats.forEach((own, j) => {
    const mean = own.reduce((sum, each) => sum + each, 0) / 5
    const sd = Math.sqrt(own.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 5)
    expect(got.mean[j]).toBeCloseTo(mean, 14)
    expect(got.sd[j]).toBeCloseTo(sd, 14)
    expect(got.standsOut[j]).toBe(got.mean[j]! > 2 * got.sd[j]!)
  })
  expect(got.noise.source).toBe("repeats")
  const noisy = await alone.permutationImportance(squashed, table, { target: "y", noiseFeature: "f3" })
  const floor = Math.max(0, noisy.mean[3]! + 2 * noisy.sd[3]!)
  expect(noisy.noise).toEqual({ source: "feature", feature: "f3", floor: new Float64Array(10).fill(floor) })
  expect(noisy.standsOut[3]).toBe(false)
})

test("candidates to drop are permuted together, as a group of them is", async () => {
  const options = { target: "y", metric: "auc", threshold: 0.075 }
  const { baseline, dropCandidates, mean, features } = await alone.permutationImportance(squashed, table, options)
  const below = features.filter((_, j) => mean[j]! < 0.075)
  expect(dropCandidates.features).toEqual(below)
  expect(below.length).toBeGreaterThan(1)
  const together = await alone.permutationImportance(squashed, table, { ...options, groups: { all: below } })
  expect(dropCandidates.mean).toBe(together.mean[0])
  expect(dropCandidates.sd).toBe(together.sd[0])
  expect(dropCandidates.score).toBeCloseTo(baseline - together.mean[0]!, 14)
  const none = await alone.permutationImportance(squashed, table, { ...options, threshold: -1 })
  expect(none.dropCandidates).toEqual({ threshold: -1, features: [], score: baseline, mean: 0, sd: 0 })
})

test("blocks keep rows among their own: a feature that is constant within them matters nothing", async () => {
  const day = rows.columns[0]!.name
  const constant = {
    ...table,
    columns: table.columns.map((column) => (column.name === day ? daily(column.name) : column)),
  }
  const got = await alone.permutationImportance(squashed, constant, { target: "y", metric: "auc", blockBy: "day" })
  expect([...got.repeats[0]!]).toEqual([0, 0, 0, 0, 0])
  const free = await alone.permutationImportance(squashed, constant, { target: "y", metric: "auc" })
  expect(free.sd[0]).toBeGreaterThan(0)
})

/** A value a day. */
function daily(name: string) {
  return { name, type: "number" as const, values: columns.day.map((day) => (day % 5) - 2) }
}

test("rows without a target are left out and counted", async () => {
  const gaps = table.columns.map((column) => {
    if (column.name !== "y" || column.type === "category") return column
    return { ...column, values: column.values.map((value, row) => (row % 4 === 0 ? Number.NaN : value)) }
  })
  const got = await alone.permutationImportance(squashed, { ...table, columns: gaps }, { target: "y", metric: "ap" })
  expect([got.rows, got.dropped]).toEqual([450, 150])
  const kept = takeRows(table, rowsKept())
  const expected = await alone.permutationImportance(squashed, kept, { target: "y", metric: "ap" })
  expect(got.repeats).toEqual(expected.repeats)
})

function rowsKept(): number[] {
  return Array.from({ length: table.rows }, (_, row) => row).filter((row) => row % 4 !== 0)
}

test("train and test stand side by side with their gap", async () => {
  const [train, test] = [takeRows(table, rowsKept()), table]
  const options = { target: "sales", metric: "r2" }
  const got = await alone.permutationImportance(ensemble, test, { ...options, train })
  const own = await alone.permutationImportance(ensemble, train, options)
  expect(got.train).toMatchObject({ rows: 450, baseline: own.baseline, mean: own.mean, repeats: own.repeats })
  expect(got.gap).toEqual(own.mean.map((mean, j) => mean - got.mean[j]!))
})

test("classes may be text, any two numbers, or booleans", async () => {
  const options = { metric: "auc", seed: 1 }
  const expected = await alone.permutationImportance(squashed, table, { ...options, target: "y" })
  for (const target of [
    [...columns.y].map((y) => (y === 1 ? "yes" : "no")),
    [...columns.y].map((y) => (y === 1 ? 2 : -7)),
    [...columns.y].map((y) => y === 1),
  ]) {
    const { repeats } = await alone.permutationImportance(squashed, table, { ...options, target })
    expect(repeats).toEqual(expected.repeats)
  }
})

test("an abort ends the call with its reason, and frees its memory", async () => {
  for (const engine of [alone, pools[0]!]) {
    const big = randomTable(shape, 60_000, 3)
    const target = Float64Array.from({ length: big.rows }, next)
    const stop = new AbortController()
    const call = engine.permutationImportance(ensemble, big, {
      ...{ target, metric: "rmse", signal: stop.signal },
      onProgress: ({ stage }) => stage === "permuting" && stop.abort(new Error("enough")),
    })
    await expect(call).rejects.toThrow("enough")
    engine.release(big)
  }
})

test("nothing stays in memory but the model and the table", async () => {
  const { Engine: Local }: typeof import("../../src/engine.js") = await import(
    join(import.meta.dirname, "../../dist/engine.js")
  )
  const engine = await Local.create()
  const stop = new AbortController()
  const call = engine.permutationImportance(ensemble, table, {
    ...{ target: "y", metric: "auc", repeats: 50, signal: stop.signal },
    onFeature: () => stop.abort(),
  })
  await expect(call).rejects.toThrow(/abort/i)
  await engine.permutationImportance(ensemble, takeRows(table, rowsKept()), { target: "sales", metric: "mae" })
  engine.release(table)
  engine.release(ensemble)
  expect(engine.memoryUsed).toBe(0)
})

for (const [what, options, message] of [
  [
    "an unknown metric",
    { target: "y", metric: "rocAux" },
    /got metric "rocAux", expected roc_auc\? That is one of roc_auc, average_precision,/,
  ],
  ["a metric that is a curve", { target: "y", metric: "rocCurve" }, /got metric "rocCurve", expected/],
  ["an unknown column", { target: "z", metric: "auc" }, /no column "z"/],
  ["too few values", { target: [0, 1], metric: "auc" }, /got 2 target values, expected one a row of random: 600/],
  ["three classes", { target: "day", metric: "auc" }, /rocAuc: got a target of 10 values .* expected two classes/],
  [
    "text for numbers",
    { target: [..."ab".repeat(300)], metric: "rmse" },
    /rmse: got a target of text, expected numbers/,
  ],
  ["no repeats", { target: "y", metric: "auc", repeats: 0 }, /got repeats: 0, expected a whole number of at least 1/],
  [
    "a group of strangers",
    { target: "y", metric: "auc", groups: { a: ["f11"] } },
    /got feature "f11", expected one of/,
  ],
  ["an empty group", { target: "y", metric: "auc", groups: { a: [] } }, /got group "a" without features/],
  ["a group that is called as a feature", { target: "y", groups: { f2: ["f0", "f1"] } }, /got a group named "f2"/],
  ["noise that is none", { target: "y", noiseFeature: "rand" }, /got noiseFeature "rand", expected/],
  [
    "a short permutation",
    { target: "y", permutations: [[0, 1, 2]] },
    /permutations\[0\]: got 3 row numbers, expected 600/,
  ],
  [
    "a row twice",
    { target: "y", permutations: [Array(600).fill(0)] },
    /permutations\[0\]: got row 0 twice, expected each/,
  ],
  [
    "lists for too few features",
    { target: "y", permutations: [[[0]]] },
    /got permutations of 1 features, expected .* 10/,
  ],
  [
    "groups that are torn",
    { target: "y", metric: "ndcg", group: columns.y },
    /group [01] comes again in row \d+, expected/,
  ],
  ["an output too many", { target: "y", output: 1 }, /got output 1, expected 0 to 0/],
  ["probabilities of margins", { target: "sales", metric: "logloss" }, /logLoss: got a target of 600 values/],
  ["weights for nothing", { target: "sales", metric: "spearman", weights: "weight" }, /got weights, expected none/],
  ["groups for nothing", { target: "y", metric: "auc", group: "day" }, /got groups, expected none: roc_auc does not/],
  ["a cut-off of no number", { target: "y", metric: "accuracy@half" }, /got metric "accuracy@half", expected/],
] satisfies [string, PermutationOptions, RegExp][]) {
  test(`${what} is refused with what was expected`, async () => {
    await expect(alone.permutationImportance(squashed, table, options)).rejects.toThrow(message)
  })
}
