import type { Column } from "../../src/data/column.js"
import type { Ensemble } from "../../src/data/ensemble.js"
import type { Table } from "../../src/data/table.js"
import { Engine } from "../../src/engine.js"
import type { PartialDependence } from "../../src/results/partial-dependence.js"
import { expect, test } from "../harness/index.js"
import { expectedOf, goldenCases, modelOf, relativeError, tableOf } from "./cases.js"

const engine = await Engine.create()
const POINTS = 4

// Whatever a model is - its objective, its leaves, its way with missing values - predicting with the column replaced
// must give the same.
for (const [folder, [file = ""]] of await goldenCases()) {
  test(`${folder}: curves are the predictions of a table with the column replaced`, async () => {
    const facts = await expectedOf(folder)
    if (facts.refuse) {
      await expect(modelOf(folder, file, facts)).rejects.toThrow(/expected/)
      return
    }
    const [ensemble, table] = [await modelOf(folder, file, facts), await tableOf(folder)]
    const columns = engine.match(ensemble, table).columns
    for (const feature of new Set([0, Math.floor(columns.length / 2), columns.length - 1])) {
      for (const space of ["raw", "probability"] as const) {
        const features = [ensemble.features[feature]!.name]
        const steps = await engine.partialDependence(ensemble, table, {
          features,
          grid: "thresholds",
          space,
          ice: true,
        })
        const plain = await engine.partialDependence(ensemble, table, { features, grid: "thresholds", space })
        plain.average.forEach((curve, k) => {
          expect(relativeError(curve, steps.average[k]!)).toBeLessThan(1e-12)
        })
        await compare(ensemble, table, columns[feature]!, steps)
      }
    }
  })
}

async function compare(ensemble: Ensemble, table: Table, name: string, curves: PartialDependence): Promise<void> {
  const points = curves.grid[0]!.length
  for (let point = points - 1; point >= 0; point -= Math.ceil(points / POINTS)) {
    const columns = table.columns.map((column) =>
      column.name === name ? filled(column, curves.grid[0]![point]!, table.rows) : column,
    )
    if (columns.includes(undefined)) continue
    const replaced = { ...table, columns: columns as Column[] }
    const predictions = await engine.predict(ensemble, replaced, { space: curves.space })
    for (let k = 0; k < curves.outputs; k++) {
      const own = predictions.filter((_, i) => i % curves.outputs === k)
      const got = curves.individual![k]!.filter((_, i) => i % points === point)
      expect(relativeError(got, own)).toBeLessThan(1e-12)
      const mean = own.reduce((sum, each) => sum + each, 0) / own.length
      expect(Math.abs(curves.average[k]![point]! - mean)).toBeLessThan(1e-12 * Math.max(1, ...own.map(Math.abs)))
    }
  }
}

/** A column of one value; undefined for a category that the table's column does not list. */
function filled(column: Column, value: number | string | null, rows: number): Column | undefined {
  if (column.type !== "category") {
    const number = value === null ? Number.NaN : value === "true" ? 1 : value === "false" ? 0 : Number(value)
    return { ...column, values: new Float64Array(rows).fill(number) }
  }
  const text = typeof value === "number" && !Number.isNaN(value) ? String(value) : value
  const code = typeof text === "string" ? column.categories.indexOf(text) : -1
  if (typeof text === "string" && code < 0) return undefined
  return { ...column, codes: new Int32Array(rows).fill(code) }
}
