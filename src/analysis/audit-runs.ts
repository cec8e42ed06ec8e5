import type { Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { requirementFindings, requirementsOf } from "./audit-requirements.js"
import { type AuditedRun, isNested, subjectOf } from "./audited-run.js"
import { few, finding } from "./finding.js"
import { paramOfRun, tagOfRun, taskOfRun } from "./logged-as.js"
import { ofEach } from "./of-each.js"
import { redundantParams } from "./redundant-params.js"
import { matchesRule, rulePattern } from "./rule-pattern.js"
import { unpinned } from "./unpinned.js"

/**
 * What runs lack that they should have, and have that they should not, in steps. Folds and trials inside another run are
 * judged with it, but for the one that is named.
 */
export function* auditRuns(
  runs: readonly AuditedRun[],
  rules: AuditRules,
  named?: string,
): Generator<undefined, Finding[]> {
  const own = runs.filter(({ run }) => !isNested(run) || run.runId === named)
  const found = yield* ofEach(own, (audited) => auditRun(audited, rules))
  return found.concat(registration(own, rules))
}

function auditRun(audited: AuditedRun, rules: AuditRules): Finding[] {
  return [
    ...requirementFindings(audited, requirementsOf(audited, rules)),
    ...tagValues(audited, rules),
    ...seed(audited, rules),
    ...featureCount(audited, rules),
    ...dependencies(audited, rules),
    ...folds(audited, rules),
    ...experimentName(audited, rules),
    ...epochs(audited, rules),
    ...excess(audited, rules),
  ]
}

/** Tags outside of their list. A value of the accepted form is only said. */
export function tagValues(audited: AuditedRun, { runs: { tag_values } }: AuditRules): Finding[] {
  return Object.entries(tag_values).flatMap(([tag, { values, also, severity }]) => {
    const value = tagOfRun(audited.run, tag)?.value
    if (value === undefined || values.includes(value)) return []
    const accepted = also !== undefined && rulePattern(also).test(value)
    return finding({
      rule: "runs.tag-values",
      severity: accepted && severity !== "off" ? "info" : severity,
      subject: subjectOf(audited),
      message: `tag ${tag} is "${value}", expected ${values.join(" | ")}`,
      evidence: { tag, value, expected: values },
      cure: `Set ${tag} to one of ${values.join(", ")}, or add the value to tag_values in the rules.`,
    })
  })
}

/** random_state is always 42. That it is missing is another rule's. */
export function seed(audited: AuditedRun, { runs }: AuditRules): Finding[] {
  const { severity, value, cure } = runs.random_state
  const logged = paramOfRun(audited.run, "random_state", runs)
  if (!logged || Number(logged.value) === value) return []
  return finding({
    rule: "runs.random-state",
    severity,
    subject: subjectOf(audited),
    message: `${logged.key} is ${logged.value}, expected ${value}`,
    evidence: { param: logged.key, value: logged.value, expected: value },
    cure,
  })
}

/** The logged counts of features against the model's own, and against each other. */
function featureCount(audited: AuditedRun, { runs: { feature_count } }: AuditRules): Finding[] {
  const { run, modelFeatures } = audited
  const counts = ["n_features", "total_features", "num_features"].filter((key) => Object.hasOwn(run.params, key))
  const named = run.params.feature_names?.split(",").filter((name) => name.trim() !== "").length
  const expected = modelFeatures ?? (named !== undefined && named < 50 ? named : undefined)
  if (expected === undefined) return []
  const from = modelFeatures !== undefined ? "the model has" : "feature_names lists"
  return counts
    .filter((key) => Number(run.params[key]) !== expected)
    .flatMap((key) =>
      finding({
        rule: "runs.feature-count",
        severity: feature_count.severity,
        subject: subjectOf(audited),
        message: `${key} is ${run.params[key]}, ${from} ${expected}`,
        evidence: { param: key, value: run.params[key]!, expected },
        cure: feature_count.cure,
      }),
    )
}

function dependencies(audited: AuditedRun, { runs: { pinned } }: AuditRules): Finding[] {
  return Object.entries(audited.requirements).flatMap(([path, text]) => {
    const lines = unpinned(text)
    if (lines.length === 0) return []
    return finding({
      rule: "runs.pinned",
      severity: pinned.severity,
      subject: subjectOf(audited),
      message: `${path} does not pin ${few(lines)}`,
      evidence: { path, lines },
      cure: pinned.cure,
    })
  })
}

/** Cross-validation without nested runs. */
function folds(audited: AuditedRun, { runs }: AuditRules): Finding[] {
  const { run, children } = audited
  const said = Number(paramOfRun(run, "cv_folds", runs)?.value ?? /(\d+)-fold/i.exec(run.tags.validation ?? "")?.[1])
  if (run.status !== "FINISHED" || !(said > 1) || children.length >= said) return []
  return finding({
    rule: "runs.nested-folds",
    severity: runs.nested_folds.severity,
    subject: subjectOf(audited),
    message: `${said} folds, ${children.length} nested runs`,
    evidence: { folds: said, nested: children.length },
    cure: runs.nested_folds.cure,
  })
}

function experimentName(audited: AuditedRun, { runs: { experiment_name } }: AuditRules): Finding[] {
  if (audited.run.experimentId !== "0") return []
  return finding({
    rule: "runs.experiment-name",
    severity: experiment_name.severity,
    subject: subjectOf(audited),
    message: `the run is in the experiment ${audited.experiment}, where runs without one go`,
    evidence: { experiment: audited.experiment },
    cure: experiment_name.cure,
  })
}

/** Models that are trained in epochs log a metric of each. */
function epochs(audited: AuditedRun, { runs: { intermediate } }: AuditRules): Finding[] {
  const { run, histories } = audited
  const param = intermediate.epochs.find((key) => Number(run.params[key]) > 1)
  if (param === undefined || !histories || run.status !== "FINISHED") return []
  const most = Math.max(0, ...Object.values(histories).map(({ length }) => length))
  if (most > 1) return []
  return finding({
    rule: "runs.intermediate",
    severity: intermediate.severity,
    subject: subjectOf(audited),
    message: `${param} is ${run.params[param]}, and no metric has more than one value`,
    evidence: { param, epochs: Number(run.params[param]) },
    cure: intermediate.cure,
  })
}

/** What is better not logged: large raw data, params twice, what was for debugging. */
function excess(audited: AuditedRun, { runs: { large_artifacts, redundant, debug } }: AuditRules): Finding[] {
  const { run, artifacts = [] } = audited
  const subject = subjectOf(audited)
  const isRaw = (path: string) => matchesRule(large_artifacts.patterns, path) && !/(^|\/)(model|booster)\./i.test(path)
  const large = artifacts.filter(({ path, bytes }) => (bytes ?? 0) > large_artifacts.megabytes * 1e6 && isRaw(path))
  const twice = redundantParams(run.params)
  const names = [...Object.keys(run.params), ...Object.keys(run.metrics), ...artifacts.map(({ path }) => path)]
  const left = names.filter((name) => matchesRule(debug.patterns, name))
  const say = (
    rule: string,
    from: { severity: Finding["severity"] | "off"; cure: string },
    message: string,
    evidence: Finding["evidence"],
  ) => finding({ rule: `runs.${rule}`, severity: from.severity, subject, message, evidence, cure: from.cure })
  return [
    ...large.flatMap(({ path, bytes }) =>
      say("large-artifacts", large_artifacts, `${path} has ${Math.round(bytes! / 1e6)} MB`, { path, bytes: bytes! }),
    ),
    ...twice.flatMap((keys) =>
      say("redundant", redundant, `params ${keys.join(" and ")} are the same`, { params: keys }),
    ),
    ...(left.length > 0
      ? say("debug", debug, `${few(left)} ${left.length > 1 ? "look" : "looks"} temporary`, { names: left })
      : []),
  ]
}

/** Some finished run of every experiment should be in the registry. */
function registration(runs: readonly AuditedRun[], { runs: { registered } }: AuditRules): Finding[] {
  const finished = runs.filter(({ run }) => run.status === "FINISHED" && taskOfRun(run) !== undefined)
  const ids = [...new Set(finished.map(({ run }) => run.experimentId))]
  return ids.flatMap((id) => {
    const own = finished.filter(({ run }) => run.experimentId === id)
    if (own.some((each) => each.registered)) return []
    const name = own[0]!.experiment
    return finding({
      rule: "runs.registered",
      severity: registered.severity,
      subject: { kind: "experiment", id, name },
      message: `none of ${own.length} finished runs is in the model registry`,
      evidence: { finished: own.length },
      cure: registered.cure,
    })
  })
}
