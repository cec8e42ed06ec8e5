import type { Experiment, Run } from "../data/run.js"
import type { AuditSubject, CleanupPlan, CleanupStep, Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { PARENT } from "./audited-run.js"
import { duplicateRuns } from "./duplicate-runs.js"
import { few, finding, short } from "./finding.js"

/** A store as a whole. */
export interface StoreFacts {
  readonly name: string
  /** Its path below the project's folder with `/`; null for a server or an archive. */
  readonly place: string | null
  /** Other stores in the project, by their path in it, and the ids of their runs that the store does not have. */
  readonly others: readonly { readonly path: string; readonly runs: number; readonly foreign: readonly string[] }[]
  readonly experiments: readonly Experiment[]
  /** All runs, deleted ones too. */
  readonly runs: readonly Run[]
  /** Runs that a version of a registered model came from. */
  readonly registered: ReadonlySet<string>
  /** ms since 1970. */
  readonly now: number
  /** The project's folder, for commands; null for a server or an archive. */
  readonly project: string | null
  /** How the store is named on a command line, e.g. `--store mlruns`. */
  readonly option: string
}

interface Judged {
  readonly findings: Finding[]
  readonly steps: CleanupStep[]
}

/** What can be cleaned up in a store, and the plan to do it. Runs behind the registry are never in the plan. */
export function auditStore(
  facts: StoreFacts,
  { store: rules }: AuditRules,
): { findings: Finding[]; plan: CleanupPlan } {
  const parts = [
    failed(facts, rules),
    running(facts, rules),
    duplicates(facts, rules),
    empty(facts, rules),
    deleted(facts, rules),
    location(facts, rules),
    otherStores(facts, rules),
  ]
  const steps = withNested(
    facts,
    parts.flatMap((part) => part.steps),
  )
  return { findings: parts.flatMap((part) => part.findings), plan: { store: facts.name, steps } }
}

type StoreRules = AuditRules["store"]

function failed(facts: StoreFacts, { failed: rule }: StoreRules): Judged {
  const runs = active(facts).filter(({ status }) => status === "FAILED" || status === "KILLED")
  const findings = runs.flatMap((run) =>
    finding({
      ...{ rule: "store.failed", severity: rule.severity, subject: about(run, facts), cure: rule.cure },
      message: `the run ${run.status === "FAILED" ? "failed" : "was killed"}`,
      evidence: { status: run.status },
    }),
  )
  return { findings, steps: steps(facts, runs, rule, ({ status }) => status.toLowerCase()) }
}

function running(facts: StoreFacts, { running: rule }: StoreRules): Judged {
  const hoursOf = ({ startTime }: Run) => (facts.now - (startTime ?? facts.now)) / 3_600_000
  const runs = active(facts).filter(
    (run) => (run.status === "RUNNING" || run.status === "SCHEDULED") && hoursOf(run) > rule.hours,
  )
  const findings = runs.flatMap((run) =>
    finding({
      ...{ rule: "store.running", severity: rule.severity, subject: about(run, facts), cure: rule.cure },
      message: `${run.status.toLowerCase()} for ${short(hoursOf(run))} hours, expected at most ${rule.hours}`,
      evidence: { status: run.status, hours: hoursOf(run), limit: rule.hours },
    }),
  )
  return { findings, steps: steps(facts, runs, rule, (run) => `running for ${short(hoursOf(run))} hours`) }
}

function duplicates(facts: StoreFacts, { duplicate: rule }: StoreRules): Judged {
  const groups = duplicateRuns(active(facts), facts.registered)
  const findings = groups.flatMap(({ kept, others }) =>
    others.flatMap((run) =>
      finding({
        ...{ rule: "store.duplicate", severity: rule.severity, subject: about(run, facts), cure: rule.cure },
        message: `same params and metrics as ${kept.runName} (${kept.runId.slice(0, 8)})`,
        evidence: { of: kept.runId, params: Object.keys(run.params).length, metrics: Object.keys(run.metrics).length },
      }),
    ),
  )
  const planned = groups.flatMap(({ kept, others }) => steps(facts, others, rule, () => `duplicate of ${kept.runId}`))
  return { findings, steps: planned }
}

function empty(facts: StoreFacts, { empty: rule }: StoreRules): Judged {
  const used = new Set(active(facts).map(({ experimentId }) => experimentId))
  const found = facts.experiments.filter(
    (each) => each.lifecycleStage === "active" && each.experimentId !== "0" && !used.has(each.experimentId),
  )
  const findings = found.flatMap(({ experimentId, name }) =>
    finding({
      ...{ rule: "store.empty", severity: rule.severity, cure: rule.cure },
      subject: { kind: "experiment", id: experimentId, name },
      message: "the experiment has no runs",
      evidence: { runs: 0 },
    }),
  )
  const command = (id: string) => `leafwise experiments delete ${id} ${facts.option}`
  const planned = found.map(({ experimentId: id, name }) => ({
    ...{ action: "delete-experiment" as const, id, name, reason: "no runs", command: command(id) },
  }))
  return { findings, steps: rule.severity === "off" ? [] : planned }
}

/** What was deleted longer ago than the rule says; where the time is not recorded, when it last changed. */
function deleted(facts: StoreFacts, { deleted: rule }: StoreRules): Judged {
  const limit = facts.now - rule.days * 86_400_000
  const isOld = (time: number | null) => time !== null && time <= limit
  const runs = facts.runs.filter(
    (run) => run.lifecycleStage === "deleted" && isOld(run.deletedTime ?? run.endTime ?? run.startTime),
  )
  const gone = new Set(runs)
  const experiments = facts.experiments.filter(
    (each) =>
      each.lifecycleStage === "deleted" &&
      isOld(each.lastUpdateTime ?? each.creationTime) &&
      facts.runs.every((run) => run.experimentId !== each.experimentId || gone.has(run)),
  )
  const say = (subject: AuditSubject) =>
    finding({
      ...{ rule: "store.deleted", severity: rule.severity, subject, cure: rule.cure },
      message: `deleted more than ${rule.days} days ago`,
      evidence: { days: rule.days },
    })
  const findings = [
    ...runs.flatMap((run) => say(about(run, facts))),
    ...experiments.flatMap(({ experimentId, name }) => say({ kind: "experiment", id: experimentId, name })),
  ]
  const shared = { reason: "deleted long ago", command: `leafwise runs gc --older-than ${rule.days}d ${facts.option}` }
  const planned = [
    ...runs.map(({ runId, runName }) => ({ action: "purge-run" as const, id: runId, name: runName, ...shared })),
    ...experiments.map(({ experimentId, name }) => ({
      ...{ action: "purge-experiment" as const, id: experimentId, name, ...shared },
    })),
  ]
  return { findings, steps: rule.severity === "off" ? [] : planned }
}

function location(facts: StoreFacts, { location: rule }: StoreRules): Judged {
  const fault = locationFault(facts, rule)
  if (fault === undefined) return { findings: [], steps: [] }
  const subject = { kind: "store" as const, id: facts.name, name: facts.name }
  const said = { rule: "store.location", severity: rule.severity, subject, message: fault, cure: rule.cure }
  return { findings: finding({ ...said, evidence: { place: facts.place } }), steps: [] }
}

/** Why a store is not where it should be; undefined where it is. Servers are central by themselves. */
export function locationFault({ place }: Pick<StoreFacts, "place">, rule: StoreRules["location"]): string | undefined {
  if (place === null) return undefined
  const folders = place.split("/")
  const under = folders.find((folder) => rule.not_under.includes(folder.toLowerCase()))
  if (under !== undefined) return `the store is in ${place}, below ${under}`
  return folders[0] === rule.folder ? undefined : `the store is in ${place}, expected ${rule.folder}`
}

function otherStores(facts: StoreFacts, { database: rule }: StoreRules): Judged {
  const findings = facts.others.flatMap(({ path, runs, foreign }) =>
    finding({
      rule: "store.database",
      severity: foreign.length === 0 && rule.severity !== "off" ? "info" : rule.severity,
      subject: { kind: "store", id: path, name: path },
      message:
        foreign.length === 0
          ? `${path} is another store; all of its ${runs} runs are in this one, too`
          : `${path} has ${foreign.length} of ${runs} runs that are not in this store: ${few(foreign, 3)}`,
      evidence: { path, runs, foreign: [...foreign] },
      cure: rule.cure,
    }),
  )
  const day = new Date(facts.now).toISOString().slice(0, 10)
  const planned = facts.others
    .filter(({ foreign }) => foreign.length === 0)
    .map(({ path }) => path.replace(/\/[^/]+\.(db|sqlite3?)$/i, ""))
    .map((path) => ({
      ...{ action: "archive-store" as const, id: path, name: path, reason: "its runs are in the main store" },
      command: `${facts.project === null ? "" : `cd ${shellWord(facts.project)} && `}mv ${shellWord(path)} ${shellWord(`${path}_archived_${day}`)}`,
    }))
  return { findings, steps: rule.severity === "off" ? [] : planned }
}

function steps(
  { registered, option }: StoreFacts,
  runs: readonly Run[],
  { severity }: { readonly severity: string },
  reason: (run: Run) => string,
): CleanupStep[] {
  if (severity === "off") return []
  return runs
    .filter(({ runId }) => !registered.has(runId))
    .map((run) => ({
      ...{ action: "delete-run" as const, id: run.runId, name: run.runName, reason: reason(run) },
      command: `leafwise runs delete ${run.runId} ${option}`,
    }))
}

/** Runs inside a run that goes would be left without it; each run once. */
function withNested(facts: StoreFacts, planned: readonly CleanupStep[]): CleanupStep[] {
  const going = new Map(planned.filter(({ action }) => action === "delete-run").map((step) => [step.id, step]))
  let nested: CleanupStep[] = [...going.values()]
  while (nested.length > 0) {
    const parents = new Set(nested.map(({ id }) => id))
    const inside = active(facts).filter(({ tags, runId }) => parents.has(tags[PARENT] ?? "") && !going.has(runId))
    nested = steps(facts, inside, { severity: "warn" }, ({ tags }) => `inside run ${tags[PARENT]}, which goes`)
    for (const step of nested) going.set(step.id, step)
  }
  return [...going.values(), ...planned.filter(({ action }) => action !== "delete-run")]
}

function active({ runs, experiments }: StoreFacts): Run[] {
  const live = new Set(experiments.filter((each) => each.lifecycleStage === "active").map((each) => each.experimentId))
  return runs.filter((run) => run.lifecycleStage === "active" && live.has(run.experimentId))
}

function about(run: Run, { experiments }: StoreFacts): AuditSubject {
  const experiment = experiments.find(({ experimentId }) => experimentId === run.experimentId)?.name
  return { kind: "run", id: run.runId, name: run.runName, ...(experiment !== undefined && { experiment }) }
}

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
