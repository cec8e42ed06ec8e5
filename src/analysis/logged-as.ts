import type { Run } from "../data/run.js"
import type { AuditRules } from "../results/audit-rules.js"

type Names = Pick<AuditRules["runs"], "metric_aliases" | "metric_prefixes" | "param_aliases">
export type Task = "classification" | "regression" | "ranking"

/** What a run logged under a name or one that is accepted in its place; undefined where it did not. */
export function metricOfRun(run: Run, name: string, rules: Names): { key: string; value: number } | undefined {
  const key = metricNames(name, rules).find((each) => Object.hasOwn(run.metrics, each))
  return key === undefined ? undefined : { key, value: run.metrics[key]! }
}

export function paramOfRun(run: Run, name: string, rules: Names): { key: string; value: string } | undefined {
  const key = [name, ...(rules.param_aliases[name] ?? [])].find((each) => Object.hasOwn(run.params, each))
  return key === undefined ? undefined : { key, value: run.params[key]! }
}

/** A tag; params are accepted in its place, for many log there what others tag. */
export function tagOfRun(run: Run, name: string): { key: string; value: string } | undefined {
  for (const record of [run.tags, run.params]) {
    if (Object.hasOwn(record, name) && record[name]!.trim() !== "") return { key: name, value: record[name]! }
  }
  return undefined
}

/** A metric's name, its aliases, and both with every prefix: `roc_auc`, `mean_roc_auc`, `test_auc`. */
export function metricNames(name: string, { metric_aliases, metric_prefixes }: Names): string[] {
  const isTrain = name.startsWith("train_")
  const bare = isTrain ? name.slice("train_".length) : name
  const bases = [bare, ...(metric_aliases[bare] ?? [])].map((each) => (isTrain ? `train_${each}` : each))
  return metric_prefixes.flatMap((prefix) => bases.map((base) => `${prefix}${base}`))
}

const objectives: readonly (readonly [RegExp, Task])[] = [
  [/rank|ndcg|xendcg/i, "ranking"],
  [/binary|multi|logistic|cross_?entropy|softmax|softprob|hinge/i, "classification"],
  [/regress|l1|l2|huber|fair|poisson|quantile|mape|gamma|tweedie|squared|absolute|rmse|mae/i, "regression"],
]

/** What a model of this objective does: `binary`, `reg:squarederror`, `lambdarank`. */
export function taskOfObjective(objective: string): Task | undefined {
  return objectives.find(([pattern]) => pattern.test(objective))?.[1]
}

const measures: readonly (readonly [RegExp, Task])[] = [
  [/(^|_)ndcg/i, "ranking"],
  [/(^|_)(roc_?auc|auc|auroc|pr_auc|f1|f1_score|precision|recall|accuracy|log_?loss)$/i, "classification"],
  [/(^|_)(rmse|mae|mse|r2|mape)$/i, "regression"],
]

/** From the objective that a run logged, else from its metrics. */
export function taskOfRun({ params, metrics }: Run): Task | undefined {
  const objective = params.objective ?? params.loss_function ?? params.application
  const keys = Object.keys(metrics)
  return (
    (objective !== undefined ? taskOfObjective(objective) : undefined) ??
    measures.find(([pattern]) => keys.some((key) => pattern.test(key)))?.[1]
  )
}
