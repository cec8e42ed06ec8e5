import type { Audit, AuditFamily, Finding, Severity } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { auditCriteria, scoreOf } from "./audit-criteria.js"
import { auditNames } from "./audit-names.js"
import { auditRuns } from "./audit-runs.js"
import { auditScores } from "./audit-scores.js"
import { auditStore, type StoreFacts } from "./audit-store.js"
import type { AuditedRun } from "./audited-run.js"

/** What an audit is made of. */
export interface AuditInput {
  readonly families: readonly AuditFamily[]
  readonly rules: AuditRules
  readonly store?: { readonly facts: StoreFacts; readonly runs: readonly AuditedRun[] }
  /** What auditing a model on its tables found. */
  readonly tables?: {
    readonly model: string | null
    readonly findings: readonly Finding[]
    readonly headline: Audit["headline"]
    readonly rows: Audit["rows"]
  }
  /** A run that is judged by itself although it is inside another: that of the audited model. */
  readonly named?: string
  readonly notes?: readonly string[]
}

const order: readonly Severity[] = ["fail", "warn", "info"]

/** The findings of all families, the worst first, the seven criteria of the store, and what can be cleaned up in it. */
export function audit({ families, rules, store, tables, named, notes = [] }: AuditInput): Audit {
  const asked = (family: AuditFamily) => families.includes(family)
  const cleanup = store && asked("store") ? auditStore(store.facts, rules) : undefined
  const all = [
    ...(asked("metrics") ? [...(tables?.findings ?? []), ...(store ? auditScores(store.runs, rules) : [])] : []),
    ...(store && asked("runs") ? auditRuns(store.runs, rules, named) : []),
    ...(store && asked("names") ? auditNames(store.facts.experiments, store.runs, rules) : []),
    ...(cleanup?.findings ?? []),
  ]
  const findings = order.flatMap((severity) => all.filter((each) => each.severity === severity))
  const counted = (severity: Severity) => findings.filter((each) => each.severity === severity).length
  const criteria = store && families.length === 4 ? auditCriteria(store.facts, store.runs, rules) : null
  return {
    store: store?.facts.name ?? null,
    model: tables?.model ?? null,
    families: [...families],
    runs: store?.runs.length ?? 0,
    counts: { fail: counted("fail"), warn: counted("warn"), info: counted("info") },
    findings,
    criteria,
    score: criteria && scoreOf(criteria),
    headline: tables ? [...tables.headline] : [],
    rows: tables ? [...tables.rows] : [],
    cleanup: cleanup?.plan ?? null,
    notes: [...notes],
  }
}
