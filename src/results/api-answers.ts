import { z } from "zod"
import { permutationImportanceSchema } from "./permutation-importance.js"
import type { Schema } from "./request-schema.js"

/** As JSON writes numbers: those that it does not know are texts. */
const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])])
const time = z.number().nullable().meta({ description: "ms since 1970" })
const texts = z.record(z.string(), z.string())
const stage = z.enum(["active", "deleted"])

const problem = z.object({ path: z.string(), line: z.number().optional(), reason: z.string() })

const experiment = z.object({
  experimentId: z.string(),
  name: z.string(),
  lifecycleStage: stage,
  creationTime: time,
  lastUpdateTime: time,
  tags: texts,
  runCount: z.number().int(),
  source: z.string().optional(),
  store: z.string(),
})

const run = z.object({
  runId: z.string(),
  runName: z.string(),
  experimentId: z.string(),
  status: z.enum(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]),
  startTime: time,
  endTime: time,
  userId: z.string(),
  lifecycleStage: stage,
  deletedTime: z.number().optional(),
  artifactUri: z.string(),
  metrics: z.record(z.string(), number),
  params: texts,
  tags: texts,
  datasets: z.array(z.object({ name: z.string(), digest: z.string(), context: z.string() })),
})

const version = z.object({
  name: z.string(),
  version: z.string(),
  stage: z.enum(["None", "Staging", "Production", "Archived"]),
  source: z.string(),
  runId: z.string(),
  status: z.string(),
  description: z.string(),
  userId: z.string(),
  creationTime: time,
  lastUpdateTime: time,
  tags: texts,
  aliases: z.array(z.string()),
})

export const errorSchema: Schema<unknown> = z.object({ error: z.string(), cure: z.string() })

export const experimentsSchema: Schema<unknown> = z.object({
  stores: z.array(z.object({ name: z.string(), writable: z.boolean() })),
  experiments: z.array(experiment),
  problems: z.array(problem),
})

export const runsSchema: Schema<unknown> = z.object({ runs: z.array(run), nextPageToken: z.string().optional() })

export const runSchema: Schema<unknown> = run

export const artifactsSchema: Schema<unknown> = z.object({
  runId: z.string(),
  path: z.string(),
  files: z.array(z.object({ path: z.string(), folder: z.boolean(), bytes: z.number().optional() })),
})

export const historySchema: Schema<unknown> = z.object({
  runId: z.string(),
  key: z.string(),
  history: z.array(
    z.object({
      value: number,
      timestamp: z.number(),
      step: z.union([z.number(), z.string()]).meta({ description: "a text beyond 2^53" }),
    }),
  ),
})

export const registrySchema: Schema<unknown> = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      creationTime: time,
      lastUpdateTime: time,
      tags: texts,
      aliases: texts,
      versions: z.array(version),
      store: z.string(),
    }),
  ),
})

export const loggedImportanceSchema: Schema<unknown> = z.object({
  runId: z.string(),
  importance: permutationImportanceSchema,
  logged: z
    .object({
      metrics: z.number().int(),
      params: z.number().int(),
      artifacts: z.array(z.string()),
      asTags: z.array(z.string()),
    })
    .nullable()
    .meta({ description: "null where the server only reads" }),
  notes: z.array(z.string()),
})
