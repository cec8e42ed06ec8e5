import { FilterError } from "./filter-error.js"
import { fieldOf, runFields } from "./search-fields.js"
import { readerOf } from "./search-match.js"
import { historyFunctions, summarize } from "./where-history.js"
import { lexWhere, type WhereToken } from "./where-lexer.js"
import { compare, textTest } from "./where-tests.js"
import { numberIn, type WhereContext, type WhereValue } from "./where-values.js"

/** A part of a `where`: a condition or a value. */
export interface WherePart {
  readonly kind: "condition" | "value"
  /** A text of the filter itself: it is no number, whatever it looks like. */
  readonly quoted?: true
  readonly at: WhereToken
  readonly evaluate: (context: WhereContext) => WhereValue
}

/** Attributes that MLflow's filters do not know. */
const more: Readonly<Record<string, "experimentId" | "lifecycleStage">> = {
  experiment_id: "experimentId",
  lifecycle_stage: "lifecycleStage",
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
}

const deepest = 200

/** Reads a `where` from left to right: OR, AND, NOT, comparisons, sums, products, signs; each binds tighter than the one before. */
export class WhereParser {
  /** The metrics whose histories are needed. */
  readonly histories: Set<string> = new Set()
  readonly #text: string
  readonly #tokens: readonly WhereToken[]
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = lexWhere(text)
  }

  whole(): WherePart {
    const part = this.#or()
    if (this.#token.kind === "end") return part
    throw this.wrong(
      this.#token,
      "AND, OR, an operator or the end; keys with other characters than letters, digits, _ and . stand in backticks",
    )
  }

  wrong({ at, text: got }: WhereToken, expected: string): FilterError {
    return new FilterError({ text: this.#text, at, got, expected }, "where")
  }

  #or(): WherePart {
    const parts = [this.#and()]
    while (this.#takeWord("OR")) parts.push(this.#and())
    return this.#joined(parts, (tests, context) => tests.some((test) => test(context) === true))
  }

  #and(): WherePart {
    const parts = [this.#not()]
    while (this.#takeWord("AND")) parts.push(this.#not())
    return this.#joined(parts, (tests, context) => tests.every((test) => test(context) === true))
  }

  #joined(
    parts: readonly WherePart[],
    join: (tests: readonly WherePart["evaluate"][], context: WhereContext) => boolean,
  ): WherePart {
    if (parts.length === 1) return parts[0]!
    const tests = parts.map((part) => this.#expect(part, "condition"))
    return { kind: "condition", at: parts[0]!.at, evaluate: (context) => join(tests, context) }
  }

  #not(): WherePart {
    const at = this.#token
    let negated = 0
    while (this.#takeWord("NOT")) negated++
    const part = this.#comparison()
    if (negated === 0) return part
    const test = this.#expect(part, "condition")
    return { kind: "condition", at, evaluate: (context) => (test(context) === true) === (negated % 2 === 0) }
  }

  #comparison(): WherePart {
    const left = this.#sum()
    const sign = this.#token
    if (sign.kind === "sign" && /^(=~|!~)$/.test(sign.text)) return this.#matching(left, sign)
    if (sign.kind === "sign" && /^[=!<>]/.test(sign.text)) return this.#compared(left, sign)
    const is = this.#takeWord("IS")
    const not = this.#takeWord("NOT")
    if (is) return this.#nothing(left, not)
    if (this.#takeWord("IN")) return this.#listed(left, not)
    const word = this.#token
    if (/^i?like$/i.test(word.text) && word.kind === "word") return this.#matching(left, word, not)
    if (not) throw this.wrong(word, "IN, LIKE or ILIKE behind NOT")
    return left
  }

  #compared(left: WherePart, sign: WhereToken): WherePart {
    this.#at++
    const right = this.#sum()
    const test = compare(sign.text, !left.quoted && !right.quoted)
    const [a, b] = [this.#expect(left, "value"), this.#expect(right, "value")]
    return { kind: "condition", at: left.at, evaluate: (context) => test(a(context), b(context)) }
  }

  #matching(left: WherePart, operator: WhereToken, not = false): WherePart {
    this.#at++
    const token = this.#token
    const pattern = this.#quoted("a pattern in quotes")
    const read = this.#expect(left, "value")
    try {
      const test = textTest(operator.text.toUpperCase(), pattern)
      return { kind: "condition", at: left.at, evaluate: (context) => test(read(context), not) }
    } catch (error) {
      throw this.wrong(token, `a regular expression: ${(error as Error).message}`)
    }
  }

  #nothing(left: WherePart, not: boolean): WherePart {
    if (!this.#takeWord("NULL")) throw this.wrong(this.#token, "NULL or NOT NULL behind IS")
    const read = this.#expect(left, "value")
    return { kind: "condition", at: left.at, evaluate: (context) => (read(context) === null) !== not }
  }

  #listed(left: WherePart, not: boolean): WherePart {
    const read = this.#expect(left, "value")
    this.#take("(", "a list in parentheses behind IN, e.g. ('a', 'b')")
    const values: WherePart[] = []
    do values.push(this.#sum())
    while (this.#takeSign(","))
    this.#take(")", ", or ) in the list")
    const tests = values.map((value) => ({ test: compare("=", !value.quoted), of: this.#expect(value, "value") }))
    const evaluate = (context: WhereContext): boolean => {
      const value = read(context)
      return value !== null && tests.some(({ test, of }) => test(value, of(context))) !== not
    }
    return { kind: "condition", at: left.at, evaluate }
  }

  #sum(): WherePart {
    return this.#operation(/^[+-]$/, () => this.#operation(/^[*/]$/, () => this.#signed()))
  }

  #operation(signs: RegExp, operand: () => WherePart): WherePart {
    let left = operand()
    while (this.#token.kind === "sign" && signs.test(this.#token.text)) {
      const apply = arithmetic[this.#next().text]!
      const [a, b] = [this.#expect(left, "value"), this.#expect(operand(), "value")]
      const evaluate = (context: WhereContext): WhereValue => {
        const [x, y] = [numberIn(a(context)), numberIn(b(context))]
        return x === null || y === null ? null : apply(x, y)
      }
      left = { kind: "value", at: left.at, evaluate }
    }
    return left
  }

  #signed(): WherePart {
    const at = this.#token
    let sign = 1
    let signs = 0
    for (; this.#token.kind === "sign" && /^[+-]$/.test(this.#token.text); signs++)
      if (this.#next().text === "-") sign = -sign
    const part = this.#primary()
    if (signs === 0) return part
    const read = this.#expect(part, "value")
    const evaluate = (context: WhereContext): WhereValue => {
      const value = numberIn(read(context))
      return value === null ? null : sign * value
    }
    return { kind: "value", at, evaluate }
  }

  #primary(): WherePart {
    if (++this.#depth > deepest) throw this.wrong(this.#token, `parentheses at most ${deepest} deep`)
    const part = this.#innermost()
    this.#depth--
    return part
  }

  #innermost(): WherePart {
    const at = this.#next()
    if (at.kind === "number") return constant(at, Number(at.text))
    if (at.kind === "text") return { ...constant(at, unquoted(at.text)), quoted: true }
    if (at.kind === "sign" && at.text === "(") {
      const inner = this.#or()
      this.#take(")", ")")
      return { ...inner, at }
    }
    if (at.kind === "word" && this.#token.text === "(") return this.#call(at)
    if (at.kind === "word") return { kind: "value", at, evaluate: this.#field(at) }
    throw this.wrong(at, "a field such as metrics.auc, a number, a text in quotes or (")
  }

  #call(name: WhereToken): WherePart {
    const called = name.text.toLowerCase()
    this.#at++
    const evaluate = Object.hasOwn(historyFunctions, called)
      ? this.#summary(called, this.#next())
      : this.#converted(called, name)
    this.#take(")", `) behind what ${called} is taken of`)
    return { kind: "value", at: name, evaluate }
  }

  #summary(name: string, token: WhereToken): WherePart["evaluate"] {
    const metric = token.kind === "word" ? fieldOf(token.text, token.at, this.#text, runFields) : undefined
    if (metric?.entity !== "metric") throw this.wrong(token, `a metric in ${name}(...), e.g. ${name}(metrics.auc)`)
    const key = metric.name
    this.histories.add(key)
    return ({ history }) => summarize(name, history(key), key)
  }

  #converted(name: string, token: WhereToken): WherePart["evaluate"] {
    if (name !== "number" && name !== "abs" && name !== "lower") {
      throw this.wrong(
        token,
        `one of the functions ${[...Object.keys(historyFunctions), "number", "abs", "lower"].join(", ")}`,
      )
    }
    const read = this.#expect(this.#sum(), "value")
    if (name === "lower") return (context) => read(context)?.toString().toLowerCase() ?? null
    return (context) => {
      const value = numberIn(read(context))
      return value !== null && name === "abs" ? Math.abs(value) : value
    }
  }

  #field({ text, at }: WhereToken): WherePart["evaluate"] {
    const own = Object.hasOwn(more, text) ? more[text] : undefined
    if (own) return ({ run }) => run[own]
    const { entity, key, name } = fieldOf(text, at, this.#text, runFields)
    if (entity === "dataset") return ({ run }) => run.datasets.map((each) => each[key as "name"]).join("\n") || null
    // MLflow translates the keys of metrics, params and tags as if they were attributes; here a key is a key.
    const read = readerOf(entity, entity === "text" || entity === "number" ? key : name)
    return ({ run }) => read(run) ?? null
  }

  #expect(part: WherePart, kind: WherePart["kind"]): WherePart["evaluate"] {
    if (part.kind === kind) return part.evaluate
    throw this.wrong(
      part.at,
      kind === "value" ? "a value here, not a condition" : "a condition here, e.g. metrics.auc > 0.6",
    )
  }

  #quoted(expected: string): string {
    const token = this.#next()
    if (token.kind === "text") return unquoted(token.text)
    throw this.wrong(token, expected)
  }

  get #token(): WhereToken {
    return this.#tokens[this.#at]!
  }

  #next(): WhereToken {
    const token = this.#token
    if (token.kind !== "end") this.#at++
    return token
  }

  #take(sign: string, expected: string): void {
    if (!this.#takeSign(sign)) throw this.wrong(this.#token, expected)
  }

  #takeSign(sign: string): boolean {
    const seen = this.#token.kind === "sign" && this.#token.text === sign
    if (seen) this.#at++
    return seen
  }

  #takeWord(word: string): boolean {
    const seen = this.#token.kind === "word" && this.#token.text.toUpperCase() === word
    if (seen) this.#at++
    return seen
  }
}

function constant(at: WhereToken, value: WhereValue): WherePart {
  return { kind: "value", at, evaluate: () => value }
}

/** A quote within is written twice. */
function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(text[0]!.repeat(2), text[0]!)
}
