import { takeColumn } from "../../src/data/column.js"
import { Engine } from "../../src/engine.js"
import { predictionColumns } from "../../src/kernels/transform.js"
import { expect, test } from "../harness/index.js"
import { randomOrder } from "../naive/permutation.js"
import { random } from "../naive/random.js"
import { expectedOf, goldenCases, modelOf, tableOf } from "./cases.js"

const engine = await Engine.create()

// Whatever a model is - its objective, its leaves, its way with missing values - predicting the table with the column
// permuted must give the same score.
for (const [folder, [file = ""]] of await goldenCases()) {
  test(`${folder}: scores are those of the predictions of a table with the column permuted`, async () => {
    const facts = await expectedOf(folder)
    if (facts.refuse) {
      await expect(modelOf(folder, file, facts)).rejects.toThrow(/expected/)
      return
    }
    const [ensemble, table] = [await modelOf(folder, file, facts), await tableOf(folder)]
    const outputs = predictionColumns(ensemble)
    const next = random(folder.length)
    const plain = await engine.predict(ensemble, table, { space: "probability" })
    const target = Array.from({ length: outputs }, (_, k) =>
      Float64Array.from({ length: table.rows }, (_, row) => plain[row * outputs + k]! * (0.5 + next())),
    )
    const permutations = [randomOrder(table.rows, next)]
    const options = { metric: "mse", target: outputs > 1 ? target : target[0]!, permutations }
    const got = await engine.permutationImportance(ensemble, table, options)
    const scoreOf = (predictions: Float64Array) =>
      -predictions.reduce((sum, each, i) => {
        return sum + (each - target[i % outputs]![Math.floor(i / outputs)]!) ** 2
      }, 0) / predictions.length
    const { columns } = got.matching
    for (const feature of new Set([0, Math.floor(columns.length / 2), columns.length - 1])) {
      const moved = table.columns.map((column) =>
        column.name === columns[feature] ? takeColumn(column, permutations[0]!) : column,
      )
      const changed = { ...table, columns: moved }
      const expected = scoreOf(await engine.predict(ensemble, changed, { space: "probability" }))
      engine.release(changed)
      const score = got.baseline - got.repeats[feature]![0]!
      expect(Math.abs(score - expected)).toBeLessThanOrEqual(1e-10 * Math.abs(expected))
    }
  })
}
