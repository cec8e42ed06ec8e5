import type { Ensemble } from "../data/ensemble.js"
import { findColumn, type Table } from "../data/table.js"
import type { AuditSubject, Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { embargoOf } from "./audit-embargo.js"
import { finding } from "./finding.js"
import { sharedRows } from "./shared-rows.js"

/** Whole rows in both tables are the same rows; rows that share all features may be so by chance. */
export function overlaps(ensemble: Ensemble | undefined, train: Table, test: Table, rules: AuditRules): Finding[] {
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
export function dateGap(
  train: Table,
  test: Table,
  { date, horizon }: { readonly date: string | undefined; readonly horizon: number | undefined },
  rules: AuditRules,
): Finding[] {
  if (date === undefined) return []
  const [last, first] = [span(train, date)?.[1], span(test, date)?.[0]]
  if (last === undefined || first === undefined) return []
  const subject: AuditSubject = { kind: "table", id: test.name, name: test.name }
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
export function smallGroups(
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
