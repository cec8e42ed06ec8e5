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

test("gblinear against background rows: the distance from theirs, and from each of theirs for probabilities", async () => {
  const coefficients = [Float64Array.of(0.5, -1, 2)]
  const model = linearEnsemble(coefficients, 3)
  const shape = { trees: 1, leaves: 1, features: 3 }
  const [table, background] = [smallTable(randomTable(shape, 70, 4)), smallTable(randomTable(shape, 9, 5))]
  const raw = await engine.shap(model, table, { background, interactions: true })
  expect(raw.additivityError.relative).toBeLessThan(1e-14)
  const probable = { ...model, transform: { kind: "sigmoid" as const } }
  const rescaled = await engine.shap(probable, table, { background, space: "probability", interactions: { top: 2 } })
  expect(rescaled.additivityError.max).toBeLessThan(1e-14)
  expect(rescaled.strongestPairs![0]!.map(({ mean }) => mean)).toEqual([0, 0])
  const means = background.columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0) / 9)
  for (let i = 0; i < table.rows; i++) {
    table.columns.forEach(({ values }, j) => {
      const expected = coefficients[0]![j]! * (values[i]! - means[j]!)
      expect(raw.values[0]![j]![i]!).toBeCloseTo(expected, 12)
      const row = raw.interactions![0]!.subarray((i * 3 + j) * 3, (i * 3 + j + 1) * 3)
      expect([...row]).toEqual([0, 1, 2].map((other) => (other === j ? raw.values[0]![j]![i]! : 0)))
    })
  }
})

/** The same table, its values between -1 and 1 and none missing. */
function smallTable(table: ReturnType<typeof randomTable>) {
  const columns = table.columns.map((column) => ({
    name: column.name,
    type: "number" as const,
    values: (column as { values: Float64Array }).values.map((value) => Math.tanh(value || 0)),
  }))
  return { ...table, columns }
}

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
