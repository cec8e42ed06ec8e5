import { z } from "zod"

/** The shape that a part of a request must have. */
export type Schema<Value> = z.ZodType<Value>

/** What a request got wrong in one field: where, and what was expected. */
export interface Fault {
  readonly field: string
  readonly message: string
}

/** The value as the schema makes it, or what is wrong with it. */
export function checked<Value>(schema: Schema<Value>, value: unknown): { value: Value } | { faults: Fault[] } {
  const done = schema.safeParse(value)
  if (done.success) return { value: done.data }
  const faults = done.error.issues.map(({ path, message, code, ...issue }) => ({
    field: code === "unrecognized_keys" && "keys" in issue ? issue.keys.join(", ") : path.join("."),
    message: code === "unrecognized_keys" ? "there is no such parameter" : message,
  }))
  return { faults }
}

/** The JSON Schema of what is sent (`input`) or answered (`output`), without its dialect. */
export function jsonSchema(schema: Schema<unknown>, io: "input" | "output"): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" })
  return rest
}

/** A text. */
export function words(description: string): z.ZodType<string> {
  return z
    .string({ error: ({ input }) => `expected a text${input === undefined ? ", got none" : ""}` })
    .min(1, "expected a text, got an empty one")
    .meta({ description })
}

/** A whole number in a query. */
export function whole(least: number, description: string, byDefault?: number): z.ZodType<number, string> {
  return z
    .string("expected one whole number")
    .transform((text, context) => {
      const value = Number(text)
      if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
      context.addIssue(`got ${JSON.stringify(text)}, expected a whole number of at least ${least}`)
      return z.NEVER
    })
    .meta({ type: "integer", minimum: least, description, ...(byDefault !== undefined && { byDefault }) })
}

const truth = new Map(
  [
    ["true", "1", "yes", "on", "t", "y"].map((word) => [word, true] as const),
    ["false", "0", "no", "off", "f", "n"].map((word) => [word, false] as const),
  ].flat(),
)

/** True or false in a query, in the words that FastAPI takes. */
export function flag(description: string, byDefault: boolean): z.ZodType<boolean, string> {
  return z
    .string("expected true or false")
    .transform((text, context) => {
      const value = truth.get(text.toLowerCase())
      if (value !== undefined) return value
      context.addIssue(`got ${JSON.stringify(text)}, expected true or false`)
      return z.NEVER
    })
    .meta({ type: "boolean", description, byDefault })
}
