import { rowsUsed } from "../analysis/audit-cards.js"
import { count } from "../analysis/describe.js"
import { few } from "../analysis/finding.js"
import { groupBy } from "../data/group-by.js"
import type { Audit, Finding } from "../results/audit.js"
import type { Sheet } from "../results/sheet.js"
import { writeMarkdown } from "../writers/markdown.js"

/** A row a finding; what runs of one experiment have in common, but for numbers, is one row. */
export function auditSheet({ findings }: Pick<Audit, "findings">): Sheet {
  const groups = groupBy(findings, ({ rule, severity, subject, message, cure }) =>
    JSON.stringify([
      rule,
      severity,
      subject.kind,
      subject.experiment ?? subject.id,
      message.replace(/[\d.]+/g, "#"),
      cure,
    ]),
  )
  const rows = [...groups.values()].map((each) => {
    const [{ severity, rule, subject, message, cure }] = each as [Finding]
    const alike = each.every((other) => other.message === message)
    return [severity, rule, subject.kind, subjectName(each), alike ? message : `e.g. ${message}`, cure]
  })
  return { columns: ["severity", "rule", "kind", "subject", "what", "cure"], rows }
}

function subjectName(findings: readonly Finding[]): string {
  const [{ subject }] = findings as [Finding]
  const within = subject.experiment === undefined ? "" : `${subject.experiment}: `
  if (findings.length === 1) return `${within}${subject.name}`
  return `${within}${findings.length} runs (${few(
    findings.map((each) => each.subject.name),
    2,
  )})`
}

/** The summary on standard error, beside a table of findings. */
export function auditNotes({
  store,
  model,
  runs,
  counts,
  criteria,
  score,
  cleanup,
  headline,
  rows,
  notes,
}: Audit): string[] {
  const of = [store && `${store}, ${count(runs, "run")}`, model && `model ${model}`].filter(Boolean).join("; ")
  const scores = headline.map(
    ({ metric, train, test }) => `${metric} ${shown(test)}${train === null ? "" : ` (train ${shown(train)})`}`,
  )
  const steps = cleanup?.steps ?? []
  return [
    ...notes,
    ...(criteria ?? []).map(({ criterion, status, notes: why }) => `${criterion}: ${status} - ${why}`),
    ...(score ? [`Overall score: ${score.points}/${score.total} criteria passed (${score.percent}%)`] : []),
    ...(scores.length > 0 ? [scores.join(", ")] : []),
    ...rows.map((each) => `rows of ${each.table} (${each.side}): ${rowsUsed(each)}`),
    ...[...new Set(steps.map(({ command }) => command))].map((command) => `cleanup: ${command.trim()}`),
    `${of || "tables"}: ${count(counts.fail, "failure")}, ${count(counts.warn, "warning")}, ${counts.info} to know`,
  ]
}

function shown(value: number | null): string {
  return value === null ? "-" : String(Number(value.toPrecision(4)))
}

function accounted(rows: Audit["rows"][number]): string[] {
  return [rows.table, rows.side, rowsUsed(rows)]
}

const marks = { PASS: "✅ PASS", PARTIAL: "⚠️ PARTIAL", FAIL: "❌ FAIL" }

/** The checklist of the criteria, the findings and the cleanup as a page of Markdown. */
export function auditMarkdown(audit: Audit): string {
  const { criteria, score, cleanup, headline, rows, notes } = audit
  const checklist = {
    columns: ["Criterion", "Status", "Notes"],
    rows: (criteria ?? []).map((each) => [each.criterion, marks[each.status], each.notes]),
  }
  const scores = {
    columns: ["metric", "train", "test"],
    rows: headline.map((each) => [each.metric, each.train, each.test]),
  }
  const steps = [...new Set((cleanup?.steps ?? []).map(({ command }) => command.trim()))]
  return [
    ...(criteria ? ["## Quality Checklist", "", writeMarkdown(checklist)] : []),
    ...(score ? [`**Overall Score**: ${score.points}/${score.total} criteria passed (${score.percent}%)`, ""] : []),
    ...(headline.length > 0 ? ["## Metrics", "", writeMarkdown(scores)] : []),
    ...(rows.length > 0
      ? ["## Rows", "", writeMarkdown({ columns: ["table", "side", "rows"], rows: rows.map(accounted) })]
      : []),
    "## Findings",
    "",
    audit.findings.length > 0 ? writeMarkdown(auditSheet(audit)) : "None.\n",
    ...(steps.length > 0 ? ["## Cleanup", "", "```bash", ...steps, "```", ""] : []),
    ...(notes.length > 0
      ? ["## Not checked", "", ...notes.map((each) => `- ${each.replace(/[\\`*_<>[\]]/g, "\\$&")}`), ""]
      : []),
  ].join("\n")
}
