import { z } from "zod"
import { type AuditFamily, auditFamilies } from "./audit.js"
import { flag, type Schema, whole, words } from "./request-schema.js"

/** The query of `GET /experiments`. */
export interface ExperimentsQuery {
  filter?: string | undefined
  view?: "active" | "deleted" | "all" | undefined
}

/** The query of `GET /runs`. */
export interface RunsQuery {
  experiment?: string[] | undefined
  filter?: string | undefined
  order_by?: string[] | undefined
  view?: "active" | "deleted" | "all" | undefined
  limit?: number | undefined
  page_token?: string | undefined
  store?: string | undefined
}

/** The query of `GET /audit`. */
export interface AuditQuery {
  experiment?: string[] | undefined
  family?: AuditFamily[] | undefined
  deep?: number | undefined
  store?: string | undefined
}

/** The query of `POST /models/rank`. */
export interface RankQuery {
  experiment_name: string
  metric?: string | undefined
  top_n?: number | undefined
  ascending?: boolean | undefined
}

/** The body of `POST /shap`. */
export interface ShapBody {
  model: string
  data: string
  background?: string | undefined
  target?: string | undefined
  space?: "raw" | "probability" | undefined
  output?: number | undefined
  sample?: number | undefined
  seed?: number | undefined
  top?: number | undefined
  batch_rows?: number | undefined
}

/** The body of `POST /runs/{id}/importance`. */
export interface ImportanceBody {
  model?: string | undefined
  data: string
  target: string | string[]
  train?: string | undefined
  metric?: string | undefined
  repeats?: number | undefined
  seed?: number | undefined
  threshold?: number | undefined
  output?: number | undefined
  weights?: string | undefined
  group?: string | undefined
  block_by?: string | undefined
}

/** A parameter that may be given more than once. */
function several(description: string): z.ZodType<string[], string | string[]> {
  const one = z.string("expected a text").min(1, "expected a text, got an empty one")
  return z.union([one.transform((text) => [text]), z.array(one)]).meta({
    description: `${description}; may be given again`,
    type: "array",
    items: { type: "string" },
    anyOf: undefined,
  })
}

const view = z
  .enum(["active", "deleted", "all"], "expected active, deleted or all")
  .meta({ description: "what is deleted is left out, alone, or included", byDefault: "active" })
  .optional()
const filter = z.string("expected one filter").meta({ description: "in MLflow's grammar" }).optional()

/** No parameters at all. */
export const nothingSchema: Schema<Record<string, never>> = z.strictObject({})

export const experimentsQuerySchema: Schema<ExperimentsQuery> = z.strictObject({ filter, view })

export const runsQuerySchema: Schema<RunsQuery> = z.strictObject({
  experiment: several("an experiment's name or id").optional(),
  filter,
  order_by: several("e.g. metrics.auc DESC").optional(),
  view,
  limit: whole(1, "so many runs at most, 1000 by default, 50000 at most", 1000).optional(),
  page_token: words("nextPageToken of the page before").optional(),
  store: words("the name of one of several stores").optional(),
})

const families = `expected ${auditFamilies.join(", ")}, with commas between`

export const auditQuerySchema: Schema<AuditQuery> = z.strictObject({
  experiment: several("only this experiment, by name or id").optional(),
  family: z
    .string(families)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(auditFamilies, families)))
    .meta({ description: `what is looked at: ${auditFamilies.join(", ")}, with commas between; all by default` })
    .optional(),
  deep: whole(0, "read artifacts and histories of so many runs, the newest", 1000).optional(),
  store: words("the name of one of several stores").optional(),
})

export const artifactsQuerySchema: Schema<{ path?: string | undefined }> = z.strictObject({
  path: z.string("expected one folder").meta({ description: "a folder of the run, all by default" }).optional(),
})

export const rankQuerySchema: Schema<RankQuery> = z.strictObject({
  experiment_name: words("MLflow experiment name, matched exactly"),
  metric: words("metric to rank by").meta({ byDefault: "avg_test_r2" }).optional(),
  top_n: whole(1, "number of top models to tag", 10).optional(),
  ascending: flag("whether the least value is the best", false).optional(),
})

const source = "the path of a served file, or runs:/ID/PATH"
const model = `${source}, models:/NAME/VERSION, models:/NAME/STAGE or models:/NAME@ALIAS`
const count = (least: number, description: string) =>
  z
    .number("expected a whole number")
    .int("expected a whole number")
    .min(least, `expected at least ${least}`)
    .meta({ description })
    .optional()

export const shapBodySchema: Schema<ShapBody> = z.strictObject({
  model: words(model),
  data: words(source),
  background: words(`rows that stand for a feature's absence: ${source}`).optional(),
  target: words("a column of the data to score the model on").optional(),
  space: z.enum(["raw", "probability"], "expected raw or probability").optional(),
  output: count(0, "one output of a model with several"),
  sample: count(1, "explain so many rows, drawn with the seed"),
  seed: count(0, "of the sample"),
  top: count(1, "answer so many features only"),
  batch_rows: count(1, "read a served file so many rows at a time; large files are, without being asked"),
})

export const importanceBodySchema: Schema<ImportanceBody> = z.strictObject({
  model: words(`${model}; the run's own model by default`).optional(),
  data: words(source),
  target: z
    .union([words("a column"), z.array(words("a column")).min(1)], "expected a column's name")
    .meta({ description: "what came true: a column, or a list of columns, one an output" }),
  train: words(`the rows of training, scored beside: ${source}`).optional(),
  metric: words("what falls; what fits the model's objective by default").optional(),
  repeats: count(1, "permutations of each feature, 5 by default"),
  seed: count(0, "of the permutations"),
  threshold: z
    .number("expected a number")
    .meta({ description: "below it a feature is a candidate to drop" })
    .optional(),
  output: count(0, "one output of a model with several"),
  weights: words("a column of the rows' weights").optional(),
  group: words("a column of the groups that ranking metrics rank within").optional(),
  block_by: words("a column: values change places only between rows that are equal there").optional(),
})
