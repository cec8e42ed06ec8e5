/**
 * Reads JSON without losing integers: those beyond 2^53, which MLflow uses for steps, come back as bigint. Python's own
 * `NaN` and `Infinity`, which are no JSON, are read too.
 * @throws SyntaxError for what is no JSON.
 */
export function parseExactJson(text: string): unknown {
  if (!/\d{16}|NaN|Infinity/.test(text)) return JSON.parse(text)
  const mark = freshMark()
  const marked = text.replace(token, (found) => {
    if (found.startsWith('"')) return found
    const exact = /^-?\d+$/.test(found) && Number.isSafeInteger(Number(found))
    return exact ? found : `"${mark}${found}"`
  })
  return JSON.parse(marked, (_, value) => {
    if (typeof value !== "string" || !value.startsWith(mark)) return value
    const found = value.slice(mark.length)
    return /^-?\d+$/.test(found) ? BigInt(found) : Number(found)
  })
}

/** Writes JSON with bigints as plain integers. Numbers that are not finite become the texts that MLflow reads. */
export function writeExactJson(value: unknown): string {
  const mark = freshMark()
  const text = JSON.stringify(value, (_, each) => {
    if (typeof each === "bigint") return `${mark}${each}`
    return typeof each === "number" && !Number.isFinite(each) ? String(each) : each
  })
  return text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1")
}

/** A text, so that its digits are left alone, or what `JSON.parse` would round or refuse; not the digits of a fraction. */
const token = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])|-?\bInfinity\b|\bNaN\b/g

/** What no text of a server begins with: it cannot be guessed. */
function freshMark(): string {
  return `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}:`
}
