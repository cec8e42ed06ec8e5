import type { Ensemble } from "../../src/data/ensemble.js"
import type { Table } from "../../src/data/table.js"
import type { Tree } from "../../src/data/tree.js"
import { Engine } from "../../src/engine.js"
import { transformMargins } from "../../src/kernels/transform.js"
import { expect, golden, goldenPaths, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import { dependenceOf } from "../naive/partial-dependence.js"
import { random } from "../naive/random.js"
import { expectedOf, modelOf, relativeError, tableOf } from "./cases.js"

const engine = await Engine.create()

const shapes: Record<string, Shape> = {
  "a LightGBM forest": { trees: 20, leaves: 12, features: 4 },
  "a LightGBM forest with categories": { trees: 20, leaves: 12, features: 4, categoricalFrom: 1 },
  "an XGBoost forest": { trees: 20, leaves: 12, features: 4, library: "xgboost" },
  "an XGBoost forest with categories": { trees: 20, leaves: 12, features: 4, categoricalFrom: 1, library: "xgboost" },
  "three outputs": { trees: 21, leaves: 6, features: 3, outputs: 3 },
  "vector leaves": { trees: 9, leaves: 6, features: 3, outputs: 3, width: 3, library: "xgboost" },
  "single leaves": { trees: 3, leaves: 1, features: 2 },
  "more than 64 classes a tree": { trees: 3, leaves: 150, features: 2 },
}

/** Values on, beside and between thresholds, out of order, twice, missing, zero, tiny, huge; codes that are odd. */
const numbers = [3, -4, -4.5, 0, 1e-36, -0, 0.5, 1, 1 + 1e-9, 1 + 1e-15, 2, 2, Number.NaN, 1e300, -1e300, -1, -2.5, 4]
const codes = [5, 0, 1, 2, 3, Number.NaN, 31, 32, 33, 64, 70000, -1, 2.9, 2 ** 31]

for (const [name, shape] of Object.entries(shapes)) {
  for (const features of [[0], [1], [1, 0]]) {
    test(`${name}, feature ${features}: every row's curve and the averages are those of predicting it all`, async () => {
      for (let seed = 1; seed <= 3; seed++) {
        const trees = randomTrees(shape, seed)
        const ensemble = ensembleOf(trees, shape)
        const table = randomTable(shape, 60, seed)
        const grid = features.map((j) => (j >= (shape.categoricalFrom ?? shape.features) ? codes : numbers))
        await compare(trees, ensemble, table, features, grid)
      }
    })
  }
}

/** Sums alone, single rows and transformed predictions, with and without weights. */
async function compare(
  trees: readonly Tree[],
  ensemble: Ensemble,
  table: Table,
  features: readonly number[],
  grid: readonly number[][],
) {
  const rows = dependenceOf(trees, ensemble, table, features, grid)
  const next = random(9)
  const weights = Float64Array.from(rows, () => Math.floor(next() * 4))
  const names = features.map((j) => `f${j}`)
  const plain = await engine.partialDependence(ensemble, table, { features: names, grid })
  const heavy = await engine.partialDependence(ensemble, table, { features: names, grid, weights, ice: true })
  const kinds = ensemble.outputs > 1 ? "softmax" : "sigmoid"
  const squashed = { ...ensemble, transform: { kind: kinds } } as const
  const chances = await engine.partialDependence(squashed, table, { features: names, grid, space: "probability" })
  const squash = (margins: number[]) => [...transformMargins(squashed, Float64Array.from(margins))]
  const squashedRows = rows.map((points) => points.map(squash))
  for (let k = 0; k < ensemble.outputs; k++) {
    const curves = rows.map((points) => points.map((margins) => margins[k]!))
    expect(relativeError(plain.average[k]!, mean(curves))).toBeLessThan(1e-12)
    expect(relativeError(heavy.individual![k]!, curves.flat())).toBeLessThan(1e-12)
    expect(relativeError(heavy.average[k]!, mean(curves, weights))).toBeLessThan(1e-12)
    const chance = squashedRows.map((points) => points.map((each) => each[k]!))
    expect(relativeError(chances.average[k]!, mean(chance))).toBeLessThan(1e-12)
  }
}

function mean(curves: readonly number[][], weights?: Float64Array): number[] {
  const total = weights ? weights.reduce((sum, weight) => sum + weight) : curves.length
  return curves[0]!.map((_, point) => {
    return curves.reduce((sum, curve, row) => sum + curve[point]! * (weights?.[row] ?? 1), 0) / total
  })
}

test("at the data's own value a row's curve is its prediction", async () => {
  const shape = { trees: 40, leaves: 31, features: 5, categoricalFrom: 3, outputs: 2 }
  const ensemble = ensembleOf(randomTrees(shape, 3), shape)
  const table = randomTable(shape, 40, 3)
  const margins = await engine.predict(ensemble, table)
  for (const j of [0, 3]) {
    const values = (table.columns[j] as { values: Float64Array }).values
    const { individual } = await engine.partialDependence(ensemble, table, {
      features: [`f${j}`],
      grid: [values],
      ice: true,
    })
    const own = individual!.map((curves) => Float64Array.from(values, (_, row) => curves[row * table.rows + row]!))
    const got = Array.from(margins, (_, i) => own[i % 2]![i >> 1]!)
    expect(relativeError(got, margins)).toBeLessThan(1e-14)
  }
})

test("a grid of thresholds misses no step: its values are all that any value gives", async () => {
  for (const library of ["lightgbm", "xgboost"] as const) {
    const shape = { trees: 25, leaves: 8, features: 3, library }
    const trees = randomTrees(shape, 5)
    const ensemble = ensembleOf(trees, shape)
    const table = randomTable(shape, 30, 5)
    const { grid, average } = await engine.partialDependence(ensemble, table, { features: ["f1"], grid: "thresholds" })
    const fine = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 200).concat(numbers)
    const every = mean(dependenceOf(trees, ensemble, table, [1], [fine]).map((points) => points.map(([m]) => m!)))
    const rounded = (values: Iterable<number>) =>
      [...new Set(Array.from(values, (value) => value.toPrecision(9)))].sort()
    expect(rounded(average[0]!)).toEqual(rounded(every))
    expect(grid[0]!.length).toBeLessThanOrEqual(9 + 3)
  }
})

test("linear leaves: each point is predicted", async () => {
  const shape = { trees: 12, leaves: 6, features: 4, outputs: 2 }
  const linear = randomTrees(shape, 2).map((tree) => ({
    ...tree,
    linear: new Map(
      Array.from(tree.left, (_, node) => [node, { constant: 0.5, features: [2, 0], coefficients: [0.25, -1] }]),
    ),
  }))
  const ensemble = ensembleOf(linear, shape)
  const table = randomTable({ ...shape, features: 4 }, 50, 2)
  for (const column of table.columns) {
    const values = (column as { values: Float64Array }).values
    values.forEach((value, i) => {
      if (Math.abs(value) > 100) values[i] = 1
    })
  }
  const [a, b] = [Float64Array.of(0.5, -1, Number.NaN, 2), Float64Array.of(1, -3)]
  for (const grid of [[a], [a, b]]) {
    const features = ["f0", "f2"].slice(0, grid.length)
    const got = await engine.partialDependence(ensemble, table, { features, grid, ice: true })
    const points = a.length * (grid[1]?.length ?? 1)
    for (let point = 0; point < points; point++) {
      const across = grid[1]?.length ?? 1
      const values = [a[Math.floor(point / across)]!, grid[1]?.[point % across]]
      const columns = table.columns.map((column) => {
        const value = values[features.indexOf(column.name)]
        return value === undefined ? column : { ...column, values: new Float64Array(table.rows).fill(value) }
      })
      const margins = await engine.predict(ensemble, { ...table, columns: columns as never })
      for (let k = 0; k < 2; k++) {
        const own = margins.filter((_, i) => i % 2 === k)
        expect(got.individual![k]!.filter((_, i) => i % points === point)).toEqual(own)
        expect(got.average[k]![point]).toBeCloseTo(own.reduce((sum, each) => sum + each) / table.rows, 12)
      }
    }
  }
})

interface Golden {
  readonly model: string
  readonly features: string[]
  readonly space: "raw" | "probability"
  readonly grid: (number | string | null)[][]
  readonly average: number[][]
  readonly individual?: number[][]
  /** scikit-learn's own grid. */
  readonly chosen?: { readonly resolution: number; readonly percentiles: [number, number]; readonly values: number[][] }
}

const goldens = (await goldenPaths()).filter((path) => path.startsWith("pdp/"))

test("there are golden curves", () => {
  expect(goldens.length).toBeGreaterThan(5)
})

for (const path of goldens) {
  test(`${path}: scikit-learn's brute force through the library's predict`, async () => {
    const expected: Golden = JSON.parse(new TextDecoder().decode(await golden(path)))
    const { features, space, grid, chosen } = expected
    const [folder = "", file = ""] = expected.model.split("/")
    const facts = await expectedOf(folder)
    const [ensemble, table] = [await modelOf(folder, file, facts), await tableOf(folder)]
    const got = await engine.partialDependence(ensemble, table, { features, grid, space, ice: true })
    const near = facts.library === "lightgbm" ? 1e-12 : 1e-5
    expected.average.forEach((curve, k) => {
      expect(relativeError(got.average[k]!, curve)).toBeLessThan(near)
    })
    expected.individual?.forEach((curves, k) => {
      expect(relativeError(got.individual![k]!.subarray(0, curves.length), curves)).toBeLessThan(near)
    })
    if (!chosen) return
    const { resolution, percentiles, values } = chosen
    const own = await engine.partialDependence(ensemble, table, { features, grid: resolution, percentiles })
    values.forEach((each, i) => {
      expect(relativeError(own.grid[i] as Float64Array, each)).toBeLessThan(1e-14)
    })
  })
}
