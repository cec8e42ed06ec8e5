import { groupBy } from "../data/group-by.js"
import type { Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { type AuditedRun, isNested, PARENT, subjectOf } from "./audited-run.js"
import { few, finding, short } from "./finding.js"
import { ofEach } from "./of-each.js"

/** Metrics that tell how good a model is in a window. */
const judged =
  /(^|[_/-])(roc_?auc|auc|pr_auc|average_precision|accuracy|f1(_score)?|r2|rmse|mae|spearman|rank_ic|ic|ndcg(@?\d+)?)$/i
const bounded = /(auc|average_precision|accuracy|f1(_score)?|ndcg(@?\d+)?)$/i
const notTest = /(^|[_/-])(train|training|std|sd|loss)([_/-]|$)/i

/**
 * Metrics that vary much over windows: the steps of one run, the folds nested in it, or the runs of an experiment that
 * are windows by a tag or param; or the standard deviation that was logged. In steps.
 */
export function* windowSpread(runs: readonly AuditedRun[], rules: AuditRules): Generator<undefined, Finding[]> {
  const own = runs.filter(({ run }) => !isNested(run) && run.status === "FINISHED")
  const parts = [
    yield* ofEach(own, (audited) =>
      Object.entries(audited.histories ?? {}).flatMap(([key, values]) =>
        spread(subjectOf(audited), key, values, "steps", rules),
      ),
    ),
    yield* ofEach(own, (audited) => ofRuns(subjectOf(audited), audited.children, "folds", rules)),
    yield* ofEach(own, (audited) => loggedSpread(audited, rules)),
    yield* ofEach(experimentsOf(own), ([id, each]) =>
      ofRuns(
        { kind: "experiment", id, name: each[0]!.experiment },
        each.map(({ run }) => run),
        "windows",
        rules,
      ),
    ),
  ]
  return parts.flat()
}

/** Experiments whose runs are the windows of a walk-forward. */
function experimentsOf(runs: readonly AuditedRun[]): [string, AuditedRun[]][] {
  const isWindow = ({ run: { tags, params } }: AuditedRun) =>
    !Object.hasOwn(tags, PARENT) &&
    ["window_index", "window", "fold", "test_start"].some((key) => isPlace(tags[key]) || isPlace(params[key]))
  const groups = groupBy(runs.filter(isWindow), ({ run }) => run.experimentId)
  // A param called window is a length where all runs have the same.
  const placeOf = ({ run: { tags, params } }: AuditedRun) =>
    [tags, params]
      .flatMap((each) => ["window_index", "window", "fold", "test_start"].map((key) => each[key] ?? ""))
      .join("|")
  return [...groups].filter(([, each]) => new Set(each.map(placeOf)).size === each.length)
}

function isPlace(value: string | undefined): boolean {
  return value !== undefined && /^(\d{1,3}|\d{4}-\d{2}(-\d{2}.*)?)$/.test(value)
}

function ofRuns(
  subject: Finding["subject"],
  runs: readonly { readonly metrics: Readonly<Record<string, number>> }[],
  of: string,
  rules: AuditRules,
): Finding[] {
  const keys = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))]
  return keys.flatMap((key) => {
    const values = runs.map(({ metrics }) => metrics[key] ?? Number.NaN)
    return spread(subject, key, values, of, rules)
  })
}

function spread(
  subject: Finding["subject"],
  key: string,
  all: readonly number[],
  of: string,
  { metrics: { shift: rule } }: AuditRules,
): Finding[] {
  const values = all.filter(Number.isFinite)
  if (!judged.test(key) || notTest.test(key) || values.length < rule.windows) return []
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  if (!isWide(key, mean, sd, rule)) return []
  return finding({
    ...{ rule: "metrics.shift", severity: rule.severity, subject, cure: rule.cure },
    message: `${key} varies over ${values.length} ${of}: ${short(mean)} +- ${short(sd)}, from ${short(lowest)} to ${short(highest)}`,
    evidence: { metric: key, windows: values.length, mean, sd, lowest, highest },
  })
}

/** `std_roc_auc` beside `mean_roc_auc`. */
function loggedSpread(audited: AuditedRun, { metrics: { shift: rule } }: AuditRules): Finding[] {
  const { metrics } = audited.run
  const wide = Object.keys(metrics).filter((key) => {
    const base = key.replace(/(^|_)(std|sd)_/, "$1mean_")
    return (
      base !== key &&
      judged.test(key) &&
      !/train/i.test(key) &&
      isWide(key, metrics[base] ?? Number.NaN, metrics[key]!, rule)
    )
  })
  if (wide.length === 0) return []
  return finding({
    ...{ rule: "metrics.shift", severity: rule.severity, subject: subjectOf(audited), cure: rule.cure },
    message: `the logged spread is wide: ${few(wide.map((key) => `${key} ${short(metrics[key]!)}`))}`,
    evidence: Object.fromEntries(wide.map((key) => [key, metrics[key]!])),
  })
}

function isWide(key: string, mean: number, sd: number, rule: { sd: number; relative_sd: number }): boolean {
  return bounded.test(key) ? sd > rule.sd : sd > rule.relative_sd * Math.abs(mean)
}
