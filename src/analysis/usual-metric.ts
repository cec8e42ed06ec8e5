/** The metric that runs are judged by to begin with: the wanted one, else one of a usual name, else the first. */
export function usualMetric(wanted: unknown, metrics: readonly string[]): string | undefined {
  const usual = /^(?!train).*(auc|ndcg|_ic|accuracy|r2)/i
  return metrics.find((name) => name === wanted) ?? metrics.find((name) => usual.test(name)) ?? metrics[0]
}
