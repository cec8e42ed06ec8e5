import type { SqlValue } from "./data/sql.js"

/**
 * A statement whose texts come as bytes. Bindings of SQLite stop at a NUL in a text, and libsql ends the whole process
 * at one that is no UTF-8; as bytes every text can be read.
 * @param columns how many columns the statement has.
 */
export function textsAsBytes(statement: string, columns: number): string {
  const names = Array.from({ length: columns }, (_, i) => `c${i}`)
  const cells = names.map((name) => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`)
  return `WITH q(${names.join(", ")}) AS (${statement}) SELECT ${cells.join(", ")} FROM q`
}

/**
 * Turns cells as a binding gives them into values: bytes into texts, whole numbers into numbers where those are exact.
 * @param decode for texts in UTF-8, where there is a faster way than the usual one.
 */
export function cellReader(
  encoding: string,
  damaged: () => void,
  decode?: (bytes: Uint8Array) => string,
): (cell: unknown) => SqlValue {
  const decoder = new TextDecoder(encoding.toLowerCase(), { ignoreBOM: true })
  const textOf = decode && encoding === "UTF-8" ? decode : (bytes: Uint8Array) => decoder.decode(bytes)
  return (cell) => {
    if (cell instanceof Uint8Array) {
      const text = textOf(cell)
      if (text.includes("\uFFFD") && !isText(cell, encoding)) damaged()
      return text
    }
    if (typeof cell === "bigint") return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell
    return (cell ?? null) as SqlValue
  }
}

/** How a value is handed to SQLite: a number without a fraction as an integer, since 1.0 is no key of an integer column. */
export function boundValue(value: SqlValue): SqlValue {
  return typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
}

function isText(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding.toLowerCase(), { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
