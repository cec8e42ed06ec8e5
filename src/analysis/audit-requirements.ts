import { groupBy } from "../data/group-by.js"
import type { Finding, MissingItem } from "../results/audit.js"
import type { AuditRules, RunRequirement } from "../results/audit-rules.js"
import { type AuditedRun, subjectOf } from "./audited-run.js"
import { few, finding } from "./finding.js"
import { metricNames, metricOfRun, paramOfRun, type Task, tagOfRun, taskOfRun } from "./logged-as.js"
import { rulePattern } from "./rule-pattern.js"

type RunRules = AuditRules["runs"]

/** How much of a requirement a run meets. */
export interface Met {
  readonly requirement: RunRequirement
  readonly asked: number
  readonly missing: MissingItem[]
}

/**
 * What the rules ask of a run, each with what is missing. Of a run that has not finished only params and tags are asked
 * for; requirements of other kinds of models are left out.
 * @param criterion only what counts for this one.
 */
export function requirementsOf(audited: AuditedRun, rules: AuditRules, criterion?: RunRequirement["criterion"]): Met[] {
  return asksOf(taskOfRun(audited.run), rules)
    .filter((each) => criterion === undefined || each.criterion === criterion)
    .map((requirement) => ({ requirement, ...missingOf(audited, requirement, rules.runs) }))
    .filter(({ asked }) => asked > 0)
}

const asks = new WeakMap<AuditRules, Map<Task | undefined, readonly RunRequirement[]>>()

/** What is asked of models of a kind: runs are many, kinds are few. */
function asksOf(task: Task | undefined, rules: AuditRules): readonly RunRequirement[] {
  const known = asks.get(rules) ?? new Map<Task | undefined, readonly RunRequirement[]>()
  asks.set(rules, known)
  const fits = ({ tasks }: RunRequirement) => tasks === undefined || (task !== undefined && tasks.includes(task))
  const found = known.get(task) ?? [...rules.runs.require, ...headline(task, rules)].filter(fits)
  known.set(task, found)
  return found
}

/** The metrics that regressions and rankings are judged by; classifiers have lists of their own. */
function headline(task: Task | undefined, { metrics: { headline: rule } }: AuditRules): RunRequirement[] {
  if (task !== "regression" && task !== "ranking") return []
  const { severity, cure } = rule
  return [{ id: "headline-metrics", severity, criterion: "Metrics", metrics: rule[task], cure }]
}

/** A finding for every requirement that a run does not meet. */
export function requirementFindings(audited: AuditedRun, met: readonly Met[]): Finding[] {
  const subject = subjectOf(audited)
  return met.flatMap(({ requirement, missing }) => {
    if (missing.length === 0) return []
    const { id, severity, cure } = requirement
    return finding({ rule: `runs.${id}`, severity, subject, ...saidOf(requirement, missing), cure, missing })
  })
}

type Said = Pick<Finding, "message" | "evidence">
const said = new WeakMap<RunRequirement, Map<string, Said>>()

/** Many runs lack the same, which is put into words once. */
function saidOf(requirement: RunRequirement, missing: readonly MissingItem[]): Said {
  const known = said.get(requirement) ?? new Map<string, Said>()
  said.set(requirement, known)
  const name = missing.map(({ kind, key }) => `${kind} ${key}`).join("\n")
  const found = known.get(name) ?? inWords(missing)
  known.set(name, found)
  return found
}

function inWords(missing: readonly MissingItem[]): Said {
  const kinds = [...groupBy(missing, ({ kind }) => kind)]
  const lists = kinds.map(([kind, items]) => `${kind} ${few(items.map(({ key }) => key))}`)
  return { message: `the run has no ${lists.join(", no ")}`, evidence: { missing: missing.map(({ key }) => key) } }
}

function missingOf(audited: AuditedRun, requirement: RunRequirement, rules: RunRules) {
  const { run, artifacts } = audited
  const finished = run.status === "FINISHED"
  const { metrics = [], params = [], tags = [], logged = [], artifacts: files = [] } = requirement
  const asked = [
    ...(finished ? metrics : []).map((each) =>
      lackOf(each, "metric", (name) => hasMetric(audited, name, rules), rules),
    ),
    ...params.map((each) => lackOf(each, "param", (name) => paramOfRun(run, name, rules) !== undefined, rules)),
    ...tags.map((each) => lackOf(each, "tag", (name) => tagOfRun(run, name) !== undefined, rules)),
    ...(finished ? logged : []).map((each) => lackOf(each, "param", (name) => isLogged(audited, name, rules), rules)),
    ...(finished && artifacts ? files : []).map(({ name, patterns }) => {
      const found = patterns.some((pattern) => artifacts!.some(({ path }) => rulePattern(pattern, "iu").test(path)))
      return found ? undefined : { kind: "artifact" as const, key: name, alternatives: [], value: null }
    }),
  ]
  const missing = asked
    .filter((each) => each !== undefined)
    .map((each) => {
      const value = knownValue(audited, each, rules)
      return value === null ? each : { ...each, value }
    })
  return { asked: asked.length, missing }
}

function lackOf(
  wanted: string | readonly string[],
  kind: MissingItem["kind"],
  has: (name: string) => boolean,
  rules: RunRules,
): MissingItem | undefined {
  const names = typeof wanted === "string" ? [wanted] : wanted
  return names.some(has) ? undefined : lackNamed(names, kind, rules)
}

const lacks = new WeakMap<RunRules, Map<string, MissingItem>>()

/** What many runs lack is said once. */
function lackNamed(names: readonly string[], kind: MissingItem["kind"], rules: RunRules): MissingItem {
  const known = lacks.get(rules) ?? new Map<string, MissingItem>()
  lacks.set(rules, known)
  const name = `${kind} ${names.join("\n")}`
  const lack = known.get(name) ?? makeLack(names, kind, rules)
  known.set(name, lack)
  return lack
}

function makeLack(names: readonly string[], kind: MissingItem["kind"], rules: RunRules): MissingItem {
  const [key = "", ...others] = names
  const aliases = kind === "metric" ? metricNames(key, rules).slice(1, 4) : (rules.param_aliases[key] ?? [])
  return { kind, key, alternatives: others.length > 0 || kind === "tag" ? others : [...aliases], value: null }
}

/** The gap follows from its two parts, but only if it is logged is it seen. */
function hasMetric({ run }: AuditedRun, name: string, rules: RunRules): boolean {
  return metricOfRun(run, name, rules) !== undefined
}

/** As a metric, param or tag, or where MLflow keeps it itself: datasets, and the Python of a model. */
function isLogged(audited: AuditedRun, name: string, rules: RunRules): boolean {
  const { run, python } = audited
  if (metricOfRun(run, name, rules) || paramOfRun(run, name, rules) || tagOfRun(run, name)) return true
  const digest = run.datasets.some((dataset) => dataset.digest !== "")
  return (/hash|digest/.test(name) && digest) || (name === "python_version" && python !== undefined)
}

/** What a missing value would be, where what was logged tells it. */
function knownValue({ run, modelFeatures, python }: AuditedRun, { kind, key }: MissingItem, rules: RunRules) {
  if (kind === "metric" && key.endsWith("_gap")) {
    const base = key.slice(0, -"_gap".length)
    const [train, test] = [`train_${base}`, base].map((name) => metricOfRun(run, name, rules)?.value)
    return train !== undefined && test !== undefined ? train - test : null
  }
  if (kind === "metric" && key === "f1_score") {
    const [p, r] = ["precision", "recall"].map((name) => metricOfRun(run, name, rules)?.value)
    return p !== undefined && r !== undefined && p + r > 0 ? (2 * p * r) / (p + r) : null
  }
  if (key === "n_features" && modelFeatures !== undefined) return modelFeatures
  if (key === "python_version" && python !== undefined) return python
  if (key === "mlflow.runName" && run.runName !== "") return run.runName
  return null
}
