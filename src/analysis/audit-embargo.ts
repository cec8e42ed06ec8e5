import { groupBy } from "../data/group-by.js"
import type { Run } from "../data/run.js"
import type { AuditSubject, Finding } from "../results/audit.js"
import type { AuditRules } from "../results/audit-rules.js"
import { type AuditedRun, isNested } from "./audited-run.js"
import { finding, short } from "./finding.js"

/** What a run or a name says about its windows, in months. */
export interface WindowFacts {
  readonly horizon: number | null
  readonly embargo: number | null
  readonly train: number | null
}

/** One finding for the runs of an experiment that say the same. */
export function embargoFindings(runs: readonly AuditedRun[], rules: AuditRules): Finding[] {
  const own = runs.filter(({ run }) => !isNested(run))
  const groups = groupBy(own, ({ run, experiment }) => JSON.stringify([run.experimentId, windowFacts(run, experiment)]))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    const facts = windowFacts(first!.run, first!.experiment)
    const subject: AuditSubject =
      group.length === 1
        ? { kind: "run", id: first!.run.runId, name: first!.run.runName, experiment: first!.experiment }
        : { kind: "experiment", id: first!.run.experimentId, name: first!.experiment }
    return embargoOf(subject, facts, group.length, rules)
  })
}

/** The rule of thumb `horizon // 2` fails, anything below the horizon warns, short training windows are said. */
export function embargoOf(
  subject: AuditSubject,
  { horizon, embargo, train }: WindowFacts,
  runs: number,
  { metrics: { embargo: rule } }: AuditRules,
): Finding[] {
  if (horizon === null) return []
  const usual = rule.horizons[`${horizon}m`]
  const least = Math.floor(horizon / 2)
  const common = { subject, cure: rule.cure }
  const evidence = {
    horizon_months: horizon,
    embargo_months: embargo,
    rule_of_thumb_months: least,
    usual_months: usual?.embargo_months ?? null,
    runs,
  }
  const found: Finding[] = []
  if (embargo === null) {
    found.push(
      ...finding({
        ...common,
        rule: "metrics.embargo",
        severity: soft(rule.severity),
        evidence,
        message: `the horizon is ${horizon} months and no embargo is logged; the rule of thumb is ${least}`,
      }),
    )
  } else if (embargo < horizon) {
    const overlap = horizon - embargo
    const below = embargo < least
    const why = below
      ? `the rule of thumb is ${least}`
      : "as long as the rule of thumb says, but shorter than the horizon"
    found.push(
      ...finding({
        ...common,
        rule: "metrics.embargo",
        severity: below ? rule.severity : soft(rule.severity),
        evidence: { ...evidence, overlap_months: overlap },
        message: `an embargo of ${embargo} months for a horizon of ${horizon}: ${why}; the last ${overlap} months of labels overlap the test`,
      }),
    )
  }
  if (usual && train !== null && train < 12 * usual.min_years) {
    found.push(
      ...finding({
        ...common,
        rule: "metrics.train-window",
        severity: soft(rule.severity),
        evidence: { horizon_months: horizon, train_months: train, least_months: 12 * usual.min_years, runs },
        message: `a training window of ${short(train)} months for a horizon of ${horizon}, expected at least ${usual.min_years} years`,
        cure: `Train on at least ${usual.min_years} years.`,
      }),
    )
  }
  return found
}

function soft(severity: AuditRules["metrics"]["embargo"]["severity"]): AuditRules["metrics"]["embargo"]["severity"] {
  return severity === "fail" ? "warn" : severity
}

/** From params and tags, else from the names of the target (`raw_return_12m`) and the experiment (`_tr3m_te1m`). */
export function windowFacts(
  { params, tags, runName }: Pick<Run, "params" | "tags" | "runName">,
  experiment: string,
): WindowFacts {
  const said = { ...tags, ...params }
  const target = said.target ?? said.target_col ?? said.label ?? said.target_column
  const name = /(?:^|_)tr(\d+)([my])(?=_|$)/.exec(`${experiment}_${runName}`)
  return {
    horizon: monthsOf(said, "horizon") ?? months(/_(\d+[my])(?:_|$)/i.exec(target ?? "")?.[1]),
    embargo: monthsOf(said, "embargo") ?? monthsOf(said, "purge"),
    train:
      monthsOf(said, "train_window") ?? monthsOf(said, "train") ?? months(name ? `${name[1]}${name[2]}` : undefined),
  }
}

function monthsOf(said: Readonly<Record<string, string>>, what: string): number | null {
  const inYears = Number(said[`${what}_years`] ?? "")
  if (said[`${what}_years`] !== undefined && Number.isFinite(inYears)) return 12 * inYears
  const plain = said[`${what}_months`] ?? said[what]
  return months(plain)
}

const monthsIn: Readonly<Record<string, number>> = { d: 12 / 365.25, w: 84 / 365.25, m: 1, q: 3, y: 12 }

/** `3m`, `12 months`, `1y`, `10 days` or a plain number of months; null for anything else. */
export function months(text: string | undefined): number | null {
  const parts = /^\s*(\d+(?:\.\d+)?)\s*(d|days?|w|weeks?|m|mo|months?|q|quarters?|y|yr|years?)?\s*$/i.exec(text ?? "")
  if (!parts) return null
  return Number(parts[1]) * monthsIn[(parts[2] ?? "m").charAt(0).toLowerCase()]!
}
