/** What every run of a classifier should log; names with `|` between are alternatives. */
export const usualMetrics: readonly string[] = [
  "roc_auc|mean_roc_auc",
  "pr_auc|mean_pr_auc",
  "train_roc_auc|mean_train_roc_auc",
  "train_pr_auc|mean_train_pr_auc",
  "roc_auc_gap",
  "precision",
  "recall",
  "f1_score|f1",
  "accuracy",
  "false_positive_rate",
  "false_negative_rate",
  "business_cost",
]

/** Required metrics that a record lacks. */
export function missingMetrics(metrics: Readonly<Record<string, number>>, required: readonly string[]): string[] {
  return required.filter((each) => !alternatives(each).some((name) => Object.hasOwn(metrics, name)))
}

/** The names that a requirement is met by. */
export function alternatives(required: string): string[] {
  return required.split("|").map((name) => name.trim())
}

const meanings: Readonly<Record<string, string>> = {
  roc_auc: "Primary metric",
  mean_roc_auc: "Primary metric",
  std_roc_auc: "Stability measure",
  pr_auc: "Precision-Recall AUC",
  mean_pr_auc: "Precision-Recall AUC",
  std_pr_auc: "PR-AUC stability",
  train_roc_auc: "can't detect overfitting",
  train_pr_auc: "can't detect overfitting",
  roc_auc_gap: "train - validation gap",
  precision: "Positive predictive value",
  recall: "Sensitivity",
  f1_score: "Harmonic mean",
  accuracy: "Overall correctness",
  false_positive_rate: "Type I error rate",
  false_negative_rate: "Type II error rate",
  business_cost: "FN x 10 + FP x 1",
}

/** What a metric tells, or what nobody can tell without it. */
export function meaningOf(metric: string): string | null {
  return meanings[alternatives(metric)[0]!] ?? null
}
