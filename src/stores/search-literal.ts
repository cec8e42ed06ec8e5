/** A prefix that keeps the value text, and one or three quotes. */
const opening = /([rRuU]?)('''|"""|'|")/uy

const escaped = /\\(?:([0-7]{1,3})|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(\r\n|[\s\S]))/gi

const simple: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
  "\r": "",
  "\r\n": "",
}

/** A quoted text as Python's source writes it, and where it ends; undefined where there is none. */
export function readLiteral(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  opening.lastIndex = at
  const [start, prefix = "", quote = ""] = opening.exec(text) ?? []
  if (start === undefined) return undefined
  const from = at + start.length
  const to = closing(text, from, quote)
  if (to === undefined) return undefined
  const body = text.slice(from, to)
  const value = /r/i.test(prefix) ? body : unescaped(body)
  return value === undefined ? undefined : { value, end: to + quote.length }
}

/** Where the quote closes. One quote does not reach over a line's end. */
function closing(text: string, from: number, quote: string): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text.startsWith(quote, at)) return at
    if (text[at] === "\\") at++
    else if (quote.length === 1 && /[\r\n]/.test(text[at]!)) return undefined
  }
  return undefined
}

/** Unknown escapes keep their backslash; undefined for broken ones. */
function unescaped(body: string): string | undefined {
  let broken = false
  const value = body.replace(
    escaped,
    (all: string, octal?: string, x?: string, u?: string, long?: string, one = "") => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
      const code = Number.parseInt(x ?? u ?? long ?? "0", 16)
      broken ||= code > 0x10ffff || /^[xuUN]$/.test(one)
      if (one === "") return code > 0x10ffff ? "" : String.fromCodePoint(code)
      return simple[one] ?? all
    },
  )
  return broken ? undefined : value
}
