import type { Ensemble } from "../../src/data/ensemble.js"
import { packForest } from "../../src/data/pack.js"
import { Engine } from "../../src/engine.js"
import { expect, test } from "../harness/index.js"
import { ensembleOf, randomTable, randomTrees } from "../naive/forest.js"
import { random } from "../naive/random.js"

const engine = await Engine.create()
const rowOf = (table: ReturnType<typeof randomTable>, i: number) =>
  table.columns.map((column) => (column as { values: Float64Array }).values[i]!)

test("a linear leaf adds its terms, or its value where one of them is missing", async () => {
  const shape = { trees: 1, leaves: 1, features: 4 }
  const [leaf] = randomTrees(shape, 1)
  const linear = new Map([[0, { constant: 0.5, features: [2, 0], coefficients: [3, -2] }]])
  const ensemble = ensembleOf([{ ...leaf!, values: [7, 0], linear }], shape)
  const table = randomTable(shape, 200, 4)
  const margins = await engine.predict(ensemble, table)
  const expected = Array.from({ length: table.rows }, (_, i) => {
    const row = rowOf(table, i)
    return Number.isNaN(row[0]) || Number.isNaN(row[2]) ? 7 : 0.5 + 3 * row[2]! - 2 * row[0]!
  })
  expect([...margins]).toEqual(expected)
})

test("gblinear: a missing value counts as 0, SHAP values are coefficient times value and add up", async () => {
  const next = random(8)
  const [features, outputs] = [5, 3]
  const coefficients = Array.from({ length: outputs }, () =>
    Float64Array.from({ length: features }, () => next() - 0.5),
  )
  const ensemble = linearEnsemble(coefficients, features)
  const columns = Array.from({ length: features }, (_, j) => ({
    name: `f${j}`,
    type: "number" as const,
    values: Float64Array.from({ length: 300 }, () => (next() < 0.2 ? Number.NaN : next() * 10)),
  }))
  const table = { name: "t", rows: 300, columns, notes: [] }
  const { values, baseValues, margins, additivityError } = await engine.shap(ensemble, table)
  for (let k = 0; k < outputs; k++) {
    columns.forEach((column, j) => {
      const expected = column.values.map((value) => (Number.isNaN(value) ? 0 : value * coefficients[k]![j]!))
      expect([...values[k]![j]!]).toEqual([...expected])
    })
    expect(baseValues[k]).toBe(k + 0.25 * k)
  }
  expect(margins.length).toBe(900)
  expect(additivityError.relative).toBeLessThan(1e-14)
})

test("a gblinear model of one feature predicts a straight line", async () => {
  const ensemble = linearEnsemble([Float64Array.of(2)], 1)
  const values = Float64Array.of(-1, 0, 1, 2)
  const table = { name: "t", rows: 4, columns: [{ name: "f0", type: "number" as const, values }], notes: [] }
  expect([...(await engine.predict(ensemble, table))]).toEqual([-2, 0, 2, 4])
})

/** One leaf an output, constant k. */
function linearEnsemble(coefficients: readonly Float64Array[], features: number): Ensemble {
  const outputs = coefficients.length
  const shape = { trees: outputs, leaves: 1, features, outputs }
  const all = Int32Array.from({ length: features }, (_, j) => j)
  const trees = randomTrees(shape, 1).map((tree, k) => ({
    ...tree,
    linear: new Map([[0, { constant: k, features: all, coefficients: coefficients[k]! }]]),
  }))
  const traits = { features, outputs, float32: false, strict: true, linearMissingZero: true }
  return { ...ensembleOf(trees, shape), booster: "gblinear", forest: packForest(trees, traits, "linear") }
}
