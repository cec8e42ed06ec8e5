import type { Table } from "../../src/data/table.js"
import { takeRows } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import { expect, golden, goldenPaths, test } from "../harness/index.js"
import { expectedOf, goldenCases, modelOf, relativeError, tableOf } from "./cases.js"

type Values = readonly (readonly (readonly number[])[])[]

/** What the goldens have beside predictions and path-dependent values: rows x outputs x features [x features]. */
interface Variants {
  readonly interventional?: {
    readonly background: string
    readonly rows: number
    readonly exact_shap: Values
    readonly exact_expected_value: readonly number[]
  }
  readonly interventional_probability?: Variants["interventional"]
  readonly interactions?: {
    readonly rows: number
    readonly exact_values: readonly (readonly (readonly (readonly number[])[])[])[]
  }
}

/** The reference is in float64, but for XGBoost's base margin and dart's weights, which are float32. */
const tolerance = { lightgbm: 1e-9, xgboost: 1e-6 }

for (const [folder, files] of await goldenCases()) {
  const text = new TextDecoder().decode(await golden(`${folder}/expected.json`))
  const variants = JSON.parse(text) as Variants
  const { interventional, interventional_probability: probability, interactions } = variants
  if (interventional?.exact_shap) {
    test(`${folder}: SHAP values against a background are the exact ones, for few rows and many`, async () => {
      const { ensemble, table, background } = await inputsOf(folder, files[0]!, interventional.background)
      const engine = await Engine.create()
      const few = takeRows(
        table,
        Uint32Array.from({ length: Math.min(3, interventional.rows) }, (_, i) => i),
      )
      for (const rows of [few, repeated(table, interventional.rows, 600)]) {
        const { values, baseValues, additivityError } = await engine.shap(ensemble, rows, { background })
        expect(
          relativeError(
            flat(values, Math.min(few.rows, interventional.rows)),
            flatten(interventional.exact_shap, few.rows),
          ),
        ).toBeLessThan(tolerance[ensemble.library])
        expect(relativeError(baseValues, interventional.exact_expected_value)).toBeLessThan(tolerance[ensemble.library])
        expect(additivityError.relative).toBeLessThan(1e-9)
      }
    })
  }
  if (probability?.exact_shap) {
    test(`${folder}: SHAP values of the probability are the exact ones`, async () => {
      const { ensemble, table, background } = await inputsOf(folder, files[0]!, probability.background)
      const engine = await Engine.create()
      const { values, baseValues } = await engine.shap(ensemble, first(table, probability.rows), {
        background,
        space: "probability",
      })
      expect(
        relativeError(flat(values, probability.rows), flatten(probability.exact_shap, probability.rows)),
      ).toBeLessThan(tolerance[ensemble.library])
      expect(relativeError(baseValues, probability.exact_expected_value)).toBeLessThan(tolerance[ensemble.library])
    })
  }
  if (interactions?.exact_values?.length) {
    test(`${folder}: interactions are the exact ones, symmetric, and their rows sum up to the values`, async () => {
      const { ensemble, table } = await inputsOf(folder, files[0]!)
      const engine = await Engine.create()
      for (const rows of [first(table, interactions.rows), repeated(table, interactions.rows, 600)]) {
        const { values, interactions: got } = await engine.shap(ensemble, rows, { interactions: true })
        const size = ensemble.features.length ** 2
        got!.forEach((matrix, k) => {
          const expected = interactions.exact_values.flatMap((row) => row[k]!.flat())
          expect(relativeError(matrix.subarray(0, interactions.rows * size), expected)).toBeLessThan(
            tolerance[ensemble.library],
          )
          expect(rowSumError(matrix, values[k]!, interactions.rows)).toBeLessThan(1e-9)
        })
      }
    })
  }
}

async function inputsOf(folder: string, file: string, background = "background.arrow") {
  const ensemble = await modelOf(folder, file, await expectedOf(folder))
  const named = (await goldenPaths()).includes(`${folder}/${background}`)
  return {
    ensemble,
    table: await tableOf(folder),
    background: await tableOf(folder, named ? background : "features.arrow"),
  }
}

function first(table: Table, rows: number): Table {
  return takeRows(
    table,
    Uint32Array.from({ length: Math.min(rows, table.rows) }, (_, i) => i),
  )
}

/** The first rows, over and over: many rows make tables worth their while. */
function repeated(table: Table, rows: number, count: number): Table {
  const own = Math.min(rows, table.rows)
  return takeRows(
    table,
    Uint32Array.from({ length: count }, (_, i) => i % own),
  )
}

/** Rows x outputs x features in one row of numbers. */
function flat(values: readonly (readonly ArrayLike<number>[])[], rows: number): number[] {
  return Array.from({ length: rows }, (_, i) => values.flatMap((output) => output.map((column) => column[i]!))).flat()
}

function flatten(values: Values, rows: number): number[] {
  return values.slice(0, rows).flat(2)
}

function rowSumError(matrix: Float64Array, columns: readonly ArrayLike<number>[], rows: number): number {
  const features = columns.length
  let most = 0
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < features; j++) {
      const at = (i * features + j) * features
      const sum = matrix.subarray(at, at + features).reduce((total, value) => total + value, 0)
      most = Math.max(most, Math.abs(sum - columns[j]![i]!))
      for (let l = 0; l < j; l++) {
        if (matrix[at + l] !== matrix[(i * features + l) * features + j]) return Number.POSITIVE_INFINITY
      }
    }
  }
  return most
}
