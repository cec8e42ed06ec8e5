import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees, type Shape } from "../naive/forest.js"
import { predict } from "../naive/predict.js"

const shapes: Record<string, Shape> = {
  "a LightGBM forest": { trees: 20, leaves: 12, features: 6 },
  "a LightGBM forest with categories": { trees: 20, leaves: 12, features: 6, categoricalFrom: 3 },
  "an XGBoost forest": { trees: 20, leaves: 12, features: 6, library: "xgboost" },
  "an XGBoost forest with categories": { trees: 20, leaves: 12, features: 6, categoricalFrom: 3, library: "xgboost" },
  "three outputs": { trees: 21, leaves: 6, features: 4, outputs: 3 },
  "vector leaves": { trees: 9, leaves: 6, features: 4, outputs: 3, width: 3, library: "xgboost" },
  "single leaves": { trees: 3, leaves: 1, features: 2 },
}

for (const [name, shape] of Object.entries(shapes)) {
  test(`the margins of ${name} equal a walk node by node`, async () => {
    const engine = await Engine.create()
    for (let seed = 1; seed <= 5; seed++) {
      const trees = randomTrees(shape, seed)
      const ensemble = ensembleOf(trees, shape)
      const table = randomTable(shape, 300, seed)
      const margins = await engine.predict(ensemble, table)
      const expected = Array.from({ length: table.rows }, (_, i) => {
        const row = table.columns.map((column) => (column as { values: Float64Array }).values[i]!)
        return predict(trees, ensemble.base, row, shape.library ?? "lightgbm")
      }).flat()
      expect([...margins]).toEqual(expected)
    }
  })
}

test("a row's margin does not depend on the rows beside it", async () => {
  const engine = await Engine.create()
  const shape = { trees: 30, leaves: 31, features: 8, categoricalFrom: 6 }
  const ensemble = ensembleOf(randomTrees(shape, 7), shape)
  const table = randomTable(shape, 9000, 7)
  const margins = await engine.predict(ensemble, table)
  const columns = table.columns.map((column) => ({
    ...column,
    values: (column as { values: Float64Array }).values.slice(8191, 8194),
  }))
  const alone = await engine.predict(ensemble, { ...table, rows: 3, columns: columns as never })
  expect([...alone]).toEqual([...margins.subarray(8191, 8194)])
})
