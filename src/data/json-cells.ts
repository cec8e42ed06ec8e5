/**
 * Values as JSON that come back as they were, also those that JSON has no words for: whole numbers of any size (bigint),
 * NaN, the infinities and -0. Each is a text that begins with NUL; a text that begins so itself gets another one.
 */
export function jsonOfCells(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === "bigint") return `${NUL}n${each}`
    if (typeof each === "number")
      return Number.isFinite(each) && !Object.is(each, -0) ? each : `${NUL}f${numberOf(each)}`
    return typeof each === "string" && each.startsWith(NUL) ? `${NUL}s${each}` : each
  })
}

/** What `jsonOfCells` wrote. @throws SyntaxError for what is no JSON. */
export function cellsOfJson(text: string): unknown {
  return JSON.parse(text, (_, each: unknown) => {
    if (typeof each !== "string" || !each.startsWith(NUL)) return each
    const rest = each.slice(2)
    return each[1] === "n" ? BigInt(rest) : each[1] === "f" ? Number(rest) : rest
  })
}

const NUL = "\0"

function numberOf(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value)
}
