import type { MetricPoint } from "../data/run.js"

/** Metrics that are better the smaller they are, by the words of their names. */
const lossy = /(^|[^a-z])(loss|logloss|error|err|rmse|mse|mae|mape|brier|perplexity|nll|deviance)([^a-z]|$)/i

type Summary = (values: readonly number[], key: string) => number | null

/** What functions make of a metric's history, in the order of logging; NaN values are passed over. Null where nothing is left. */
export const historyFunctions: Readonly<Record<string, Summary>> = {
  min: (values) => (values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b))),
  max: (values) => (values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b))),
  mean: (values) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length),
  first: (values) => values[0] ?? null,
  /** The least of losses and errors, the greatest of all else. */
  best: (values, key) => (lossy.test(key) ? historyFunctions.min! : historyFunctions.max!)(values, key),
  count: (values) => values.length,
}

export function summarize(name: string, history: readonly MetricPoint[], key: string): number | null {
  return historyFunctions[name]!(
    history.map(({ value }) => value).filter((value) => !Number.isNaN(value)),
    key,
  )
}
