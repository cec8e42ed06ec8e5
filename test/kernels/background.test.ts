import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import {
  backgroundGame,
  banzhafInteractions,
  banzhafValues,
  interactionValues,
  marginOf,
  shapleyValues,
} from "../naive/game.js"
import { rowOf } from "../naive/rows.js"

const shapes: Record<string, Shape> = {
  "a LightGBM forest with missing values": { trees: 4, leaves: 20, features: 7 },
  "trees that repeat few features": { trees: 4, leaves: 24, features: 3 },
  "an XGBoost forest with categories": { trees: 4, leaves: 16, features: 6, categoricalFrom: 3, library: "xgboost" },
  "three outputs": { trees: 6, leaves: 8, features: 5, outputs: 3 },
  "vector leaves": { trees: 4, leaves: 8, features: 5, outputs: 3, width: 3, library: "xgboost" },
  "single leaves": { trees: 3, leaves: 1, features: 2 },
}

/** Few rows are compared leaf by leaf, many look up tables. */
for (const rows of [3, 900]) {
  for (const [name, shape] of Object.entries(shapes)) {
    const library = shape.library ?? "lightgbm"
    test(`interventional values of ${rows} rows of ${name} are those of the game itself`, async () => {
      const trees = randomTrees(shape, 5)
      const ensemble = ensembleOf(trees, shape)
      const [table, background] = [randomTable(shape, rows, 5), randomTable(shape, 33, 6)]
      const others = Array.from({ length: background.rows }, (_, i) => rowOf(background, i))
      const engine = await Engine.create()
      const shapley = await engine.shap(ensemble, table, { background, interactions: true })
      const banzhaf = await engine.shap(ensemble, table, { background, index: "banzhaf" })
      const pairs = await engine.shap(ensemble, table, { background, interactions: true, index: "banzhaf" })
      for (let i = 0; i < 3; i++) {
        for (let k = 0; k < ensemble.outputs; k++) {
          const game = backgroundGame(trees, k, rowOf(table, i), others, library)
          expect(shapley.baseValues[k]! - ensemble.base[k]!).toBeCloseTo(game(0), 12)
          near(valuesAt(shapley.values[k]!, i), shapleyValues(game, shape.features))
          near(valuesAt(banzhaf.values[k]!, i), banzhafValues(game, shape.features))
          const size = shape.features ** 2
          const matrixOf = ({ interactions }: typeof pairs) => interactions![k]!.subarray(i * size, (i + 1) * size)
          near(matrixOf(shapley), interactionValues(game, shape.features).flat())
          near(matrixOf(pairs), banzhafInteractions(game, shape.features).flat())
        }
      }
      expect(shapley.additivityError.relative).toBeLessThan(1e-12)
    })
  }
}

test("more background rows than a block, and paths of more features than a table holds", async () => {
  const shape = { trees: 2, leaves: 64, features: 30 }
  const ensemble = ensembleOf(randomTrees(shape, 9), shape)
  const [table, background] = [randomTable(shape, 40, 5), randomTable(shape, 5000, 6)]
  const engine = await Engine.create()
  const whole = await engine.shap(ensemble, table, { background, interactions: true })
  expect(whole.additivityError.relative).toBeLessThan(1e-12)
  const halves = await Promise.all(
    [0, 2500].map((from) => engine.shap(ensemble, table, { background: cut(background, from, 2500) })),
  )
  whole.values[0]!.forEach((column, j) => {
    column.forEach((value, i) => {
      expect((halves[0]!.values[0]![j]![i]! + halves[1]!.values[0]![j]![i]!) / 2).toBeCloseTo(value, 12)
      const row = whole.interactions![0]!.subarray((i * 30 + j) * 30, (i * 30 + j + 1) * 30)
      expect(row.reduce((sum, each) => sum + each, 0)).toBeCloseTo(value, 12)
    })
  })
})

test("more rows than a block are the same rows in parts", async () => {
  const shape = { trees: 2, leaves: 60, features: 14 }
  const ensemble = ensembleOf(randomTrees(shape, 9), shape)
  const [table, background] = [randomTable(shape, 2100, 5), randomTable(shape, 1200, 6)]
  const engine = await Engine.create()
  const whole = await engine.shap(ensemble, table, { background })
  expect(whole.additivityError.relative).toBeLessThan(1e-12)
  for (const [from, count] of [
    [0, 5],
    [1020, 10],
    [2070, 30],
  ] as const) {
    const part = await engine.shap(ensemble, cut(table, from, count), { background })
    for (let i = 0; i < count; i++) near(valuesAt(part.values[0]!, i), valuesAt(whole.values[0]!, from + i))
  }
})

/** In another space each row meets each background row by itself; where that space is the margin's, it is the same. */
const spaces: Record<string, Shape> = {
  "paths of up to 11 features": { trees: 3, leaves: 50, features: 11 },
  "paths of up to 16 features": { trees: 2, leaves: 60, features: 16, categoricalFrom: 12, library: "xgboost" },
  "paths of more features": { trees: 2, leaves: 70, features: 40 },
  "vector leaves": { trees: 3, leaves: 20, features: 9, outputs: 3, width: 3, library: "xgboost" },
}

for (const [name, shape] of Object.entries(spaces)) {
  test(`the patterns of rows give what the rows give one by one: ${name}`, async () => {
    const ensemble = ensembleOf(randomTrees(shape, 11), shape)
    const engine = await Engine.create()
    for (const [rows, others] of [
      [1, 150],
      [70, 1],
      [300, 200],
    ] as const) {
      const [table, background] = [randomTable(shape, rows, 5), randomTable(shape, others, 6)]
      for (const index of ["shapley", "banzhaf"] as const) {
        const whole = await engine.shap(ensemble, table, { background, index })
        const single = await engine.shap(ensemble, table, { background, index, space: "probability" })
        whole.values.flat().forEach((column, j) => void near(column, [...single.values.flat()[j]!]))
      }
    }
  })
}

test("probabilities: each background row is rescaled by itself, and all add up to the prediction", async () => {
  const shape: Shape = { trees: 6, leaves: 12, features: 6 }
  const trees = randomTrees(shape, 3)
  const ensemble = { ...ensembleOf(trees, shape), transform: { kind: "sigmoid" as const } }
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const [table, background] = [randomTable(shape, 30, 5), randomTable(shape, 20, 6)]
  const engine = await Engine.create()
  const { values, baseValues, additivityError, space, interactions } = await engine.shap(ensemble, table, {
    background,
    space: "probability",
    interactions: true,
  })
  expect(space).toBe("probability")
  expect(additivityError.max).toBeLessThan(1e-13)
  for (let i = 0; i < 5; i++) {
    const row = rowOf(table, i)
    const expected = new Array<number>(shape.features).fill(0)
    const pairs = new Array<number>(shape.features ** 2).fill(0)
    let base = 0
    for (let z = 0; z < background.rows; z++) {
      const other = rowOf(background, z)
      const [f, g] = [marginOf(trees, 0, row, "lightgbm"), marginOf(trees, 0, other, "lightgbm")]
      const factor = f === g ? 1 : (sigmoid(f) - sigmoid(g)) / (f - g)
      const game = backgroundGame(trees, 0, row, [other], "lightgbm")
      shapleyValues(game, shape.features).forEach((value, j) => {
        expected[j]! += (factor * value) / background.rows
      })
      for (const [at, value] of interactionValues(game, shape.features).flat().entries()) {
        pairs[at]! += (factor * value) / background.rows
      }
      base += sigmoid(g) / background.rows
    }
    near(valuesAt(values[0]!, i), expected)
    near(interactions![0]!.subarray(i * pairs.length, (i + 1) * pairs.length), pairs)
    expect(baseValues[0]).toBeCloseTo(base, 12)
  }
})

test("what cannot be had says why", async () => {
  const shape: Shape = { trees: 2, leaves: 4, features: 2 }
  const ensemble = ensembleOf(randomTrees(shape, 3), shape)
  const table = randomTable(shape, 5, 5)
  const engine = await Engine.create()
  const refused = async (options: object, why: RegExp) =>
    expect(engine.shap(ensemble, table, options)).rejects.toThrow(why)
  await refused({ space: "probability" }, /expected a background/)
  await refused({ background: randomTable(shape, 0, 1) }, /a background without rows/)
})

function valuesAt(columns: readonly ArrayLike<number>[], i: number): number[] {
  return columns.map((column) => column[i]!)
}

function near(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got.length).toBe(expected.length)
  for (let j = 0; j < got.length; j++) expect(Math.abs(got[j]! - expected[j]!)).toBeLessThan(1e-13)
}

function cut<T extends { columns: readonly unknown[] }>(table: T, from: number, rows: number): T {
  const columns = table.columns.map((column) => ({
    ...(column as object),
    values: (column as { values: Float64Array }).values.slice(from, from + rows),
  }))
  return { ...table, rows, columns }
}
