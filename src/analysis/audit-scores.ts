import type { Run } from "../data/run.js"
import type { Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { embargoFindings } from "./audit-embargo.js"
import { windowSpread } from "./audit-windows.js"
import { type AuditedRun, isNested, subjectOf } from "./audited-run.js"
import { few, finding, short } from "./finding.js"
import { isLoss } from "./is-loss.js"
import { metricOfRun, taskOfObjective } from "./logged-as.js"
import { ofEach } from "./of-each.js"

/** What the metrics that runs logged give away, in steps: leakage, overfitting, shift, imbalance, a short embargo. */
export function* auditScores(runs: readonly AuditedRun[], rules: AuditRules): Generator<undefined, Finding[]> {
  const judged = runs.filter(({ run }) => run.status === "FINISHED")
  const own = judged.filter(({ run }) => !isNested(run))
  const parts = [
    yield* ofEach(judged, (audited) => leakage(audited, rules)),
    yield* ofEach(judged, (audited) => overfitting(audited, rules)),
    yield* windowSpread(runs, rules),
    yield* ofEach(own, (audited) => imbalance(audited, rules)),
    embargoFindings(runs, rules),
    yield* ofEach(own, (audited) => headline(audited, rules)),
  ]
  return parts.flat()
}

const isTrain = (key: string) => /(^|[_/.-])(train|training|insample|in_sample)([_/.-]|$)/i.test(key)
/** Parts of a metric's name that say how it was gathered, not what it is. */
const gathered =
  /(^|[_/-])(mean|avg|median|min|max|test|val|valid|validation|eval|cv|oof|holdout|best|fold\d*)(?=[_/-]|$)/gi
const isAuc = (key: string) => /^_*(roc_?auc(_score)?|auc|auroc|pr_auc|auprc|average_precision)$/i.test(bare(key))
const isShare = (key: string) =>
  /^_*(accuracy|balanced_accuracy|precision|recall|f1(_score)?|r2(_score)?|roc_?auc|auc|ndcg.*|spearman|pearson|ic)$/i.test(
    bare(key),
  )
const isSpread = (key: string) => /(^|_)(std|sd|stdev|var|se|count|gap)(_|$)/i.test(key)
const isError = (key: string) => /^_*(rmse|mae|mse|mape|log_?loss|loss|brier(_score)?)$/i.test(bare(key))

function bare(key: string): string {
  return key.replace(gathered, "").replace(/^[_/-]+|[_/-]+$/g, "")
}

function testMetrics({ metrics }: Run): [string, number][] {
  return Object.entries(metrics).filter(([key, value]) => !isTrain(key) && !isSpread(key) && Number.isFinite(value))
}

/** AUC above what is believable, or a metric that is perfect. Precision and recall may be 1 alone, by their threshold. */
function leakage(audited: AuditedRun, { metrics: { leakage: rule } }: AuditRules): Finding[] {
  const metrics = testMetrics(audited.run)
  const high = metrics.filter(
    ([key, value]) => isAuc(key) && !/^_*(pr_auc|auprc|average_precision)$/i.test(bare(key)) && value > rule.auc,
  )
  const perfect = metrics.filter(
    ([key, value]) =>
      (isShare(key) && !/^_*(precision|recall)$/i.test(bare(key)) && value >= rule.perfect) ||
      (isError(key) && value === 0),
  )
  const found = new Map([...high, ...perfect])
  if (found.size === 0) return []
  const said = [...found].map(([key, value]) => `${key} ${short(value)}`)
  return finding({
    ...{ rule: "metrics.leakage", severity: rule.severity, subject: subjectOf(audited), cure: rule.cure },
    message: `${few(said)}: ${perfect.length > 0 ? "perfect" : `above ${rule.auc}`}, so data probably leaked`,
    evidence: { ...Object.fromEntries(found), limit: rule.auc },
  })
}

/** A logged gap, and every pair of a metric in training and elsewhere. */
function overfitting(audited: AuditedRun, { metrics: { overfitting: rule } }: AuditRules): Finding[] {
  const pairs = trainPairs(audited.run)
  return pairs.flatMap(({ metric, train, test, gap, ratio }) => {
    const far = ratio !== null ? ratio > rule.loss_ratio : gap > rule.gap
    if (!far) return []
    const grave = ratio === null && gap > rule.fail_gap && rule.severity === "warn"
    const said =
      ratio === null
        ? `${short(gap)} apart, expected at most ${rule.gap}`
        : `${short(ratio)} times as large, expected at most ${rule.loss_ratio} times`
    return finding({
      rule: "metrics.overfitting",
      severity: grave ? "fail" : rule.severity,
      subject: subjectOf(audited),
      message:
        train === null
          ? `${metric} is ${short(gap)}, expected at most ${rule.gap}`
          : `${metric}: train ${short(train)}, test ${short(test!)}: ${said}`,
      evidence: { metric, train, test, gap, ratio },
      cure: rule.cure,
    })
  })
}

interface TrainPair {
  readonly metric: string
  readonly train: number | null
  readonly test: number | null
  readonly gap: number
  /** Test by train, of losses. */
  readonly ratio: number | null
}

export function trainPairs({ metrics }: Run): TrainPair[] {
  const pairs = Object.entries(metrics).flatMap(([key, train]): TrainPair[] => {
    if (!isTrain(key) || isSpread(key) || !Number.isFinite(train)) return []
    const plain = bare(key.replace(/(^|[_/.-])(train|training)(?=[_/.-]|$)/i, "$1"))
    const other = Object.keys(metrics).find((each) => !isTrain(each) && !isSpread(each) && bare(each) === plain)
    const test = other === undefined ? Number.NaN : metrics[other]!
    if (!Number.isFinite(test)) return []
    if (isLoss(plain)) return train > 0 ? [{ metric: plain, train, test, gap: test - train, ratio: test / train }] : []
    return isShare(plain) || isAuc(plain) ? [{ metric: plain, train, test, gap: train - test, ratio: null }] : []
  })
  const seen = new Set(pairs.map(({ metric }) => metric))
  const gaps = Object.entries(metrics)
    .filter(([key, value]) => /_gap$/.test(key) && Number.isFinite(value) && !seen.has(bare(key.replace(/_gap$/, ""))))
    .map(([key, gap]) => ({ metric: key, train: null, test: null, gap, ratio: null }))
  return [...pairs, ...gaps]
}

function imbalance(audited: AuditedRun, { metrics: { imbalance: rule }, runs }: AuditRules): Finding[] {
  const precision = metricOfRun(audited.run, "precision", runs)
  const recall = metricOfRun(audited.run, "recall", runs)
  if (!precision || !recall || !(precision.value >= rule.precision && recall.value < rule.recall)) return []
  return finding({
    ...{ rule: "metrics.imbalance", severity: rule.severity, subject: subjectOf(audited), cure: rule.cure },
    message: `precision ${short(precision.value)} with recall ${short(recall.value)}: the classes are probably imbalanced`,
    evidence: { precision: precision.value, recall: recall.value },
  })
}

/** A run that tells its objective should log at least one of the metrics that the objective is judged by. */
function headline(audited: AuditedRun, { metrics: { headline: rule }, runs }: AuditRules): Finding[] {
  const { objective } = audited.run.params
  const task = objective === undefined ? undefined : taskOfObjective(objective)
  if (task === undefined || rule[task].some((name) => metricOfRun(audited.run, name, runs))) return []
  const logged = testMetrics(audited.run).map(([key]) => key)
  return finding({
    ...{ rule: "metrics.headline", severity: rule.severity, subject: subjectOf(audited), cure: rule.cure },
    message: `the objective ${objective} is judged by ${rule[task].join(", ")}; the run logs ${few(logged) || "no metric"}`,
    evidence: { objective: objective!, expected: rule[task], logged },
  })
}
