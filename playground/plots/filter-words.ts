/** What a filter may name: keys of metrics, params and tags, and some values of the latter two. */
export interface FilterFields {
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly tags: readonly string[]
  /** Values by `params.KEY` and `tags.KEY`, the usual ones first. */
  readonly values: (field: string) => readonly string[]
}

/** What may stand at the caret: the part of the text from `from` to the caret becomes one of the options. */
export interface Completion {
  readonly from: number
  readonly options: readonly string[]
}

const attributes = ["status", "run_name", "run_id", "start_time", "end_time", "user_id", "artifact_uri"]
const statuses = ["FINISHED", "RUNNING", "FAILED", "KILLED", "SCHEDULED"]
const ordering = ["=", "!=", "<", "<=", ">", ">="]
const matching = ["=", "!=", "LIKE", "ILIKE", "IN"]
const nullable = ["IS NULL", "IS NOT NULL"]
const MOST = 12

const field = String.raw`((?:metrics?|params?|parameters?|tags?|attributes?)\.)?(\x60[^\x60]*\x60|"[^"]*"|[\w.]+)`
const atField = /(?:^|\bAND\s+)([\w.]*\x60?[^\x60'"\s<>=!()]*)$/i
const atOperator = new RegExp(String.raw`(?:^|\bAND\s+)${field}\s+([A-Za-z<>=!]*)$`, "i")
const atValue = new RegExp(String.raw`(?:^|\bAND\s+)${field}\s*(?:<=|>=|!=|=|<|>|\bI?LIKE\b)\s*('[^']*)?$`, "i")
const atEnd = /(?:'[^']*'|"[^"]*"|\)|\bNULL|[\d.]+)\s+([A-Za-z]*)$/i

/**
 * What may come next in a filter of MLflow's grammar: a field, its operator, a value that runs have, or AND.
 * @param text up to the caret.
 */
export function completeFilter(text: string, fields: FilterFields): Completion {
  const end = atEnd.exec(text)
  if (end) return chosen(["AND"], end[1]!, text)
  const value = atValue.exec(text)
  if (value) return chosen(valuesOf(value[1], value[2]!, fields), value[3] ?? "", text)
  const operator = atOperator.exec(text)
  if (operator) return chosen(operatorsOf(operator[1], operator[2]!), operator[3]!, text)
  const name = atField.exec(text)
  return name ? chosen(namesFor(name[1]!, fields), name[1]!, text) : { from: text.length, options: [] }
}

/** Those that go on as was begun, then those that hold what was typed. */
function chosen(options: readonly string[], begun: string, text: string): Completion {
  const wanted = begun.toLowerCase().replace(/\x60/g, "")
  const bare = (option: string) => option.toLowerCase().replace(/\x60/g, "")
  const starting = options.filter((option) => bare(option).startsWith(wanted))
  const holding = options.filter((option) => !bare(option).startsWith(wanted) && bare(option).includes(wanted))
  const found = [...starting, ...holding].filter((option) => option !== begun)
  return { from: text.length - begun.length, options: found.slice(0, MOST) }
}

function namesFor(begun: string, { metrics, params, tags }: FilterFields): string[] {
  const named = (entity: string, keys: readonly string[]) => keys.map((key) => `${entity}.${quotedKey(key)}`)
  const all = [...named("metrics", metrics), ...named("params", params), ...named("tags", tags)]
  return begun === "" ? ["metrics.", "params.", "tags.", ...attributes] : [...attributes, ...all]
}

/** Keys with other characters stand in backticks. */
function quotedKey(key: string): string {
  return /^[A-Za-z_][\w.]*$/.test(key) ? key : key.includes("\x60") ? `"${key}"` : `\x60${key}\x60`
}

function operatorsOf(entity: string | undefined, name: string): readonly string[] {
  if (/^metric/i.test(entity ?? "") || /_time$/.test(name)) return ordering
  return entity && /^(param|tag)/i.test(entity) ? [...matching.slice(0, 4), ...nullable] : matching
}

function valuesOf(entity: string | undefined, name: string, { values }: FilterFields): string[] {
  if (!entity && /^status$/i.test(name)) return statuses.map((each) => `'${each}'`)
  if (!entity || /^metric/i.test(entity)) return []
  const kind = /^param/i.test(entity) ? "params" : "tags"
  const known = values(`${kind}.${name.replace(/^[\x60"]|[\x60"]$/g, "")}`)
  return known.filter((value) => !value.includes("'")).map((value) => `'${value}'`)
}
