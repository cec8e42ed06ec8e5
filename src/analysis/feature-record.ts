import type { RunRecord } from "./run-record.js"

/** Features whose names become a param, and those that get a metric of their own. */
const NAMED = 50
const WITH_METRIC = 20
/** Characters that MLflow takes in a param. */
const LONGEST_PARAM = 6000

/** The params that say what a model was trained with: its first 50 features, and how many there are. */
export function featureParams(names: readonly string[]): Pick<RunRecord, "params" | "notes"> {
  let count = Math.min(NAMED, names.length)
  while (names.slice(0, count).join(",").length > LONGEST_PARAM) count--
  const params = { feature_names: names.slice(0, count).join(","), total_features: String(names.length) }
  const short = count < Math.min(NAMED, names.length)
  return {
    params,
    notes: short ? [`feature_names has the first ${count} names: a param takes ${LONGEST_PARAM} characters`] : [],
  }
}

/** Numbers of features, the largest first; ties as the model has them. */
export function topFeatures(values: ArrayLike<number>): { order: number[]; top: number[] } {
  const order = Array.from(values, (_, j) => j).sort((a, b) => values[b]! - values[a]! || a - b)
  return { order, top: order.slice(0, WITH_METRIC) }
}

/** A table as CSV with these columns; names are quoted where they need it. */
export function recordCsv(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    const text = String(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return [columns, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("")
}
