/**
 * A result as JSON text, two spaces deep. Numbers that JSON does not know are the texts "NaN", "Infinity" and
 * "-Infinity"; integers beyond 2^53 are text; typed arrays are lists.
 */
export function writeJson(result: unknown): string {
  return `${JSON.stringify(result, plainJson, 2)}\n`
}

/** What `JSON.stringify` is told of each value. */
export function plainJson(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value)
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value
}
