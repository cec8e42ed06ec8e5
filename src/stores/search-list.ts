import { FilterError } from "./filter-error.js"
import { readLiteral } from "./search-literal.js"

type Value = string | readonly Value[]

const blank = /(?:[ \t\r\n\f]|#[^\r\n]*|\\\r?\n)+/uy

/** sqlparse gives up beyond this many parentheses in each other. */
const deepest = 100

/**
 * The texts of a list as MLflow takes it, which is Python's literal: neighbours join (`'a' 'b'` is `ab`), a comma may trail,
 * backslashes escape, parentheses around one text mean nothing.
 * @param at where in `text` the group begins, for the message.
 * @throws FilterError for anything else, and for an empty list.
 */
export function parseList(group: string, at: number, text: string): string[] {
  const reader = new ListReader(group)
  const value = reader.value(0)
  const values: readonly Value[] = typeof value === "string" ? [value] : (value ?? [])
  const texts = values.filter((each) => typeof each === "string")
  if (texts.length > 0 && texts.length === values.length && reader.at === group.length) return texts
  throw new FilterError({ text, at, got: group, expected: "a list of quoted texts in parentheses, e.g. ('a', 'b')" })
}

class ListReader {
  at = 0
  readonly group: string

  constructor(group: string) {
    this.group = group
  }

  /** A text or a tuple; undefined for anything else. */
  value(depth: number): Value | undefined {
    if (!this.#take("(")) return this.#joined()
    const values: Value[] = []
    let commas = 0
    while (depth < deepest && !this.#take(")")) {
      if (values.length > commas) return undefined
      const value = this.value(depth + 1)
      if (value === undefined) return undefined
      values.push(value)
      if (this.#take(",")) commas++
    }
    return values.length === 1 && commas === 0 ? values[0] : values
  }

  #joined(): string | undefined {
    let value: string | undefined
    for (;;) {
      this.#skip()
      const literal = readLiteral(this.group, this.at)
      if (literal === undefined) return value
      value = (value ?? "") + literal.value
      this.at = literal.end
    }
  }

  #take(character: string): boolean {
    this.#skip()
    const seen = this.group[this.at] === character
    if (seen) this.at++
    return seen
  }

  #skip(): void {
    blank.lastIndex = this.at
    if (this.at < this.group.length) this.at += blank.exec(this.group)?.[0].length ?? 0
  }
}
