import { z } from "zod"

/** What a column of a table is for. */
export type Role = "target" | "prediction" | "date" | "group" | "id" | "weight" | "fold"

/** One thing that was looked at and how it came out. `fail` means that results would be wrong or impossible. */
export interface Check {
  name: string
  status: "pass" | "warn" | "fail"
  message: string
}

/** A file or store that was opened, or could not be. */
export interface Item {
  path: string
  kind: "model" | "table" | "store" | "unknown"
  /** What it is, in a line. */
  summary: string
  /** Columns whose role was guessed (tables only). */
  roles: Partial<Record<Role, string>>
  /** What the reader had to decide, or why nothing could be read. */
  notes: string[]
}

/** What was opened, and how each model goes with each table. */
export interface Inventory {
  items: Item[]
  pairs: { model: string; data: string; checks: Check[] }[]
}

const checkSchema: z.ZodType<Check> = z.object({
  name: z.string(),
  status: z.enum(["pass", "warn", "fail"]),
  message: z.string(),
})

export const inventorySchema: z.ZodType<Inventory> = z.object({
  items: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(["model", "table", "store", "unknown"]),
      summary: z.string(),
      roles: z.partialRecord(z.enum(["target", "prediction", "date", "group", "id", "weight", "fold"]), z.string()),
      notes: z.array(z.string()),
    }),
  ),
  pairs: z.array(z.object({ model: z.string(), data: z.string(), checks: z.array(checkSchema) })),
})
