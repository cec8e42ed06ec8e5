import { z } from "zod"
import { type Matching, matchingSchema } from "./matching.js"

/**
 * What a model predicts on average over rows when one or two of its features take the values of a grid. Points of two
 * features are numbered row by row: i * grid[1].length + j.
 */
export interface PartialDependence {
  /** One or two names, in the order asked for. */
  readonly features: readonly string[]
  /** Each feature's values: numbers (NaN is missing), or its categories' names (null is missing). */
  readonly grid: readonly (Float64Array | readonly (string | null)[])[]
  /** Columns of a prediction: the model's outputs, or 1 where it predicts a label. */
  readonly outputs: number
  readonly space: "raw" | "probability"
  /** [output]: the mean prediction at each point. */
  readonly average: readonly Float64Array[]
  /** [output]: rows x points, row-major: individual conditional expectation. */
  readonly individual?: readonly Float64Array[]
  /** Rows that were averaged over. */
  readonly rows: number
  /** For each feature, how many of these rows lie at each of its values or nearest to it. */
  readonly counts: readonly Uint32Array[]
  /** The rows of the table, when it was a sample. */
  readonly sample?: Uint32Array
  readonly matching: Matching
}

const numbers = z.array(z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]))

/** As JSON writes it: typed arrays are lists, numbers that JSON does not know are text. */
export const partialDependenceSchema: z.ZodType = z.object({
  model: z.string(),
  data: z.string(),
  features: z.array(z.string()),
  grid: z.array(z.union([numbers, z.array(z.string().nullable())])),
  outputs: z.number().int(),
  space: z.enum(["raw", "probability"]),
  average: z.array(numbers),
  individual: z.array(numbers).optional(),
  rows: z.number().int(),
  counts: z.array(z.array(z.number().int())),
  sample: z.array(z.number().int()).optional(),
  matching: matchingSchema,
})
