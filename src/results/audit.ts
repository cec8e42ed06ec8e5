import { z } from "zod"

export const auditFamilies = ["metrics", "runs", "names", "store"] as const
export type AuditFamily = (typeof auditFamilies)[number]

/** `fail` would mislead or break something, `warn` should be cured, `info` is good to know. */
export type Severity = "fail" | "warn" | "info"

/** What a finding is about. */
export interface AuditSubject {
  kind: "store" | "experiment" | "run" | "model" | "table" | "feature"
  /** A run's or experiment's id; of others their name. */
  id: string
  name: string
  /** The experiment's name, of runs. */
  experiment?: string
}

/** Something that a run should have logged. */
export interface MissingItem {
  kind: "metric" | "param" | "tag" | "artifact"
  key: string
  /** Other names that would have been accepted. */
  alternatives: string[]
  /** What it would be, where that is known from what was logged or computed. */
  value: string | number | null
}

/** One thing that an audit found. */
export interface Finding {
  /** `family.rule`, e.g. `metrics.leakage`. */
  rule: string
  family: AuditFamily
  severity: Severity
  subject: AuditSubject
  /** What was found, in a sentence. */
  message: string
  /** The numbers and names behind it. */
  evidence: Record<string, string | number | boolean | null | string[] | number[]>
  /** What to do about it. */
  cure: string
  missing: MissingItem[]
}

/** One of the seven criteria of a store's quality: PASS counts 1, PARTIAL 0.5, FAIL 0. */
export interface Criterion {
  criterion: "Location" | "Naming" | "Metrics" | "Parameters" | "Tags" | "Database" | "Completeness"
  status: "PASS" | "PARTIAL" | "FAIL"
  points: number
  notes: string
}

/** One step of a cleanup, with the command that does it. */
export interface CleanupStep {
  action: "delete-run" | "delete-experiment" | "purge-run" | "purge-experiment" | "archive-store"
  /** A run's or experiment's id, or a store's path. */
  id: string
  name: string
  reason: string
  command: string
}

/** What can go from a store. `leafwise runs gc --plan FILE` does all steps but the archiving of other stores. */
export interface CleanupPlan {
  store: string
  steps: CleanupStep[]
}

/** What an audit of a store, a model and its tables found, the worst first. */
export interface Audit {
  store: string | null
  model: string | null
  families: AuditFamily[]
  runs: number
  counts: { fail: number; warn: number; info: number }
  findings: Finding[]
  criteria: Criterion[] | null
  score: { points: number; total: number; percent: number } | null
  /** Metrics of the model on the given rows, those that its objective is judged by first. */
  headline: { metric: string; train: number | null; test: number | null }[]
  /** Rows of the audited tables, and how many of them were used: fewer where a sample was audited. */
  rows: { side: "train" | "test"; table: string; in: number; used: number }[]
  cleanup: CleanupPlan | null
  /** Checks that could not be made, and why. */
  notes: string[]
}

const evidence = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()), z.array(z.number())])
const value = z.union([z.string(), z.number(), z.null()])

const findingSchema = z.object({
  rule: z.string(),
  family: z.enum(auditFamilies),
  severity: z.enum(["fail", "warn", "info"]),
  subject: z.object({
    kind: z.enum(["store", "experiment", "run", "model", "table", "feature"]),
    id: z.string(),
    name: z.string(),
    experiment: z.string().optional(),
  }),
  message: z.string(),
  evidence: z.record(z.string(), evidence),
  cure: z.string(),
  missing: z.array(
    z.object({
      kind: z.enum(["metric", "param", "tag", "artifact"]),
      key: z.string(),
      alternatives: z.array(z.string()),
      value,
    }),
  ),
})

export const cleanupPlanSchema: z.ZodType<CleanupPlan> = z.object({
  store: z.string(),
  steps: z.array(
    z.object({
      action: z.enum(["delete-run", "delete-experiment", "purge-run", "purge-experiment", "archive-store"]),
      ...{ id: z.string(), name: z.string(), reason: z.string(), command: z.string() },
    }),
  ),
})

export const auditSchema: z.ZodType = z.object({
  store: z.string().nullable(),
  model: z.string().nullable(),
  families: z.array(z.enum(auditFamilies)),
  runs: z.number().int(),
  counts: z.object({ fail: z.number().int(), warn: z.number().int(), info: z.number().int() }),
  findings: z.array(findingSchema),
  criteria: z
    .array(
      z.object({
        criterion: z.enum(["Location", "Naming", "Metrics", "Parameters", "Tags", "Database", "Completeness"]),
        status: z.enum(["PASS", "PARTIAL", "FAIL"]),
        points: z.number(),
        notes: z.string(),
      }),
    )
    .nullable(),
  score: z.object({ points: z.number(), total: z.number(), percent: z.number() }).nullable(),
  headline: z.array(z.object({ metric: z.string(), train: z.number().nullable(), test: z.number().nullable() })),
  rows: z.array(
    z.object({
      ...{ side: z.enum(["train", "test"]), table: z.string(), in: z.number().int(), used: z.number().int() },
    }),
  ),
  cleanup: cleanupPlanSchema.nullable(),
  notes: z.array(z.string()),
})

/** A plan from a parsed file. @throws RangeError that names the first field that is wrong. */
export function checkedPlan(value: unknown): CleanupPlan {
  const { data, error } = cleanupPlanSchema.safeParse(value)
  if (data) return data
  const [issue] = error!.issues
  throw new RangeError(
    `${issue?.path.join(".") || "the top"}: ${issue?.message}; leafwise audit --plan FILE writes plans`,
  )
}
