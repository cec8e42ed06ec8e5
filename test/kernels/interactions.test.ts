import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { chain } from "../naive/chain.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import { banzhafInteractions, interactionValues } from "../naive/game.js"
import { rowOf } from "../naive/rows.js"
import { coverGame } from "../naive/treeshap.js"

const shapes: Record<string, Shape> = {
  "a LightGBM forest": { trees: 4, leaves: 20, features: 7 },
  "trees that repeat few features": { trees: 4, leaves: 24, features: 3 },
  "an XGBoost forest with categories": { trees: 4, leaves: 16, features: 6, categoricalFrom: 3, library: "xgboost" },
  "vector leaves": { trees: 4, leaves: 8, features: 5, outputs: 3, width: 3, library: "xgboost" },
}

for (const rows of [2, 600]) {
  for (const [name, shape] of Object.entries(shapes)) {
    test(`interactions of ${rows} rows of ${name} are those of the game`, async () => {
      const trees = randomTrees(shape, 8)
      const ensemble = ensembleOf(trees, shape)
      const table = randomTable(shape, rows, 8)
      const engine = await Engine.create()
      const { interactions } = await engine.shap(ensemble, table, { interactions: true })
      const banzhaf = await engine.shap(ensemble, table, { interactions: true, index: "banzhaf" })
      for (let i = 0; i < 2; i++) {
        interactions!.forEach((matrix, k) => {
          const game = coverGame(trees, k, rowOf(table, i), shape.library ?? "lightgbm")
          near(matrix, i, interactionValues(game, shape.features))
          near(banzhaf.interactions![k]!, i, banzhafInteractions(game, shape.features))
        })
      }
    })
  }
}

test("paths of more features than a table holds: rows sum up to the values that quadrature gives", async () => {
  const shape = { trees: 2, leaves: 64, features: 40 }
  const ensemble = ensembleOf([chain(64, 40)], shape)
  const table = randomTable(shape, 30, 2)
  const engine = await Engine.create()
  const { values } = await engine.shap(ensemble, table)
  const { interactions } = await engine.shap(ensemble, table, { interactions: true })
  for (let i = 0; i < table.rows; i++) {
    for (let j = 0; j < 40; j++) {
      const at = (i * 40 + j) * 40
      const sum = interactions![0]!.subarray(at, at + 40).reduce((total, value) => total + value, 0)
      expect(sum).toBeCloseTo(values[0]![j]![i]!, 12)
    }
  }
})

test("the strongest pairs are the means of the absolute entries, the largest first", async () => {
  const shape = { trees: 5, leaves: 20, features: 6, outputs: 2 }
  const ensemble = ensembleOf(randomTrees(shape, 8), shape)
  const table = randomTable(shape, 300, 8)
  const engine = await Engine.create()
  const { interactions } = await engine.shap(ensemble, table, { interactions: true })
  const { strongestPairs, interactions: none } = await engine.shap(ensemble, table, { interactions: { top: 4 } })
  expect(none).toBeUndefined()
  strongestPairs!.forEach((pairs, k) => {
    expect(pairs).toHaveLength(4)
    const means = pairs.map(({ features: [a, b], mean }) => {
      let sum = 0
      for (let i = 0; i < table.rows; i++) sum += Math.abs(interactions![k]![(i * 6 + a) * 6 + b]!)
      expect(mean).toBeCloseTo(sum / table.rows, 14)
      return mean
    })
    expect(means).toEqual(means.toSorted((a, b) => b - a))
  })
})

test("what will not fit is refused with its size and the cure", async () => {
  const shape = { trees: 1, leaves: 2, features: 400 }
  const ensemble = ensembleOf(randomTrees(shape, 8), shape)
  const engine = await Engine.create()
  const column = new Float64Array(20_000)
  const columns = Array.from({ length: 400 }, (_, j) => ({ name: `f${j}`, type: "number" as const, values: column }))
  const table = { name: "wide", rows: 20_000, columns, notes: [] }
  const call = engine.shap(ensemble, table, { interactions: true })
  await expect(call).rejects.toThrow(/20000 rows x 400 x 400 features.* 23\.8 GiB.*top: 20/)
  const { strongestPairs } = await engine.shap(ensemble, table, { interactions: { top: 1 } })
  expect(strongestPairs![0]!.length).toBeLessThanOrEqual(1)
})

function near(matrices: Float64Array, row: number, expected: readonly number[][]): void {
  const values = expected.flat()
  values.forEach((value, at) => {
    expect(Math.abs(matrices[row * values.length + at]! - value)).toBeLessThan(1e-13)
  })
}
