import { atOnce } from "../data/gently.js"
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

/** Of all families but the store's own. */
function* findingsOf({ families, rules, store, tables, named }: AuditInput): Generator<undefined, Finding[]> {
  const parts: (readonly Finding[])[] = []
  const asked = (family: AuditFamily) => families.includes(family)
  if (asked("metrics")) parts.push(tables?.findings ?? [])
  if (store && asked("metrics")) parts.push(yield* auditScores(store.runs, rules))
  if (store && asked("runs")) parts.push(yield* auditRuns(store.runs, rules, named))
  if (store && asked("names")) parts.push(yield* auditNames(store.facts.experiments, store.runs, rules))
  return parts.flat()
}

const order: readonly Severity[] = ["fail", "warn", "info"]

/** The findings of all families, the worst first, the seven criteria of the store, and what can be cleaned up in it. */
export function audit(input: AuditInput): Audit {
  return atOnce(auditInSteps(input))
}

/** The same with pauses after every few runs: for a thread that others ask as well. */
export function* auditInSteps(input: AuditInput): Generator<undefined, Audit> {
  const { families, rules, store, tables, notes = [] } = input
  const cleanup = store && families.includes("store") ? auditStore(store.facts, rules) : undefined
  yield
  const all = yield* findingsOf(input)
  for (const each of cleanup?.findings ?? []) all.push(each)
  const findings = order.flatMap((severity) => all.filter((each) => each.severity === severity))
  yield
  const counted = (severity: Severity) => findings.filter((each) => each.severity === severity).length
  const criteria = store && families.length === 4 ? yield* auditCriteria(store.facts, store.runs, rules) : null
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
