import type { RunColumn } from "./run-columns.js"

/** What a table of runs is sorted by: `run` is its name, other columns are `kind.name`. */
export interface TableOrder {
  readonly key: string
  readonly descending: boolean
}

/** A column's key: a metric and a param may have one name. */
export function keyOf({ kind, name }: Pick<RunColumn, "kind" | "name">): string {
  return `${kind}.${name}`
}

/** The order in a text such as `metric.auc desc`; undefined where it is none. Names may have spaces. */
export function orderOf(text: string): TableOrder | undefined {
  const [, key, way] = /^(.+) (asc|desc)$/s.exec(text) ?? []
  return key === undefined ? undefined : { key, descending: way === "desc" }
}

/** The next order when the head of a column is clicked: largest first, then smallest first, then as it was. */
export function nextOrder(text: string, key: string): string {
  const now = orderOf(text)
  if (now?.key !== key) return `${key} desc`
  return now.descending ? `${key} asc` : ""
}

/**
 * The columns that are left out, of a text that `choiceOf` made.
 * @param keys those that there are. What a text of another kind says is passed over.
 */
export function leftOutOf(text: string, keys: readonly string[]): ReadonlySet<string> {
  const found = parsed(text)
  if (Array.isArray(found?.show)) {
    const shown = new Set(found.show)
    return new Set(keys.filter((key) => !shown.has(key)))
  }
  return new Set(Array.isArray(found?.hide) ? found.hide.filter((key) => typeof key === "string") : [])
}

/** Which columns are shown, as JSON: those that are left out, or those that are shown, whichever is shorter; "" for all. */
export function choiceOf(leftOut: ReadonlySet<string>, keys: readonly string[]): string {
  if (leftOut.size === 0) return ""
  const hide = JSON.stringify({ hide: [...leftOut].sort() })
  const show = JSON.stringify({ show: keys.filter((key) => !leftOut.has(key)) })
  return show.length < hide.length ? show : hide
}

function parsed(text: string): { hide?: unknown; show?: unknown } | undefined {
  try {
    return (JSON.parse(text) as { hide?: unknown; show?: unknown } | null) ?? undefined
  } catch {
    return undefined
  }
}
