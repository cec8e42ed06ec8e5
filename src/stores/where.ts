import { WhereParser } from "./where-parser.js"
import type { WhereContext, WhereValue } from "./where-values.js"

/** A parsed `where`, or a field of an order: what it is for a run, and the metrics whose histories it needs. */
export interface Where {
  readonly histories: readonly string[]
  readonly evaluate: (context: WhereContext) => WhereValue
}

/**
 * Leafwise's own conditions, which MLflow's filters do not know: OR, NOT, parentheses, arithmetic, functions of a metric's history,
 * params as numbers, regular expressions, fields on both sides. See docs/search.md.
 * @throws FilterError
 */
export function parseWhere(text: string): Where {
  const parser = new WhereParser(text)
  const whole = parser.whole()
  if (whole.kind === "condition") return { histories: [...parser.histories], evaluate: whole.evaluate }
  throw parser.wrong(whole.at, "a condition, e.g. metrics.auc > 0.6")
}

/** An expression to order by, with or without ASC or DESC behind it. @throws FilterError */
export function parseWhereOrder(order: string): Where & { readonly ascending: boolean } {
  const [, text = "", direction = "ASC"] = /^([\s\S]*?)(?:\s+(ASC|DESC))?\s*$/i.exec(order)!
  const parser = new WhereParser(text)
  const { evaluate } = parser.whole()
  return { histories: [...parser.histories], evaluate, ascending: /^asc$/i.test(direction) }
}
