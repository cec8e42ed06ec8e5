import type { Audit, Criterion } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { nameFault } from "./audit-names.js"
import { requirementsOf } from "./audit-requirements.js"
import { seed, tagValues } from "./audit-runs.js"
import { locationFault, type StoreFacts } from "./audit-store.js"
import { type AuditedRun, isNested } from "./audited-run.js"
import { few } from "./finding.js"
import { ofEach } from "./of-each.js"

type Judged = Pick<Criterion, "status" | "notes">

/**
 * The seven criteria that a store's quality is told by. A criterion passes where all runs meet all that counts for it,
 * fails where none does, and is partly met between. In steps.
 */
export function* auditCriteria(
  facts: StoreFacts,
  runs: readonly AuditedRun[],
  rules: AuditRules,
): Generator<undefined, Criterion[]> {
  const own = runs.filter(({ run }) => !isNested(run))
  const judged: readonly (readonly [Criterion["criterion"], Judged])[] = [
    ["Location", ofLocation(facts, rules)],
    ["Naming", ofNames(facts, own, rules)],
    ["Metrics", yield* ofRequirements(own, "Metrics", rules)],
    ["Parameters", yield* ofRequirements(own, "Parameters", rules)],
    ["Tags", yield* ofRequirements(own, "Tags", rules)],
    ["Database", ofDatabase(facts)],
    ["Completeness", ofCompleteness(own)],
  ]
  return judged.map(([criterion, { status, notes }]) => ({ criterion, status, points: points[status], notes }))
}

const points: Readonly<Record<Criterion["status"], number>> = { PASS: 1, PARTIAL: 0.5, FAIL: 0 }

/** PASS 1, PARTIAL 0.5, FAIL 0. */
export function scoreOf(criteria: readonly Criterion[]): NonNullable<Audit["score"]> {
  const sum = criteria.reduce((total, each) => total + each.points, 0)
  const total = criteria.length
  return { points: sum, total, percent: total > 0 ? Math.round((100 * sum) / total) : 0 }
}

function ofLocation(facts: StoreFacts, { store: { location } }: AuditRules): Judged {
  const fault = locationFault(facts, location)
  if (fault !== undefined) return { status: "FAIL", notes: capital(fault) }
  return { status: "PASS", notes: facts.place === null ? `Runs in ${facts.name}` : `Runs in ROOT/${location.folder}/` }
}

function ofNames({ experiments }: StoreFacts, runs: readonly AuditedRun[], { names }: AuditRules): Judged {
  const live = experiments.filter((each) => each.lifecycleStage === "active" && each.experimentId !== "0")
  const faults = [
    ...live.map(({ name }) => ({ name, fault: nameFault(name, "experiment", names) })),
    ...runs.map(({ run }) => ({ name: run.runName, fault: nameFault(run.runName, "run", names) })),
  ]
  const bad = faults.filter(({ fault }) => fault !== undefined)
  if (bad.length === 0) return { status: "PASS", notes: "Descriptive, standardized" }
  const status = bad.length > faults.length / 2 ? "FAIL" : "PARTIAL"
  return {
    status,
    notes: `${bad.length} of ${faults.length} names tell little: ${few(
      bad.map(({ name }) => name),
      3,
    )}`,
  }
}

function* ofRequirements(
  runs: readonly AuditedRun[],
  criterion: "Metrics" | "Parameters" | "Tags",
  rules: AuditRules,
): Generator<undefined, Judged> {
  const met = yield* ofEach(runs, (audited) => countedFor(audited, criterion, rules))
  const asked = met.reduce((sum, each) => sum + each.asked, 0)
  const missing = met.flatMap((each) => each.keys)
  if (asked === 0) return { status: "FAIL", notes: `No run to judge` }
  if (met.every(({ keys, wrong }) => keys.length + wrong.length === 0)) {
    return { status: "PASS", notes: passed[criterion] }
  }
  const names = [...new Set(missing)]
  const wrong = [...new Set(met.flatMap((each) => each.wrong))]
  const notes = [
    ...(names.length > 0 ? [missingNote(names, criterion)] : []),
    ...(wrong.length > 0 ? [few(wrong)] : []),
  ]
  return { status: missing.length < asked ? "PARTIAL" : "FAIL", notes: notes.join("; ") }
}

const passed = { Metrics: "All logged", Parameters: "All logged", Tags: "Comprehensive tagging" }

function missingNote(names: readonly string[], criterion: string): string {
  const training = criterion === "Metrics" && names.every((name) => name.startsWith("train_") || name.endsWith("_gap"))
  return training ? `Missing training metrics (${few(names)})` : `Missing ${few(names)}`
}

interface Counted {
  readonly asked: number
  /** What is missing. */
  readonly keys: readonly string[]
  /** What has another value than it should. */
  readonly wrong: readonly string[]
}

/** What counts for a criterion of one run. */
function countedFor(audited: AuditedRun, criterion: "Metrics" | "Parameters" | "Tags", rules: AuditRules): Counted[] {
  const counted = requirementsOf(audited, rules, criterion)
  const lists = counted.map(({ asked, missing }) => ({ asked, keys: missing.map(({ key }) => key), wrong: [] }))
  const off = criterion === "Parameters" ? seed(audited, rules) : criterion === "Tags" ? tagValues(audited, rules) : []
  const wrong = off
    .filter(({ severity }) => severity !== "info")
    .map(({ evidence }) => `${evidence.param ?? evidence.tag} is ${evidence.value}`)
  return [...lists, { asked: 0, keys: [], wrong }]
}

function ofDatabase({ others }: StoreFacts): Judged {
  const foreign = others.filter((each) => each.foreign.length > 0)
  if (foreign.length === 0) {
    const legacy = others.length > 0 ? `; ${few(others.map(({ path }) => path))} can be archived` : ""
    return { status: "PASS", notes: `Single consolidated DB${legacy}` }
  }
  return { status: "PARTIAL", notes: `${few(foreign.map(({ path }) => path))} has runs of its own` }
}

function ofCompleteness(runs: readonly AuditedRun[]): Judged {
  const open = runs.filter(({ run }) => run.status !== "FINISHED")
  if (runs.length > 0 && open.length === 0) return { status: "PASS", notes: "All runs complete" }
  if (open.length === runs.length) return { status: "FAIL", notes: "No run is complete" }
  return { status: "PARTIAL", notes: `Some runs incomplete (${open.length} of ${runs.length})` }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
