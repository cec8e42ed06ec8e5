import { FilterError } from "./filter-error.js"
import { type Field, fieldOf, type Subject } from "./search-fields.js"
import { lex, type Token } from "./search-lexer.js"
import { parseList } from "./search-list.js"

export type Operator =
  | "="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "LIKE"
  | "ILIKE"
  | "IN"
  | "NOT IN"
  | "IS NULL"
  | "IS NOT NULL"

/** One condition of a filter. A list in place of a text is what MLflow makes of `run_id = ('a')`: equal to no text. */
export interface Clause extends Field {
  readonly operator: Operator
  readonly value: string | number | readonly string[] | null
}

/** Identifiers, operands: what sqlparse makes one piece of. */
interface Piece {
  readonly kind: "identifier" | "literal" | "group" | "other"
  readonly tokens: readonly Token[]
  readonly next: number
}

/**
 * The conditions of a filter in MLflow's grammar as sqlparse 0.6 parses it for MLflow 3.17: conditions joined by AND, which may also
 * be missing, doubled or trail. No conditions for "".
 * @throws FilterError for what MLflow refuses.
 */
export function parseFilter(filter: string, subject: Subject): Clause[] {
  return filter === "" ? [] : new FilterParser(filter, subject).clauses()
}

const ordering = new Set<string>(["=", "!=", "<", "<=", ">", ">="])
const matching = new Set<string>(["=", "!=", "LIKE", "ILIKE"])

class FilterParser {
  readonly text: string
  readonly subject: Subject
  readonly #tokens: readonly Token[]
  readonly #clauses: Clause[] = []
  #at = 0
  /** The piece before, when no AND parts it from this one: SQL takes an identifier behind it for its alias. */
  #before: readonly Token[] = []

  constructor(text: string, subject: Subject) {
    this.text = text
    this.subject = subject
    this.#tokens = lex(text).filter(({ kind }) => kind !== "space")
  }

  clauses(): Clause[] {
    if (this.#tokens.length === 0)
      throw this.#wrong(undefined, "a condition such as metrics.auc > 0.6; nothing at all finds everything")
    while (this.#at < this.#tokens.length) {
      if (isWord(this.#tokens[this.#at], "AND")) this.#skipAnd()
      else this.#clauses.push(this.#clause())
    }
    return this.#clauses
  }

  #skipAnd(): void {
    this.#at++
    this.#before = []
  }

  #clause(): Clause {
    const left = identifierAt(this.#tokens, this.#at)
    if (!left)
      throw this.#wrong(this.#tokens[this.#at], "a field such as metrics.auc, params.`max depth`, tags.team or status")
    const then = this.#tokens[left.next]
    if (then?.kind === "compare") return this.#comparison(left, then)
    return this.#keyword(left)
  }

  #comparison(left: Piece, compare: Token): Clause {
    const right = operandAt(this.#tokens, left.next + 1)
    const field = this.#field(left.tokens)
    if (!right) throw this.#wrong(this.#tokens[left.next + 1], `a value behind ${compare.text}`)
    const operator = compare.text.toUpperCase()
    const value = this.#value(field, right)
    this.#check(field, operator, compare)
    if (Array.isArray(value) && /LIKE$/.test(operator))
      throw this.#wrong(right.tokens[0], "one quoted text behind LIKE")
    this.#at = right.next
    this.#before = left.tokens
    return { entity: field.entity, key: field.key, operator: operator as Operator, value }
  }

  /** IN, NOT IN, IS NULL or IS NOT NULL. Its field may have an alias, which MLflow takes for part of the key. */
  #keyword(left: Piece): Clause {
    const alias = this.#before.length > 0 ? undefined : identifierAt(this.#tokens, left.next)
    const at = alias ? alias.next : left.next
    const [first, second, third] = this.#tokens.slice(at, at + 3)
    const tokens = [...left.tokens, ...(alias?.tokens ?? [])]
    if (isWord(first, "IN") && second?.kind === "group") return this.#inList(tokens, "IN", second, at + 2)
    if (isWord(first, "NOT") && isWord(second, "IN") && third?.kind === "group")
      return this.#inList(tokens, "NOT IN", third, at + 3)
    if (isWord(first, "IS") && isWord(second, "NULL")) return this.#nothing(tokens, "IS NULL", at + 2)
    if (isWord(first, "IS") && isWord(second, "NOT NULL")) return this.#nothing(tokens, "IS NOT NULL", at + 2)
    throw this.#wrong(this.#tokens[left.next], "one of =, !=, <, <=, >, >=, LIKE, ILIKE, IN (...), IS NULL")
  }

  #inList(tokens: readonly Token[], operator: "IN" | "NOT IN", group: Token, next: number): Clause {
    if (this.#before.length > 0) throw this.#wrong(tokens[0], "AND between conditions")
    const field = this.#field(tokens)
    const value = this.#value(field, { kind: "group", tokens: [group], next })
    this.#check(field, operator, group)
    this.#at = next
    this.#before = [group]
    return { entity: field.entity, key: field.key, operator, value }
  }

  #nothing(tokens: readonly Token[], operator: "IS NULL" | "IS NOT NULL", next: number): Clause {
    const field = this.#field([...this.#swallowed(tokens), ...tokens])
    if (!this.subject.nullable.has(field.entity))
      throw this.#wrong(tokens[0], `a field that may be absent before ${operator}: a tag or a param`)
    this.#at = next
    this.#before = []
    return { entity: field.entity, key: field.key, operator, value: null }
  }

  /** Without an AND between, SQL makes a comparison and the field behind it one long name, and so does MLflow. */
  #swallowed(tokens: readonly Token[]): readonly Token[] {
    if (this.#before[0]?.kind === "group") throw this.#wrong(tokens[0], "AND between conditions")
    if (this.#before.length > 0) this.#clauses.pop()
    return this.#before
  }

  #field(tokens: readonly Token[]): Field & { name: string } {
    const start = tokens[0]!.start
    return fieldOf(this.text.slice(start, tokens.at(-1)!.end), start, this.text, this.subject)
  }

  #value({ entity, name }: Field & { name: string }, { kind, tokens }: Piece): string | number | string[] {
    const [first] = tokens as [Token]
    const text = this.text.slice(first.start, tokens.at(-1)!.end)
    if (entity === "metric" || entity === "number") {
      if (kind === "literal" && first.kind !== "single") return numberOf(text)
      throw this.#wrong(first, "a number such as 5, -0.5 or 1e-3")
    }
    if ((kind === "identifier" || first.kind === "single") && isQuoted(text)) return text.slice(1, -1)
    const listed = entity === "dataset" || (entity === "text" && name === this.subject.listed)
    if (kind === "group" && listed) return parseList(text, first.start, this.text)
    throw this.#wrong(first, `a text in quotes${listed ? ", or a list of them in parentheses" : ""}`)
  }

  #check({ entity, name }: Field & { name: string }, operator: string, at: Token): void {
    const lists = entity === "dataset" || entity === "text" ? ["IN", "NOT IN"] : []
    const known = entity === "metric" || entity === "number" ? ordering : matching
    if (known.has(operator) || lists.includes(operator)) return
    throw this.#wrong(at, `one of ${[...known, ...lists].join(", ")} for ${name}`)
  }

  #wrong(token: Token | undefined, expected: string): FilterError {
    return new FilterError({ text: this.text, at: token?.start ?? this.text.length, got: token?.text ?? "", expected })
  }
}

/** What may stand behind a dot, but no dot behind it. */
const ends = new Set<Token["kind"]>(["single", "star", "group"])

/** A name, dotted or not, with what SQL lets follow it: brackets, ASC or DESC, casts. */
export function identifierAt(tokens: readonly Token[], from: number): Piece | undefined {
  const end = afterName(tokens, from)
  if (end === undefined) return undefined
  const next = afterCasts(tokens, end)
  return { kind: "identifier", tokens: tokens.slice(from, next), next }
}

function afterName(tokens: readonly Token[], from: number): number | undefined {
  const head = tokens[from]?.kind
  if (head !== "name" && head !== "symbol") return undefined
  if (head === "name" && tokens[from + 1]?.kind === "group") return undefined
  let next = from + 1
  while (tokens[next]?.kind === "dot" && !ends.has(tokens[next - 1]!.kind)) next = afterDot(tokens, next + 1)
  while (tokens[next]?.kind === "array") next++
  while (tokens[next]?.kind === "order") next++
  return next
}

/** Behind a dot come a name (with parentheses, as a function), a quoted text, a star, brackets, or nothing. */
function afterDot(tokens: readonly Token[], at: number): number {
  const kind = tokens[at]?.kind
  if (kind === "name") return tokens[at + 1]?.kind === "group" ? at + 2 : at + 1
  return kind === "symbol" || kind === "single" || kind === "star" || kind === "array" ? at + 1 : at
}

function afterCasts(tokens: readonly Token[], from: number): number {
  let next = from
  while (tokens[next]?.kind === "cast" && tokens[next + 1] !== undefined) {
    next = afterName(tokens, next + 1) ?? next + 2
  }
  return next
}

function operandAt(tokens: readonly Token[], from: number): Piece | undefined {
  const identifier = identifierAt(tokens, from)
  if (identifier) return identifier
  const kind = tokens[from]?.kind
  if (kind === undefined) return undefined
  const next = afterCasts(tokens, from + 1)
  const literal = kind === "integer" || kind === "float" || kind === "single"
  const own = literal ? "literal" : kind === "group" ? "group" : "other"
  return { kind: next > from + 1 ? "identifier" : own, tokens: tokens.slice(from, next), next }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === word
}

function isQuoted(text: string): boolean {
  return text.length >= 2 && (text[0] === "'" || text[0] === '"') && text.endsWith(text[0])
}

/** Python reads digits of any script. */
function numberOf(text: string): number {
  return Number(text.replace(/\p{Nd}/gu, (digit) => (digit < "\x80" ? digit : String(digitOf(digit.codePointAt(0)!)))))
}

/** Decimal digits of a script stand in runs of ten. */
function digitOf(code: number): number {
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
  return (code - first) % 10
}
