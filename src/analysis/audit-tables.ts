import type { Ensemble } from "../data/ensemble.js"
import { gently } from "../data/gently.js"
import { nextTask } from "../data/next-task.js"
import { findColumn, type Table } from "../data/table.js"
import type { Audit, AuditSubject, Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import type { PermutationImportance } from "../results/permutation-importance.js"
import type { LongCall } from "../results/progress.js"
import { embargoOf } from "./audit-embargo.js"
import { forbiddenFeatures, loneFeatures } from "./audit-features.js"
import { type ModelScores, type Predictor, scoresOnTable } from "./audit-model-scores.js"
import { finding, short } from "./finding.js"
import { guessRoles } from "./guess-roles.js"
import { isLoss } from "./is-loss.js"
import { taskOfObjective } from "./logged-as.js"
import { sharedRows } from "./shared-rows.js"

/** The part of an engine that the audit of a model needs. */
export interface Auditor extends Predictor {
  permutationImportance(
    ensemble: Ensemble,
    table: Table,
    options: { target: string; train?: Table; repeats?: number; seed?: number; group?: string } & LongCall,
  ): Promise<PermutationImportance>
}

/** What is audited, and which columns are what; roles that are not given are guessed. */
export interface TableInput {
  readonly ensemble?: Ensemble
  readonly train?: Table
  readonly test?: Table
  readonly target?: string
  readonly date?: string
  readonly group?: string
  /** In months: how far ahead the target looks. */
  readonly horizon?: number
  readonly seed?: number
  /** Rows of the tables that these are samples of, where they are samples. */
  readonly rowsIn?: { readonly train?: number; readonly test?: number }
}

export interface TableAudit {
  readonly model: string | null
  readonly findings: Finding[]
  readonly headline: Audit["headline"]
  /** Rows of each table, and how many of them were audited. */
  readonly rows: Audit["rows"]
  readonly notes: string[]
}

/**
 * What a model and the tables that it was trained and tested on give away. What cannot be checked is a note. Progress is
 * that of shuffling features, which takes nearly all of the time.
 */
export async function auditTables(
  engine: Auditor,
  input: TableInput,
  rules: AuditRules,
  call: LongCall = {},
): Promise<TableAudit> {
  const { ensemble, train, test } = input
  const rows = rowsOf(input)
  const roles = test || train ? guessRoles((test ?? train)!, ensemble) : {}
  const target = input.target ?? roles.target
  const date = input.date ?? roles.date
  const group = input.group ?? roles.group
  const notes: string[] = []
  const findings: Finding[] = []
  if (ensemble) findings.push(...forbiddenFeatures(ensemble, rules, target, test ?? train))
  await breathe(call)
  if (train && test) findings.push(...overlaps(ensemble, train, test, rules), ...dateGap({ ...input, date }, rules))
  else notes.push("train and test were not both given: shared rows and their dates are not checked")
  await breathe(call)
  if (test && target !== undefined) findings.push(...smallGroups(test, target, group ?? date, rules))
  if (!ensemble) return { model: null, findings, headline: [], rows, notes }
  if (target === undefined || (!test && !train)) {
    notes.push("no target was given or found: the model's scores and importances are not checked")
    return { model: ensemble.name, findings, headline: [], rows, notes }
  }
  const own = { ensemble, target, ...(group !== undefined && { group }) }
  const scored = {
    train: await scoresOf(engine, train, own, notes, call),
    test: await scoresOf(engine, test, own, notes, call),
  }
  const headline = headlineOf(scored)
  findings.push(...judgedScores(ensemble, headline, rules))
  const table = test ?? train!
  const side = scored.test ?? scored.train
  if (side?.labels && side.auc !== null) {
    findings.push(...(await gently(loneFeatures(ensemble, table, side.labels, side.auc, rules), call.signal)))
  }
  if (train && test) {
    findings.push(...(await importanceGap(engine, { ...input, ...own, train, test }, rules, notes, call)))
  }
  return { model: ensemble.name, findings, headline, rows, notes }
}

function rowsOf({ train, test, rowsIn }: TableInput): Audit["rows"] {
  const sides = { train, test }
  return (["train", "test"] as const).flatMap((side) => {
    const table = sides[side]
    return table ? [{ side, table: table.name, in: rowsIn?.[side] ?? table.rows, used: table.rows }] : []
  })
}

/** An abort arrives between two checks. */
async function breathe({ signal }: LongCall): Promise<void> {
  await nextTask()
  signal?.throwIfAborted()
}

async function scoresOf(
  engine: Auditor,
  table: Table | undefined,
  own: { ensemble: Ensemble; target: string; group?: string },
  notes: string[],
  call: LongCall,
): Promise<ModelScores | undefined> {
  if (!table) return undefined
  try {
    await breathe(call)
    return await scoresOnTable(engine, table, own, call.signal)
  } catch (error) {
    call.signal?.throwIfAborted()
    notes.push(`${table.name} is not scored: ${(error as Error).message}`)
    return undefined
  }
}

function headlineOf({ train, test }: { train: ModelScores | undefined; test: ModelScores | undefined }) {
  const names = Object.keys(test?.metrics ?? train?.metrics ?? {})
  return names.map((metric) => ({
    metric,
    train: train?.metrics[metric] ?? null,
    test: test?.metrics[metric] ?? null,
  }))
}

/** What does not hang on a threshold. */
const judgedForFit = new Set(["roc_auc", "pr_auc", "rmse", "mae", "spearman", "ndcg@10"])

/** Leakage, overfitting and imbalance of the model's own scores. */
function judgedScores(ensemble: Ensemble, headline: Audit["headline"], rules: AuditRules): Finding[] {
  const { leakage, overfitting, imbalance } = rules.metrics
  const subject: AuditSubject = { kind: "model", id: ensemble.name, name: ensemble.name }
  const of = (name: string) => headline.find(({ metric }) => metric === name)
  const auc = of("roc_auc")
  const [precision, recall] = ["precision", "recall"].map((name) => of(name)?.test ?? null)
  const found: Finding[] = []
  if (auc && auc.test !== null && auc.test > leakage.auc) {
    found.push(
      ...finding({
        rule: "metrics.leakage",
        severity: leakage.severity,
        subject,
        cure: leakage.cure,
        message: `AUC ${short(auc.test)} on test, above ${leakage.auc}: data probably leaked`,
        evidence: { roc_auc: auc.test, limit: leakage.auc },
      }),
    )
  }
  for (const { metric, train, test } of headline) {
    if (train === null || test === null) continue
    const loss = isLoss(metric)
    if (!judgedForFit.has(metric)) continue
    const far = loss ? test > overfitting.loss_ratio * train : train - test > overfitting.gap
    if (!far) continue
    const grave = !loss && train - test > overfitting.fail_gap && overfitting.severity === "warn"
    found.push(
      ...finding({
        rule: "metrics.overfitting",
        severity: grave ? "fail" : overfitting.severity,
        subject,
        cure: overfitting.cure,
        message: `${metric}: train ${short(train)}, test ${short(test)}`,
        evidence: { metric, train, test, gap: loss ? test - train : train - test },
      }),
    )
  }
  if (
    typeof precision === "number" &&
    typeof recall === "number" &&
    precision >= imbalance.precision &&
    recall < imbalance.recall
  ) {
    found.push(
      ...finding({
        rule: "metrics.imbalance",
        severity: imbalance.severity,
        subject,
        cure: imbalance.cure,
        message: `precision ${short(precision)} with recall ${short(recall)} at 0.5: the classes are probably imbalanced`,
        evidence: { precision, recall, threshold: 0.5 },
      }),
    )
  }
  return found
}

/** Whole rows in both tables are the same rows; rows that share all features may be so by chance. */
function overlaps(ensemble: Ensemble | undefined, train: Table, test: Table, rules: AuditRules): Finding[] {
  const rule = rules.metrics.shared_rows
  const all = test.columns.map(({ name }) => name).filter((name) => findColumn(train, name))
  const shared = sharedRows(train, test, all)
  const features = ensemble?.features.map(({ name }) => name) ?? []
  const alike = shared.rows === 0 && features.length > 0 ? sharedRows(train, test, features) : undefined
  const found = alike?.rows ? alike : shared
  if (found.rows === 0) return []
  const share = found.rows / test.rows
  const whole = found === shared
  const grave = whole && share > rule.fail_share && rule.severity === "warn"
  return finding({
    rule: "metrics.shared-rows",
    severity: rule.severity === "off" ? "off" : grave ? "fail" : whole ? rule.severity : "info",
    subject: { kind: "table", id: test.name, name: test.name },
    message: `${found.rows} of ${test.rows} rows are in ${train.name}, too${whole ? "" : ", by all features of the model"}`,
    evidence: {
      rows: found.rows,
      share,
      first_rows: [...found.first],
      repeated_in_test: found.repeated,
      columns: found.columns.length,
    },
    cure: rule.cure,
  })
}

/** The time from the last train row to the first test row against the horizon. */
function dateGap(
  { train, test, date, horizon }: Omit<TableInput, "date"> & { date: string | undefined },
  rules: AuditRules,
): Finding[] {
  if (date === undefined) return []
  const [last, first] = [span(train!, date)?.[1], span(test!, date)?.[0]]
  if (last === undefined || first === undefined) return []
  const subject: AuditSubject = { kind: "table", id: test!.name, name: test!.name }
  const { severity, cure } = rules.metrics.embargo
  if (first <= last) {
    const evidence = { last_train: day(last), first_test: day(first) }
    return finding({
      rule: "metrics.embargo",
      severity,
      subject,
      cure,
      evidence,
      message: `test begins on ${day(first)}, before train ends on ${day(last)}`,
    })
  }
  const gap = Math.floor((first - last) / MONTH)
  return embargoOf(subject, { horizon: horizon ?? null, embargo: gap, train: null }, 1, rules)
}

const MONTH = (365.25 / 12) * 86_400_000

function span(table: Table, name: string): [number, number] | undefined {
  const column = findColumn(table, name)
  if (!column) return undefined
  const times =
    column.type === "category"
      ? column.categories.map((each) => Date.parse(each))
      : column.type === "time"
        ? column.values
        : []
  let [least, most] = [Infinity, -Infinity]
  for (const time of times) {
    if (time < least) least = time
    if (time > most) most = time
  }
  return Number.isFinite(least) && Number.isFinite(most) ? [least, most] : undefined
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** A binary label within groups of few rows is noise. */
function smallGroups(
  table: Table,
  target: string,
  group: string | undefined,
  { metrics: { small_groups: rule } }: AuditRules,
): Finding[] {
  const column = group === undefined ? undefined : findColumn(table, group)
  const label = findColumn(table, target)
  if (!column || !label || label.type === "category" || new Set(label.values).size > 2) return []
  const sizes = new Map<number, number>()
  for (const key of column.type === "category" ? column.codes : column.values) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  const small = [...sizes.values()].filter((size) => size < rule.rows).length
  if (sizes.size < 2 || small <= rule.share * sizes.size) return []
  return finding({
    rule: "metrics.small-groups",
    severity: rule.severity,
    subject: { kind: "table", id: table.name, name: table.name },
    message: `${small} of ${sizes.size} groups by ${group} have fewer than ${rule.rows} rows: binary labels are noisy there`,
    evidence: { groups: sizes.size, small, rows: rule.rows },
    cure: rule.cure,
  })
}

/** Features that matter far more on the rows of training. */
async function importanceGap(
  engine: Auditor,
  {
    ensemble,
    train,
    test,
    target,
    group,
    seed = 0,
  }: TableInput & { ensemble: Ensemble; train: Table; test: Table; target: string },
  { metrics: { importance_gap: rule } }: AuditRules,
  notes: string[],
  call: LongCall,
): Promise<Finding[]> {
  if (rule.severity === "off") return []
  const ranks = taskOfObjective(ensemble.objective) === "ranking" && group !== undefined
  try {
    const found = await engine.permutationImportance(ensemble, test, {
      target,
      train,
      repeats: 3,
      seed,
      ...call,
      ...(ranks && { group }),
    })
    return found.features.flatMap((name, j) => {
      const [own, there] = [found.mean[j]!, found.train!.mean[j]!]
      const noise = 2 * Math.hypot(found.sd[j]!, found.train!.sd[j]!)
      if (there < rule.least || there < rule.ratio * own || there - own <= noise) return []
      return finding({
        rule: "metrics.importance-gap",
        severity: rule.severity,
        subject: { kind: "feature", id: name, name },
        message: `permuting ${name} costs ${short(there)} ${found.metric} on train, ${short(own)} on test`,
        evidence: { feature: name, metric: found.metric, train: there, test: own, sd: noise / 2 },
        cure: rule.cure,
      })
    })
  } catch (error) {
    call.signal?.throwIfAborted()
    notes.push(`importances are not compared: ${(error as Error).message}`)
    return []
  }
}
