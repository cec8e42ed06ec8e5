import type { Audit, Finding } from "../results/audit.js"
import type { ReportedFinding } from "../results/report.js"
import { short } from "./finding.js"

/** A rule as it is shown to people. */
export interface ShownRule {
  readonly id: string
  readonly title: string
  /** What is said when nothing was found. */
  readonly fine: string
  readonly needsTrain?: boolean
}

/** What tells that a model knows what it should not. */
export const leakRules: readonly ShownRule[] = [
  {
    id: "metrics.leakage",
    title: "Scores that are too good",
    fine: "The model\u2019s scores are no better than is usual.",
  },
  { id: "metrics.lone-feature", title: "One feature that says it all", fine: "No feature alone comes near the model." },
  {
    id: "metrics.forbidden-feature",
    title: "Target, date or id among the features",
    fine: "No feature is, or is called as, a target, a date or an id.",
  },
  {
    id: "metrics.shared-rows",
    title: "Rows shared with training",
    fine: "No row is in the training table, too.",
    needsTrain: true,
  },
  {
    id: "metrics.embargo",
    title: "Gap between training and test",
    fine: "The test begins after training ends.",
    needsTrain: true,
  },
]

/** What tells that a model learned its training rows by heart. */
export const fitRules: readonly ShownRule[] = [
  {
    id: "metrics.overfitting",
    title: "Training far above test",
    fine: "Scores on training and test rows are close.",
    needsTrain: true,
  },
  {
    id: "metrics.importance-gap",
    title: "Features that matter in training only",
    fine: "Features matter about as much on both sides.",
    needsTrain: true,
  },
  { id: "metrics.imbalance", title: "Precise but blind", fine: "Precision is not bought with recall." },
  { id: "metrics.small-groups", title: "Groups of few rows", fine: "Groups are large enough for labels that hold." },
]

const order = { fail: 0, warn: 1, info: 2, pass: 3 } as const

/**
 * A card a finding, and one for each rule that found nothing; the gravest first.
 * @param train whether the rows of training were there, too.
 * @param rows how many rows of the tables were audited: where it is a sample, every card says so.
 */
export function auditCards(
  findings: readonly Finding[],
  rules: readonly ShownRule[],
  train: boolean,
  rows: Audit["rows"] = [],
): ReportedFinding[] {
  const sampled = rows
    .filter((each) => each.used < each.in)
    .map((each) => ({ name: `rows of ${each.table}`, value: rowsUsed(each) }))
  const cards = rules.flatMap(({ id, title, fine, needsTrain }): ReportedFinding[] => {
    const own = findings.filter(({ rule }) => rule === id)
    if (own.length > 0) return own.map((finding) => cardOf(finding, title, sampled))
    return needsTrain && !train ? [] : [{ rule: title, severity: "pass", message: fine, evidence: [...sampled] }]
  })
  return cards.sort((a, b) => order[a.severity] - order[b.severity])
}

/** `120,000 -> 50,000`: rows there are, and rows that were used. */
export function rowsUsed(rows: Audit["rows"][number]): string {
  const [all, used] = [rows.in, rows.used].map((each) => each.toLocaleString("en-US"))
  return `${all} -> ${used}${rows.used < rows.in ? " (uniform sample)" : ""}`
}

/** A finding as a card. @param also what stands after its own evidence. */
export function cardOf(
  { severity, message, evidence, cure, subject }: Finding,
  rule: string,
  also: ReportedFinding["evidence"],
): ReportedFinding {
  const shown = Object.entries(evidence).map(([name, value]) => ({
    name: name.replaceAll("_", " "),
    value: textOf(value),
  }))
  return {
    ...{ rule, severity, message: `${message}.`, evidence: [...shown, ...also] },
    ...(cure && { cure }),
    ...(subject.kind === "feature" && { feature: subject.name }),
  }
}

function textOf(value: Finding["evidence"][string]): string {
  if (typeof value === "number") return short(value)
  return Array.isArray(value)
    ? value.map((each) => (typeof each === "number" ? short(each) : each)).join(", ")
    : String(value)
}
