import type { Ensemble } from "../../src/data/ensemble.js"
import type { Table } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import { readModel } from "../../src/readers/model.js"
import { readTable } from "../../src/readers/table.js"
import { expect, golden, goldenPaths, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import { permutedMargins, randomOrder } from "../naive/permutation.js"
import { pick, random } from "../naive/random.js"

interface Golden {
  readonly model: string
  readonly metric: string
  readonly target: readonly number[] | readonly (readonly number[])[]
  readonly weights?: readonly number[]
  readonly permutations: readonly (readonly number[])[]
  readonly baseline: number
  readonly importances: readonly (readonly number[])[]
}

interface GoldenFolder {
  readonly baseline_score: number
  readonly explicit: {
    readonly permutations: readonly (readonly number[])[]
    readonly importances: readonly number[][]
  }
  readonly sklearn_permutation_importance: { readonly mean: readonly number[]; readonly std: readonly number[] }
}

const engine = await Engine.create()
const json = async <T>(path: string): Promise<T> => JSON.parse(new TextDecoder().decode(await golden(path)))
const names = (await goldenPaths()).filter((path) => /^permutation\/[^/]+\.json$/.test(path))

test("there are goldens", () => expect(names.length).toBeGreaterThan(20))

for (const path of names) {
  test(`${path}: scikit-learn's importances with the same permutations`, async () => {
    const { model, metric, target, weights, permutations, baseline, importances } = await json<Golden>(path)
    const ensemble = readModel(await golden(model), { name: model })
    const table = await readTable(await golden(`${model.split("/")[0]}/features.arrow`), { name: model })
    const own = { metric, target, permutations, ...(weights && { weights }) }
    const got = await engine.permutationImportance(ensemble, table, own)
    // XGBoost adds up float32 numbers.
    const tolerance = model.startsWith("xgb") ? 2e-6 * Math.max(1, Math.abs(baseline)) : 1e-9
    expect(got.features).toEqual(ensemble.features.map(({ name }) => name))
    expect(Math.abs(got.baseline - baseline)).toBeLessThan(tolerance)
    expect(got.repeats.length).toBe(importances.length)
    importances.forEach((expected, j) => {
      expected.forEach((value, r) => {
        expect(Math.abs(got.repeats[j]![r]! - value)).toBeLessThan(tolerance)
      })
    })
  })
}

for (const [folder, file, metric, tolerance] of [
  ["permutation/lgb_binary_roc_auc", "model.txt", "auc", 1e-12],
  ["permutation/xgb_regression_r2", "model.json", "r2", 1e-6],
] as const) {
  test(`${folder}: explicit permutations exactly, random ones within their error`, async () => {
    const expected = await json<GoldenFolder>(`${folder}/expected.json`)
    const ensemble = readModel(await golden(`${folder}/${file}`), { name: file })
    const table = await readTable(await golden(`${folder}/features.arrow`), { name: folder })
    const { permutations, importances } = expected.explicit
    const options = { target: "__target", metric }
    const explicit = await engine.permutationImportance(ensemble, table, { ...options, permutations })
    expect(Math.abs(explicit.baseline - expected.baseline_score)).toBeLessThan(tolerance)
    importances.forEach((values, repeat) => {
      values.forEach((value, j) => {
        expect(Math.abs(explicit.repeats[j]![repeat]! - value)).toBeLessThan(tolerance)
      })
    })
    const drawn = await engine.permutationImportance(ensemble, table, { ...options, repeats: 100, seed: 11 })
    const { mean, std } = expected.sklearn_permutation_importance
    drawn.mean.forEach((value, j) => {
      // Two means of 100 each.
      expect(Math.abs(value - mean[j]!)).toBeLessThanOrEqual(5 * std[j]! * Math.sqrt(2 / 100) + 1e-9)
    })
  })
}

const shapes: Record<string, Shape> = {
  "a LightGBM forest": { trees: 30, leaves: 12, features: 5 },
  "a LightGBM forest with categories": { trees: 20, leaves: 12, features: 4, categoricalFrom: 1 },
  "an XGBoost forest": { trees: 20, leaves: 12, features: 4, library: "xgboost" },
  "an XGBoost forest with categories": { trees: 20, leaves: 12, features: 4, categoricalFrom: 1, library: "xgboost" },
  "three outputs": { trees: 21, leaves: 6, features: 3, outputs: 3 },
  "vector leaves": { trees: 9, leaves: 6, features: 3, outputs: 3, width: 3, library: "xgboost" },
  "single leaves": { trees: 3, leaves: 1, features: 2 },
  "trees that just fit a byte": { trees: 2, leaves: 256, features: 3 },
  "trees of more leaves": { trees: 2, leaves: 300, features: 4, categoricalFrom: 3 },
  "vector leaves of large trees": { trees: 2, leaves: 270, features: 3, outputs: 2, width: 2, library: "xgboost" },
  "many features": { trees: 5, leaves: 40, features: 60 },
}

for (const [name, shape] of Object.entries(shapes)) {
  test(`${name}: scores are those of predicting the permuted tables`, async () => {
    for (let seed = 1; seed <= 3; seed++) {
      for (const rows of [1 + seed, 70]) await compare(shape, rows, seed)
    }
  })
}

/** A score that tells any change of any margin: the mean squared distance to a target, a column an output. */
async function compare(shape: Shape, rows: number, seed: number): Promise<void> {
  const { features, outputs = 1, library = "lightgbm" } = shape
  const next = random(seed + 100)
  const trees = randomTrees(shape, seed)
  const ensemble: Ensemble = { ...ensembleOf(trees, shape), base: Float64Array.from({ length: outputs }, next) }
  const table = randomTable(shape, rows, seed)
  const target = Array.from({ length: outputs }, () => Float64Array.from({ length: rows }, next))
  const group = Array.from({ length: Math.min(features, 3) }, (_, j) => features - 1 - j)
  const groups = { several: group.map((j) => `f${j}`) }
  const singles = Array.from({ length: features }, (_, j) => j).filter((j) => !group.includes(j))
  const units = [group, ...singles.map((j) => [j])]
  const permutations = units.map(() => [randomOrder(rows, next), randomOrder(rows, next)])
  const got = await engine.permutationImportance(ensemble, table, { metric: "mse", target, groups, permutations })
  units.forEach((unit, u) => {
    permutations[u]!.forEach((order, r) => {
      const margins = permutedMargins(trees, ensemble.base, table, unit, order, library)
      const errors = target.map((column, k) => margins.map((row, i) => (row[k]! - column[i]!) ** 2))
      const score = -errors.flat().reduce((sum, each) => sum + each, 0) / (rows * outputs)
      expect(Math.abs(got.baseline - got.repeats[u]![r]! - score)).toBeLessThan(1e-12)
    })
  })
}

test("rows in the same leaves tie, however their changes came about", async () => {
  // Leaves that no double adds up exactly, and features of two values: most rows share their leaves with others.
  const shape = { trees: 60, leaves: 4, features: 6 }
  const trees = randomTrees(shape, 5)
  const ensemble = ensembleOf(trees, shape)
  const next = random(8)
  const rows = 200
  const columns = Array.from({ length: 6 }, (_, j) => ({
    ...{ name: `f${j}`, type: "number" as const },
    values: Float64Array.from({ length: rows }, () => pick(next, 2) * 4 - 2),
  }))
  const table: Table = { name: "two values", rows, columns, notes: [] }
  const target = Float64Array.from({ length: rows }, () => pick(next, 2))
  const permutations = [randomOrder(rows, next), randomOrder(rows, next)]
  const got = await engine.permutationImportance(ensemble, table, { metric: "auc", target, permutations })
  for (let j = 0; j < 6; j++) {
    permutations.forEach((order, r) => {
      // Summed tree by tree, as the libraries do.
      const margins = permutedMargins(trees, [0], table, [j], order, "lightgbm").map(([margin]) => margin!)
      expect(Math.abs(got.baseline - got.repeats[j]![r]! - areaOf(target, margins))).toBeLessThan(1e-12)
    })
  }
})

/** Pairs of a positive and a negative, one by one. */
function areaOf(target: Float64Array, margins: readonly number[]): number {
  let [wins, pairs] = [0, 0]
  margins.forEach((a, i) => {
    margins.forEach((b, j) => {
      if (target[i] !== 1 || target[j] !== 0) return
      pairs++
      wins += a > b ? 1 : a === b ? 0.5 : 0
    })
  })
  return wins / pairs
}

test("what no node splits on, and what keeps its place, matters nothing at all", async () => {
  const shape = { trees: 10, leaves: 8, features: 3 }
  const ensemble = ensembleOf(randomTrees(shape, 1), { ...shape, features: 5 })
  const table = randomTable({ ...shape, features: 5 }, 50, 1)
  const next = random(3)
  const target = Float64Array.from({ length: 50 }, next)
  const drawn = await engine.permutationImportance(ensemble, table, { metric: "mae", target })
  expect([...drawn.repeats[3]!, ...drawn.repeats[4]!]).toEqual(new Array(10).fill(0))
  expect(drawn.mean[0]).not.toBe(0)
  const still = { metric: "mae", target, permutations: [Array.from({ length: 50 }, (_, row) => row)] }
  const { mean } = await engine.permutationImportance(ensemble, table, still)
  expect([...mean]).toEqual([0, 0, 0, 0, 0])
})

test("all features permuted together are the table in another order", async () => {
  const shape = { trees: 10, leaves: 8, features: 4 }
  const ensemble = ensembleOf(randomTrees(shape, 2), shape)
  const table = randomTable(shape, 80, 2)
  const next = random(4)
  const target = Float64Array.from({ length: 80 }, next)
  const order = randomOrder(80, next)
  const groups = { all: ["f0", "f1", "f2", "f3"] }
  const options = { metric: "spearman", target, permutations: [order], groups }
  const got = await engine.permutationImportance(ensemble, table, options)
  const back = new Float64Array(80)
  order.forEach((from, row) => {
    back[from] = target[row]!
  })
  const other = await engine.permutationImportance(ensemble, table, { ...options, target: back })
  expect(got.features).toEqual(["all"])
  expect(got.baseline - got.mean[0]!).toBeCloseTo(other.baseline, 12)
})

test("where a sigmoid is too close to 1 to tell margins apart, rows tie as their probabilities do", async () => {
  const shape = { trees: 12, leaves: 8, features: 3 }
  const trees = randomTrees(shape, 3).map((tree) => ({
    ...tree,
    values: Float64Array.from(tree.values, (value) => 40 * value),
  }))
  const ensemble: Ensemble = { ...ensembleOf(trees, shape), transform: { kind: "sigmoid" } }
  const table = randomTable(shape, 90, 3)
  const next = random(5)
  const target = Float64Array.from({ length: 90 }, () => pick(next, 2))
  const permutations = [randomOrder(90, next)]
  const got = await engine.permutationImportance(ensemble, table, { metric: "auc", target, permutations })
  const margins = permutedMargins(trees, [0], table, [1], permutations[0]!, "lightgbm").map(([margin]) => margin!)
  const chances = margins.map((margin) => 1 / (1 + Math.exp(-margin)))
  expect(areaOf(target, chances)).not.toBe(areaOf(target, margins))
  expect(got.baseline - got.mean[1]!).toBeCloseTo(areaOf(target, chances), 12)
})
