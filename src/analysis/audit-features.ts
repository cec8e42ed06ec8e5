import type { Column } from "../data/column.js"
import type { Ensemble } from "../data/ensemble.js"
import { findColumn, type Table } from "../data/table.js"
import { rocAuc } from "../kernels/metrics/roc-auc.js"
import type { Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { finding, short } from "./finding.js"
import { matchesRule } from "./rule-pattern.js"
import { eachInSteps, type Steps } from "./steps.js"

/** The features of a model that it should not have: the target, dates and ids, by name, by type and by value. */
export function forbiddenFeatures(
  ensemble: Ensemble,
  { metrics: { forbidden_features: rule } }: AuditRules,
  target: string | undefined,
  table: Table | undefined,
): Finding[] {
  return ensemble.features.flatMap(({ name }) => {
    const why = reasonOf(name, rule, target, table)
    if (why === undefined) return []
    return finding({
      rule: "metrics.forbidden-feature",
      severity: rule.severity,
      subject: { kind: "feature", id: name, name },
      message: `${ensemble.name} has the feature ${name}, ${why}`,
      evidence: { model: ensemble.name, feature: name },
      cure: rule.cure,
    })
  })
}

type ForbiddenRule = AuditRules["metrics"]["forbidden_features"]

function reasonOf(name: string, rule: ForbiddenRule, target: string | undefined, table: Table | undefined) {
  const has = (patterns: readonly string[]) => matchesRule(patterns, name)
  if (name === target) return "which is the target"
  if (has(rule.target)) return "which is called as a target is"
  if (has(rule.date)) return "which is called as a date is"
  if (has(rule.id)) return "which is called as an id is"
  const column = table && findColumn(table, name)
  const label = table && target !== undefined ? findColumn(table, target) : undefined
  if (column?.type === "time") return "which holds dates"
  if (column && label && sameValues(column, label, table!.rows)) return `which has the values of the target ${target}`
  return column && isCounter(column) ? "which numbers the rows" : undefined
}

/** Equal in every row where both are there, up to a factor and a shift, in at least two values. */
function sameValues(a: Column, b: Column, rows: number): boolean {
  if (a.type === "category" || b.type === "category") return false
  const seen = new Map<number, number>()
  const back = new Map<number, number>()
  let compared = 0
  for (let row = 0; row < rows; row++) {
    const [x, y] = [a.values[row]!, b.values[row]!]
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    compared++
    if ((seen.get(y) ?? x) !== x || (back.get(x) ?? y) !== y) return false
    seen.set(y, x)
    back.set(x, y)
  }
  // With a value of its own in every row, any two columns would do.
  return seen.size > 1 && (seen.size < compared / 2 || isLinear(seen))
}

function isLinear(pairs: ReadonlyMap<number, number>): boolean {
  const [[x0, y0], [x1, y1]] = [...pairs] as [[number, number], [number, number]]
  const slope = (y1 - y0) / (x1 - x0)
  const scale = Math.max(...[...pairs.values()].map(Math.abs))
  return [...pairs].every(([x, y]) => Math.abs(y0 + slope * (x - x0) - y) <= 1e-6 * scale)
}

/** Whole numbers that rise by one from row to row. */
function isCounter(column: Column): boolean {
  if (column.type !== "number" || column.values.length < 20) return false
  return column.values.every((value, row) => row === 0 || value - column.values[row - 1]! === 1)
}

/** Features whose AUC alone, either way round, comes near the model's or is too good to be true; one a step. */
export function* loneFeatures(
  ensemble: Ensemble,
  table: Table,
  labels: Float64Array,
  modelAuc: number,
  { metrics: { lone_feature: rule, leakage } }: AuditRules,
): Steps<Finding[]> {
  const found = yield* eachInSteps(ensemble.features, ({ name }) => {
    const column = findColumn(table, name)
    const auc = column && column.type !== "category" ? loneAuc(column.values, labels) : undefined
    if (auc === undefined || auc < rule.auc || auc < modelAuc - rule.margin) return []
    const leaks = auc > leakage.auc && rule.severity === "warn"
    return finding({
      rule: "metrics.lone-feature",
      severity: leaks ? "fail" : rule.severity,
      subject: { kind: "feature", id: name, name },
      message: `${name} alone has an AUC of ${short(auc)}, the model ${short(modelAuc)}`,
      evidence: { feature: name, auc, model_auc: modelAuc, margin: rule.margin },
      cure: rule.cure,
    })
  })
  return found.flat()
}

/** Over the rows that have a value; undefined where these are of one class. */
function loneAuc(values: ArrayLike<number>, labels: Float64Array): number | undefined {
  const rows = Array.from(labels.keys()).filter((row) => Number.isFinite(values[row]!) && !Number.isNaN(labels[row]!))
  const own = rows.map((row) => labels[row]!)
  if (rows.length < labels.length / 2 || new Set(own).size !== 2) return undefined
  const auc = rocAuc(
    own,
    rows.map((row) => values[row]!),
  )
  return Math.max(auc, 1 - auc)
}
