/** Words of a metric's name that say that less is better. */
const losses =
  /(^|_)(rmse|mse|mae|mape|rmsle|msle|medae|loss|logloss|error|err|brier|cost|latency|ece|pinball|deviance|false_(positive|negative)_rate|fpr|fnr|gap|time|duration|regret|nll|perplexity)(_|$)/

/** Whether the least value of a metric is the best, told from its name: `avg_test_rmse`, `val_loss`, `business_cost`. */
export function isLoss(metric: string): boolean {
  return losses.test(metric.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_"))
}
