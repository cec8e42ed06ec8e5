import { FilterError } from "./filter-error.js"
import { type Field, fieldOf, type Subject } from "./search-fields.js"
import { identifierAt } from "./search-filter.js"
import { lex, type Token } from "./search-lexer.js"

/** One field to order by. */
export interface Order extends Field {
  readonly ascending: boolean
}

const expected = "one field, then ASC or DESC or neither, e.g. metrics.auc DESC; several fields are several texts"

/**
 * One text of MLflow's `order_by`: sqlparse must see one identifier in it, and Python's shlex one or two words.
 * @throws FilterError for what MLflow refuses.
 */
export function parseOrder(order: string, subject: Subject): Order {
  const wrong = (at = 0, got = order) => new FilterError({ text: order, at, got, expected }, "order")
  const tokens = lex(order)
  if (!isOneIdentifier(tokens)) throw wrong()
  const words = splitWords(order.replaceAll("`", '"'))
  if (words === undefined || words.length < 1 || words.length > 2) throw wrong()
  const [first = "", direction = "asc"] = words
  if (!/^(asc|desc)$/i.test(direction)) throw wrong(order.length - direction.length, direction)
  const { entity, key, name } = fieldOf(words.length === 2 ? first.trim() : order.trim(), 0, order, subject)
  const known = subject.orderedEntities.has(entity) && !(entity === "text" && subject.unordered.has(name))
  if (known) return { entity, key, ascending: /^asc$/i.test(direction) }
  throw wrong()
}

/** An identifier from end to end; a number behind its dot passes for one where ASC or DESC follows, as does an alias. */
function isOneIdentifier(tokens: readonly Token[]): boolean {
  const solid = tokens.filter(({ kind }) => kind !== "space")
  if (tokens[0]?.kind === "space" || tokens.at(-1)?.kind === "space") return false
  const head = identifierAt(solid, 0)
  if (!head) return false
  return head.next === solid.length || endsAsAlias(solid, head.next)
}

function endsAsAlias(tokens: readonly Token[], from: number): boolean {
  const alias = identifierAt(tokens, from)
  if (alias) return alias.next === tokens.length
  const [first, second] = tokens.slice(from)
  const ordered = second?.kind === "order" && tokens.length === from + 2
  return ordered && (first?.kind === "integer" || first?.kind === "float" || /^as$/i.test(first?.text ?? ""))
}

/** The words of a text by the rules of Python's shlex; undefined for a quote that is left open. */
function splitWords(text: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote = ""
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    const escapes = character === "\\" && quote !== "'"
    if (escapes && at + 1 === text.length) return undefined
    if (escapes && (quote === "" || text[at + 1] === quote || text[at + 1] === "\\")) word = (word ?? "") + text[++at]!
    else if (character === quote) quote = ""
    else if (quote === "" && (character === "'" || character === '"')) {
      quote = character
      word ??= ""
    } else if (quote === "" && " \t\r\n".includes(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? "") + character
  }
  if (quote !== "") return undefined
  return word === undefined ? words : [...words, word]
}
