import type { Experiment, Run } from "../data/run.js"
import type { AuditSubject, Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { type AuditedRun, isNested, subjectOf } from "./audited-run.js"
import { few, finding } from "./finding.js"
import { type NameValue, nameValues, valueTold } from "./name-values.js"
import { ofEach } from "./of-each.js"
import { matchesRule, rulePattern } from "./rule-pattern.js"

type NameRules = AuditRules["names"]

/** Why a name is none that tells something; undefined for a good one. */
export function nameFault(
  name: string,
  kind: "run" | "experiment",
  { [kind]: rule, formats }: NameRules,
): string | undefined {
  if (name.trim() === "") return "there is no name"
  if (matchesRule(rule.vague, name)) return `"${name}" is too vague`
  if (!rule.patterns.some((pattern) => rulePattern(pattern).test(name))) {
    return `"${name}" has none of the forms that names have`
  }
  const format = formats.find(({ begins }) => rulePattern(begins).test(name))
  if (!format || rulePattern(format.form).test(name)) return undefined
  return `"${name}" begins as ${format.example} does, but has another form`
}

/** Names of experiments and runs, and what the names say about params, in steps. */
export function* auditNames(
  experiments: readonly Experiment[],
  runs: readonly AuditedRun[],
  { names }: AuditRules,
): Generator<undefined, Finding[]> {
  const live = experiments.filter((each) => each.lifecycleStage === "active" && each.experimentId !== "0")
  const own = runs.filter(({ run }) => !isNested(run))
  const parts = [
    yield* ofEach(live, (each) => named(experimentSubject(each), each.name, "experiment", names)),
    yield* ofEach(own, (audited) => named(subjectOf(audited), audited.run.runName, "run", names)),
    yield* ofEach(runs, (audited) => runValues(audited, names)),
    yield* ofEach(live, (each) => experimentValues(each, own, names)),
  ]
  return parts.flat()
}

function named(subject: AuditSubject, name: string, kind: "run" | "experiment", rules: NameRules): Finding[] {
  const message = nameFault(name, kind, rules)
  if (message === undefined) return []
  const { severity, cure } = rules[kind]
  return finding({ rule: `names.${kind}`, severity, subject, message, evidence: { name }, cure })
}

function runValues(audited: AuditedRun, rules: NameRules): Finding[] {
  const { run } = audited
  return nameValues(run.runName, run, rules).flatMap((value) => {
    const told = valueTold(value, run)
    if (told.agrees || (told.actual === null && value.optional)) return []
    const message =
      told.actual === null
        ? `the name says ${value.text}, but no param or tag ${value.keys.join(" or ")} is logged`
        : `the name says ${value.text}, but ${told.key} is ${told.actual}`
    return mismatch(subjectOf(audited), message, value, told.actual, told.actual === null ? "info" : undefined, rules)
  })
}

/** What an experiment's name says must hold for each of its runs. */
function experimentValues(experiment: Experiment, runs: readonly AuditedRun[], rules: NameRules): Finding[] {
  const own = runs.filter(({ run }) => run.experimentId === experiment.experimentId).map(({ run }) => run)
  if (own.length === 0) return []
  const keys = { params: merged(own, "params"), tags: merged(own, "tags") }
  return nameValues(experiment.name, keys, rules).flatMap((value) => {
    const told = own.map((run) => ({ run, ...valueTold(value, run) }))
    const wrong = told.filter(({ agrees, actual }) => !agrees && actual !== null)
    const silent = told.every(({ actual }) => actual === null)
    const subject = experimentSubject(experiment)
    if (silent && !value.optional) {
      const message = `the name says ${value.text}, but none of its ${own.length} runs logs ${value.keys.join(" or ")}`
      return mismatch(subject, message, value, null, "info", rules)
    }
    if (wrong.length === 0) return []
    const some = few(
      wrong.map(({ run, key, actual }) => `${run.runName} (${key} ${actual})`),
      3,
    )
    const message = `the name says ${value.text}, but ${wrong.length} of ${own.length} runs differ: ${some}`
    return mismatch(subject, message, value, wrong[0]!.actual, undefined, rules)
  })
}

function mismatch(
  subject: AuditSubject,
  message: string,
  { text, keys, expected }: NameValue,
  actual: string | null,
  severity: "info" | undefined,
  { values }: NameRules,
): Finding[] {
  return finding({
    rule: "names.values",
    severity: values.severity === "off" ? "off" : (severity ?? values.severity),
    subject,
    message,
    evidence: { name: subject.name, part: text, keys: [...keys], expected, actual },
    cure: values.cure,
  })
}

function experimentSubject({ experimentId, name }: Experiment): AuditSubject {
  return { kind: "experiment", id: experimentId, name }
}

function merged(runs: readonly Run[], field: "params" | "tags"): Record<string, string> {
  return Object.assign({}, ...runs.map((run) => run[field]))
}
