import { sqlWords } from "./search-words.js"

/**
 * What a piece of a filter is. `single` is text in single, `symbol` in double quotes; `word` a word that SQL keeps for itself;
 * `group` a pair of parentheses and `array` one of square brackets, with what they hold.
 */
export type TokenKind =
  | "space"
  | "name"
  | "symbol"
  | "single"
  | "integer"
  | "float"
  | "word"
  | "order"
  | "compare"
  | "dot"
  | "cast"
  | "star"
  | "mark"
  | "group"
  | "array"
  | "other"

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly start: number
  readonly end: number
}

// Python's classes, whose `\w` and `\s` are not JavaScript's.
const w = "[\\p{L}\\p{N}_]"
const s = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]"
/** A to Z and À to Ü in any case, as Python folds it. */
const a = "[A-Za-zÀ-Öà-öØ-Üø-ü×\\u0130\\u0131\\u017f\\u212a\\u212b]"
const end = `(?!${w})`
const noLetter = `(?![_A-Za-zÀ-Öà-öØ-Üø-ü×\\u0130\\u0131\\u017f\\u212a\\u212b])`

/** The first that fits, wins; their order and extent are those of sqlparse 0.6's rules. */
const sources: readonly (readonly [kind: TokenKind | "bare", source: string])[] = [
  ["other", "(?:--|# )[^\\r\\n]*(?:\\r\\n|\\r|\\n|$)|/\\*\\+?[\\s\\S]*?\\*/"],
  ["space", `${s}+`],
  ["other", ":="],
  ["cast", "::"],
  ["star", "\\*"],
  ["name", "`(?:``|[^`])*`|´(?:´´|[^´])*´"],
  ["other", `\\?|%(?:\\(${w}+\\))?s|(?<!${w})[$:]${w}+|\\\\${w}+`],
  ["word", `(?:CASE|IN|VALUES|USING|FROM|AS)${end}`],
  ["name", `(?:@|##|#)${a}${w}+|${a}${w}*(?=${s}*\\.(?!\\p{Nd}))|(?<=\\.)${a}${w}*|${a}${w}*(?=\\()`],
  ["other", "-?0x[\\p{Nd}A-F]+"],
  ["float", `-?\\p{Nd}+(?:\\.\\p{Nd}+)?E-?\\p{Nd}+|-?(?:\\p{Nd}+\\.\\p{Nd}*|\\.\\p{Nd}+)${noLetter}`],
  ["integer", `-?\\p{Nd}+${noLetter}`],
  ["single", "'(?:''|\\\\'|[^'])*'"],
  ["symbol", '"(?:""|\\\\"|[^"])*"'],
  ["name", `(?<![\\p{L}\\p{N}_\\])])\\[[^\\]\\[]+\\]`],
  ["word", `NOT${s}+NULL${end}`],
  ["order", `(?:ASC|DESC)(?:${s}+NULLS${s}+(?:FIRST|LAST))?${end}|NULLS${s}+(?:FIRST|LAST)${end}`],
  ["compare", `(?:NOT${s}+)?(?:I?LIKE|RLIKE|REGEXP(?:${s}+BINARY)?)${end}`],
  ["bare", `${w}[$#\\p{L}\\p{N}_]*`],
  ["dot", "\\.|->>?"],
  ["mark", "[;:()\\[\\],]"],
  ["other", "#>>?|@>|<@|#-|-"],
  ["compare", "[<>=~!]+"],
  ["other", "[+/@#%^&|^-]+|[\\s\\S]"],
]

type Rule = readonly [kind: TokenKind | "bare", pattern: RegExp]

let rulesOfAll: readonly Rule[] | undefined
let rulesOfAscii: readonly Rule[] | undefined

/** Classes of Unicode take ten times as long to compile as a filter takes to read; most filters have ASCII alone. */
function rulesFor(text: string): readonly Rule[] {
  if (!/^\p{ASCII}*$/u.test(text)) {
    rulesOfAll ??= sources.map(([kind, source]) => [kind, new RegExp(source, "iuy")])
    return rulesOfAll
  }
  const ascii = (source: string) => source.replaceAll("\\p{L}\\p{N}", "A-Za-z0-9").replaceAll("\\p{Nd}", "\\d")
  rulesOfAscii ??= sources.map(([kind, source]) => [kind, new RegExp(ascii(source), "iy")])
  return rulesOfAscii
}

/** The pieces of a text, spaces too; parentheses and brackets that close are one piece each. Never fails. */
export function lex(text: string): Token[] {
  const open: { at: number; bracket: string }[] = []
  const tokens: Token[] = []
  const rules = rulesFor(text)
  for (let start = 0; start < text.length; ) {
    const token = tokenAt(rules, text, start)
    tokens.push(token)
    start = token.end
    if (token.kind === "mark") fold(tokens, open, token, text)
  }
  return tokens
}

function tokenAt(rules: readonly Rule[], text: string, start: number): Token {
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = start
    const found = pattern.exec(text)?.[0]
    if (found === undefined) continue
    const known = kind === "bare" ? (sqlWords.has(found.toLowerCase()) ? "word" : "name") : kind
    return { kind: known, text: found, start, end: start + found.length }
  }
  return { kind: "other", text: text[start]!, start, end: start + 1 }
}

function fold(
  tokens: Token[],
  open: { at: number; bracket: string }[],
  { text: mark, end }: Token,
  text: string,
): void {
  if (mark === "(" || mark === "[") open.push({ at: tokens.length - 1, bracket: mark })
  const opening = mark === ")" ? "(" : mark === "]" ? "[" : undefined
  if (opening === undefined || open.at(-1)?.bracket !== opening) return
  const { at } = open.pop()!
  const { start } = tokens[at]!
  tokens.splice(at, Infinity, { kind: opening === "(" ? "group" : "array", text: text.slice(start, end), start, end })
}
