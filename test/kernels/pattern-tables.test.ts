import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import { rowOf } from "../naive/rows.js"
import { treeshap } from "../naive/treeshap.js"

const shapes: Record<string, Shape> = {
  "a LightGBM forest": { trees: 4, leaves: 20, features: 7 },
  "trees that repeat few features": { trees: 4, leaves: 24, features: 3 },
  "trees with categories": { trees: 4, leaves: 16, features: 6, categoricalFrom: 3 },
  "an XGBoost forest with categories": { trees: 4, leaves: 16, features: 6, categoricalFrom: 3, library: "xgboost" },
  "ten features": { trees: 2, leaves: 40, features: 10 },
  "three outputs": { trees: 6, leaves: 8, features: 5, outputs: 3 },
  "vector leaves": { trees: 4, leaves: 8, features: 5, outputs: 3, width: 3, library: "xgboost" },
  stumps: { trees: 5, leaves: 2, features: 3 },
  "single leaves": { trees: 3, leaves: 1, features: 2 },
}

/** Enough rows for a plan, and enough for the largest tables. */
for (const rows of [24, 700]) {
  for (const [name, shape] of Object.entries(shapes)) {
    test(`tables of ${name} for ${rows} rows give the values of brute force`, async () => {
      const engine = await Engine.create()
      for (let seed = 1; seed <= 2; seed++) {
        const trees = randomTrees(shape, seed)
        const ensemble = ensembleOf(trees, shape)
        const table = randomTable(shape, rows, seed)
        const { values, additivityError } = await engine.shap(ensemble, table)
        for (let i = 0; i < 8; i++) {
          const expected = treeshap(trees, ensemble.outputs, rowOf(table, i), shape.library ?? "lightgbm")
          values.forEach((output, k) => {
            output.forEach((column, j) => {
              expect(Math.abs(column[i]! - expected.values[k]![j]!)).toBeLessThan(1e-14)
            })
          })
        }
        expect(additivityError.relative).toBeLessThan(1e-13)
      }
    })
  }
}

test("tables and the tape agree on every row, by Shapley's weights and by Banzhaf's", async () => {
  const shape = { trees: 12, leaves: 60, features: 16 }
  const ensemble = ensembleOf(randomTrees(shape, 4), shape)
  const table = randomTable(shape, 500, 4)
  for (const index of ["shapley", "banzhaf"] as const) {
    const engine = await Engine.create()
    const whole = await engine.shap(ensemble, table, { index })
    for (let from = 0; from < table.rows; from += 20) {
      const columns = table.columns.map((column) => ({
        ...column,
        values: (column as { values: Float64Array }).values.slice(from, from + 20),
      }))
      const few = await engine.shap(ensemble, { ...table, rows: 20, columns } as typeof table, { index })
      few.values[0]!.forEach((column, j) => {
        column.forEach((value, i) => {
          expect(Math.abs(value - whole.values[0]![j]![from + i]!)).toBeLessThan(1e-12)
        })
      })
    }
  }
})

test("an aborted call gives its memory back", async () => {
  const shape = { trees: 30, leaves: 60, features: 16 }
  const ensemble = ensembleOf(randomTrees(shape, 4), shape)
  const engine = await Engine.create()
  await engine.predict(ensemble, randomTable(shape, 30, 4))
  const table = randomTable(shape, 60_000, 4)
  const controller = new AbortController()
  const call = engine.shap(ensemble, table, { signal: controller.signal, onProgress: () => controller.abort() })
  await expect(call).rejects.toThrow()
  engine.close()
  expect(engine.memoryUsed).toBe(0)
})
