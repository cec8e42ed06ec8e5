import { z } from "zod"

/** How the columns of a table became the inputs of a model. */
export interface Matching {
  /** The table's column for each feature of the model, in the model's order. */
  columns: string[]
  /** True when columns were taken in their order, because the model knows no names. */
  byPosition: boolean
  /** Columns of the table that the model does not use. */
  extra: string[]
  /** Categories that training did not have, read as missing, and how many rows hold them. */
  unseen: { feature: string; category: string; rows: number }[]
  /** What had to be decided, in words. */
  notes: string[]
}

export const matchingSchema: z.ZodType<Matching> = z.object({
  columns: z.array(z.string()),
  byPosition: z.boolean(),
  extra: z.array(z.string()),
  unseen: z.array(z.object({ feature: z.string(), category: z.string(), rows: z.number().int() })),
  notes: z.array(z.string()),
})
