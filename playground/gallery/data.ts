import type { Check, Explanation, Item, RankedFeature, Table } from "../../src/index.js"

/** Numbers that are the same at every visit. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Twelve features of falling weight: one with missing values, one of categories. */
export function exampleResult(rows: number): { explanation: Explanation; table: Table; ranking: RankedFeature[] } {
  const next = random(7)
  const names = Array.from({ length: 12 }, (_, j) => ["momentum_12m", "volatility", "sector"][j] ?? `feature ${j + 1}`)
  const columns = names.map((name, j) => {
    if (j === 2) {
      const codes = Int32Array.from({ length: rows }, () => Math.floor(next() * 3))
      return { name, type: "category" as const, codes, categories: ["Energy", "<b>Health</b>", "Tech"] }
    }
    const values = Float64Array.from({ length: rows }, () => (j === 1 && next() < 0.1 ? Number.NaN : next() * 2 - 1))
    return { name, type: "number" as const, values }
  })
  const values = columns.map((column, j) =>
    Float64Array.from({ length: rows }, (_, row) => {
      const value = column.type === "category" ? column.codes[row]! - 1 : column.values[row]!
      return ((Number.isNaN(value) ? 0.3 : value) * (j % 2 ? -1 : 1) + (next() - 0.5) * 0.4) / (j + 1)
    }),
  )
  const margins = Float64Array.from({ length: rows }, (_, row) =>
    values.reduce((sum, column) => sum + column[row]!, -0.5),
  )
  const matching = { columns: names, byPosition: false, extra: [], unseen: [], notes: [] }
  const facts = { features: names, outputs: 1, space: "raw" as const, baseValues: [-0.5] }
  const explanation = { ...facts, values: [values], margins, additivityError: { max: 0, relative: 0 }, matching }
  return { explanation, table: { name: "example", rows, columns, notes: [] }, ranking: rank(names, values) }
}

function rank(names: readonly string[], values: readonly Float64Array[]): RankedFeature[] {
  const mean = (column: Float64Array, change: (value: number) => number) =>
    column.reduce((sum, value) => sum + change(value), 0) / column.length
  const ranked = names.map((feature, j) => ({
    feature,
    meanAbsShap: mean(values[j]!, Math.abs),
    meanShap: mean(values[j]!, (value) => value),
    direction: j === 2 ? ("MIXED" as const) : j % 2 ? ("NEGATIVE" as const) : ("POSITIVE" as const),
    correlation: j === 2 ? null : j % 2 ? -0.9 : 0.9,
  }))
  return ranked.sort((a, b) => b.meanAbsShap - a.meanAbsShap)
}

export const exampleItems: readonly Item[] = [
  {
    path: "mlruns",
    kind: "store",
    summary: "MLflow file store, 2 experiments, 14 runs",
    roles: {},
    notes: ["1/abc/meta.yaml: empty"],
  },
  {
    path: "test.feather",
    kind: "table",
    summary: "27,020 rows, 25 columns",
    roles: { target: "late", date: "date" },
    notes: [],
  },
]

export const exampleChecks: readonly Check[] = [
  { name: "columns", status: "pass", message: "21 features found by name, 4 other columns ignored" },
  { name: "missing", status: "warn", message: "1 feature has no value at all: wind_gust 100.0 %" },
  { name: "additivity", status: "fail", message: "SHAP values and base value are 1e-3 apart from the margin" },
]
