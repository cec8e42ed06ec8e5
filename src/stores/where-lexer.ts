import { FilterError } from "./filter-error.js"

/** `word` is a bare name, dotted or not; `name` one with quoted parts; `sign` an operator or a bracket. */
export interface WhereToken {
  readonly kind: "number" | "text" | "word" | "sign" | "end"
  readonly text: string
  readonly at: number
}

const word = "[\\p{L}_][\\p{L}\\p{N}_]*"
const part = `(?:[\\p{L}\\p{N}_]+|\`[^\`]*\`|"[^"]*")`

const pattern = new RegExp(
  [
    "(?<space>\\s+)",
    `(?<word>(?:${word}|\`[^\`]*\`)(?:\\.${part})*)`,
    "(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)",
    "(?<text>'(?:''|[^'])*'|\"[^\"]*\")",
    "(?<sign>=~|!~|==|!=|<>|<=|>=|[-+*/=<>(),])",
  ].join("|"),
  "uy",
)

/** The pieces of a `where`, an "end" behind them. @throws FilterError for a character that means nothing. */
export function lexWhere(text: string): WhereToken[] {
  const tokens: WhereToken[] = []
  for (let at = 0; at < text.length; ) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found)
      throw new FilterError(
        { text, at, got: text.slice(at, at + 20), expected: "a field, a value or an operator" },
        "where",
      )
    const [kind] = Object.entries(found.groups!).find(([, value]) => value !== undefined)! as [
      WhereToken["kind"] | "space",
      string,
    ]
    if (kind !== "space") tokens.push({ kind, text: found[0], at })
    at += found[0].length
  }
  return [...tokens, { kind: "end", text: "", at: text.length }]
}
