import type { Column } from "../data/column.js"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { Role } from "../results/inventory.js"

/** Names that people give to columns in a role, compared in lower case without `_`, `-` and spaces. */
const names: Readonly<Record<Role, RegExp>> = {
  target: /^(target|label|y|ytrue|class|outcome|response)$/,
  prediction: /^(prediction|pred|predicted|ypred|yhat|yscore|score|proba|probability|prob)$/,
  date: /^(date|datetime|time|timestamp|day|month|asof|asofdate)$/,
  group: /^(group|groupid|query|queryid|qid|session|sessionid)$/,
  id: /^(id|rowid|index|key|uuid|unnamed:0|ticker|symbol|isin|cusip|sedol|permno|gvkey)$/,
  weight: /^(weight|weights|sampleweight)$/,
  fold: /^(fold|split|window|cvfold)$/,
}

/** What comes after its date, as quants call it: fwd_return, ret_fwd_1m, next_month_return; spelled as `names`. */
const ahead = /fwd|forward|future|next/
const outcome = /return|^rets?|rets?(\d+[a-z]?)?$|rets?fwd|target|label/

/**
 * The column for each role, guessed from names and types. A model's own features have no other role. Where no
 * column is called a target, the only forward return is; with a model also a lone column of zeros and ones beside its
 * features.
 */
export function guessRoles(table: Table, ensemble?: Ensemble): Partial<Record<Role, string>> {
  const features = new Set(ensemble?.features.map((feature) => feature.name))
  const columns = table.columns.filter((column) => !features.has(column.name))
  const roles: Partial<Record<Role, string>> = {}
  for (const role of Object.keys(names) as Role[]) {
    const taken = Object.values(roles)
    const column = columns.find((each) => fits(each, role) && !taken.includes(each.name))
    if (column) roles[role] = column.name
  }
  const date = roles.date ?? columns.find((column) => column.type === "time")?.name
  const target =
    roles.target ??
    forwardReturn(columns, Object.values(roles)) ??
    (ensemble && onlyBinary(columns, Object.values(roles)))
  return { ...roles, ...(date && { date }), ...(target && { target }) }
}

function fits(column: Column, role: Role): boolean {
  const dated = column.type === "time" || column.type === "category"
  const named = names[role].test(column.name.toLowerCase().replace(/[_\- ]/g, ""))
  // flight_id and flightId are ids, humid is none.
  const numbered = role === "id" && (/[_\-. ]id$/i.test(column.name) || /[a-z]I[dD]$/.test(column.name))
  return (named || numbered) && (role !== "date" || dated)
}

function forwardReturn(columns: readonly Column[], taken: readonly string[]): string | undefined {
  const found = columns.filter(({ name, type }) => {
    const plain = name.toLowerCase().replace(/[_\- ]/g, "")
    return type === "number" && !taken.includes(name) && ahead.test(plain) && outcome.test(plain)
  })
  return found.length === 1 ? found[0]!.name : undefined
}

function onlyBinary(columns: readonly Column[], taken: readonly string[]): string | undefined {
  const binary = columns.filter((column) => !taken.includes(column.name) && isBinary(column))
  return binary.length === 1 ? binary[0]!.name : undefined
}

function isBinary(column: Column): boolean {
  if (column.type === "boolean") return true
  return column.type === "number" && column.values.every((value) => value === 0 || value === 1 || Number.isNaN(value))
}
