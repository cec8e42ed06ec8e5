import { z } from "zod"

/** `off` turns a rule off. */
export type RuleSeverity = "fail" | "warn" | "info" | "off"

/** What every rule has: how bad a finding is, and what cures it. */
export interface Rule {
  severity: RuleSeverity
  cure: string
}

/** A name, or several of which one is enough. */
type Wanted = string | string[]

/** One list of things that runs should have. */
export interface RunRequirement extends Rule {
  id: string
  /** Which of the seven criteria it counts for. */
  criterion?: "Metrics" | "Parameters" | "Tags" | undefined
  /** The kinds of models that it is asked of; all by default. */
  tasks?: ("classification" | "regression" | "ranking")[] | undefined
  metrics?: Wanted[] | undefined
  params?: Wanted[] | undefined
  tags?: Wanted[] | undefined
  /** What may be a metric, a param or a tag. */
  logged?: Wanted[] | undefined
  artifacts?: { name: string; patterns: string[] }[] | undefined
}

interface NameRule extends Rule {
  /** A name that matches one of these tells nothing. */
  vague: string[]
  /** A name has to match one of these. */
  patterns: string[]
}

/** The rules of `leafwise audit`, as audit-rules.yaml has them. */
export interface AuditRules {
  metrics: {
    leakage: Rule & { auc: number; perfect: number }
    overfitting: Rule & { gap: number; fail_gap: number; loss_ratio: number }
    shift: Rule & { sd: number; relative_sd: number; windows: number }
    imbalance: Rule & { precision: number; recall: number }
    small_groups: Rule & { rows: number; share: number }
    embargo: Rule & { horizons: Record<string, { min_years: number; embargo_months: number }> }
    lone_feature: Rule & { auc: number; margin: number }
    importance_gap: Rule & { ratio: number; least: number }
    forbidden_features: Rule & { target: string[]; date: string[]; id: string[] }
    shared_rows: Rule & { fail_share: number }
    headline: Rule & { classification: string[]; regression: string[]; ranking: string[] }
  }
  runs: {
    metric_aliases: Record<string, string[]>
    metric_prefixes: string[]
    param_aliases: Record<string, string[]>
    require: RunRequirement[]
    /** `also`: values of this form are accepted, and said. */
    tag_values: Record<string, { values: string[]; also?: string | undefined; severity: RuleSeverity }>
    random_state: Rule & { value: number }
    feature_count: Rule
    pinned: Rule
    nested_folds: Rule
    experiment_name: Rule
    large_artifacts: Rule & { megabytes: number; patterns: string[] }
    redundant: Rule
    debug: Rule & { patterns: string[] }
    intermediate: Rule & { epochs: string[] }
    registered: Rule
  }
  names: {
    run: NameRule
    experiment: NameRule
    /** Names that begin so must have the whole form; its named groups are params or tags. */
    formats: { begins: string; form: string; example: string }[]
    values: Rule & {
      /** Words with a number behind them that must be a param, e.g. window_30, and that param's names. */
      keys: Record<string, string[]>
      /** Short forms: the group `n` times its unit is the param times its factor. */
      short: { pattern: string; units?: Record<string, number> | undefined; params: Record<string, number> }[]
    }
  }
  store: {
    failed: Rule
    running: Rule & { hours: number }
    empty: Rule
    duplicate: Rule
    deleted: Rule & { days: number }
    location: Rule & { folder: string; not_under: string[] }
    database: Rule
  }
}

const severity = z.enum(["fail", "warn", "info", "off"])
const names = z.array(z.string().min(1))
const pattern = z.string().refine(compiles, { message: "expected a regular expression" })
const patterns = z.array(pattern)

function compiles(text: string): boolean {
  try {
    new RegExp(text, "u")
    return true
  } catch {
    return false
  }
}

const requirement: z.ZodType<RunRequirement> = z.strictObject({
  id: z.string().min(1),
  severity,
  criterion: z.enum(["Metrics", "Parameters", "Tags"]).optional(),
  tasks: z.array(z.enum(["classification", "regression", "ranking"])).optional(),
  metrics: z.array(z.union([z.string(), names])).optional(),
  params: z.array(z.union([z.string(), names])).optional(),
  tags: z.array(z.union([z.string(), names])).optional(),
  logged: z.array(z.union([z.string(), names])).optional(),
  artifacts: z.array(z.strictObject({ name: z.string(), patterns })).optional(),
  cure: z.string(),
})

const allowed = z.strictObject({
  values: names,
  also: pattern.optional(),
  severity,
})

const auditRulesSchema: z.ZodType<AuditRules> = z.strictObject({
  metrics: z.strictObject({
    leakage: z.strictObject({ severity, auc: z.number(), perfect: z.number(), cure: z.string() }),
    overfitting: z.strictObject({
      ...{ severity, gap: z.number(), fail_gap: z.number(), loss_ratio: z.number(), cure: z.string() },
    }),
    shift: z.strictObject({
      ...{ severity, sd: z.number(), relative_sd: z.number(), windows: z.number().int(), cure: z.string() },
    }),
    imbalance: z.strictObject({ severity, precision: z.number(), recall: z.number(), cure: z.string() }),
    small_groups: z.strictObject({ severity, rows: z.number(), share: z.number(), cure: z.string() }),
    embargo: z.strictObject({
      severity,
      horizons: z.record(z.string(), z.strictObject({ min_years: z.number(), embargo_months: z.number() })),
      cure: z.string(),
    }),
    lone_feature: z.strictObject({ severity, auc: z.number(), margin: z.number(), cure: z.string() }),
    importance_gap: z.strictObject({ severity, ratio: z.number(), least: z.number(), cure: z.string() }),
    forbidden_features: z.strictObject({ severity, target: patterns, date: patterns, id: patterns, cure: z.string() }),
    shared_rows: z.strictObject({ severity, fail_share: z.number(), cure: z.string() }),
    headline: z.strictObject({
      ...{ severity, classification: names, regression: names, ranking: names, cure: z.string() },
    }),
  }),
  runs: z.strictObject({
    metric_aliases: z.record(z.string(), names),
    metric_prefixes: z.array(z.string()),
    param_aliases: z.record(z.string(), names),
    require: z.array(requirement),
    tag_values: z.record(z.string(), allowed),
    random_state: z.strictObject({ severity, value: z.number(), cure: z.string() }),
    feature_count: z.strictObject({ severity, cure: z.string() }),
    pinned: z.strictObject({ severity, cure: z.string() }),
    nested_folds: z.strictObject({ severity, cure: z.string() }),
    experiment_name: z.strictObject({ severity, cure: z.string() }),
    large_artifacts: z.strictObject({ severity, megabytes: z.number(), patterns, cure: z.string() }),
    redundant: z.strictObject({ severity, cure: z.string() }),
    debug: z.strictObject({ severity, patterns, cure: z.string() }),
    intermediate: z.strictObject({ severity, epochs: names, cure: z.string() }),
    registered: z.strictObject({ severity, cure: z.string() }),
  }),
  names: z.strictObject({
    run: z.strictObject({ severity, vague: patterns, patterns, cure: z.string() }),
    experiment: z.strictObject({ severity, vague: patterns, patterns, cure: z.string() }),
    formats: z.array(z.strictObject({ begins: pattern, form: pattern, example: z.string() })),
    values: z.strictObject({
      severity,
      keys: z.record(z.string(), names),
      short: z.array(
        z.strictObject({
          pattern,
          units: z.record(z.string(), z.number()).optional(),
          params: z.record(z.string(), z.number()),
        }),
      ),
      cure: z.string(),
    }),
  }),
  store: z.strictObject({
    failed: z.strictObject({ severity, cure: z.string() }),
    running: z.strictObject({ severity, hours: z.number(), cure: z.string() }),
    empty: z.strictObject({ severity, cure: z.string() }),
    duplicate: z.strictObject({ severity, cure: z.string() }),
    deleted: z.strictObject({ severity, days: z.number(), cure: z.string() }),
    location: z.strictObject({ severity, folder: z.string(), not_under: names, cure: z.string() }),
    database: z.strictObject({ severity, cure: z.string() }),
  }),
})

/**
 * Rules from a parsed file.
 * @throws RangeError that names the first field that is wrong.
 */
export function checkedRules(value: unknown): AuditRules {
  const { data, error } = auditRulesSchema.safeParse(value)
  if (data) return data
  const [issue] = error!.issues
  const where = issue?.path.join(".") || "the top"
  throw new RangeError(`${where}: ${issue?.message}; leafwise audit --print-rules prints the default to start from`)
}
