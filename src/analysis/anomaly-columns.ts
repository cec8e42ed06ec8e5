import { cellText } from "../data/column.js"
import { columnNamed, findColumn, type Table } from "../data/table.js"
import { guessRoles } from "./guess-roles.js"
import { timesOf } from "./split-by-date.js"

/** Which column is what; all but the scores' are guessed where they are absent. */
export interface AnomalyColumns {
  readonly score?: string
  /** Of scores and, where it is there, of events. */
  readonly date?: string
  /** Of both. */
  readonly entity?: string
  readonly start?: string
  readonly end?: string
  /** What an event is called. */
  readonly event?: string
}

/** Rows in the order of the file; entities by name, null where there is one only. */
export interface ScoredRows {
  readonly columns: { score: string; date: string; entity: string | null }
  readonly scores: Float64Array
  readonly times: Float64Array
  readonly entity: (row: number) => string | null
  readonly isFlag: boolean
}

export interface EventWindow {
  readonly name: string
  readonly entity: string | null
  readonly start: number
  /** Inclusive. */
  readonly end: number
}

const DAY = 86_400_000
const entityName =
  /^(entity|stock|ticker|symbol|asset|instrument|account|customer|sensor|device|machine|host)([_ ]?(id|code|name))?$/i

/** @throws RangeError for a column that is not there, of another type, or that nothing tells. */
export function scoredRows(table: Table, events: Table, columns: AnomalyColumns): ScoredRows {
  const roles = guessRoles(table)
  const date = columns.date ?? roles.date ?? missing(table, "date", "--date")
  const score = columns.score ?? roles.prediction ?? onlyNumbers(table, date) ?? missing(table, "score", "--score")
  const scores = columnNamed(table, score)
  if (scores.type === "category") throw new RangeError(`${table.name}: score "${score}" holds text, expected numbers`)
  const entity = entityColumn(table, events, columns)
  const named = entity === undefined ? undefined : columnNamed(table, entity)
  return {
    columns: { score, date, entity: entity ?? null },
    scores: Float64Array.from(scores.values),
    times: timesOf(table, date),
    entity: (row) => (named ? (cellText(named, row) ?? null) : null),
    isFlag:
      scores.type === "boolean" || scores.values.every((value) => value === 0 || value === 1 || Number.isNaN(value)),
  }
}

/** Events with their start and end; one without an end lasts its day. @throws RangeError as above, and for an end before its start. */
export function eventWindows(events: Table, entity: string | null, columns: AnomalyColumns): EventWindow[] {
  const start =
    columns.start ?? named(events, /^(event_?)?(start|begin|from)([_ ]?(date|time))?$/i) ?? eventDate(events, columns)
  const end = columns.end ?? named(events, /^(event_?)?(end|until|to)([_ ]?(date|time))?$/i)
  const [starts, ends] = [timesOf(events, start), end === undefined ? undefined : timesOf(events, end)]
  const name =
    columns.event ?? named(events, /^(event|name|event[_ ]?name|event[_ ]?id|case|title|description|label)$/i)
  const [names, entities] = [name, entity ?? undefined].map((each) =>
    each === undefined ? undefined : columnNamed(events, each),
  )
  return Array.from(starts, (time, row) => {
    const called = (names && cellText(names, row)) ?? `event ${row + 1}`
    if (Number.isNaN(time)) throw new RangeError(`${events.name}: ${called} has no ${start}, expected a date`)
    const last = ends?.[row] ?? Number.NaN
    const until = wholeDay(Number.isNaN(last) ? time : last)
    if (until < time) throw new RangeError(`${events.name}: ${called} ends before it starts`)
    return { name: called, entity: (entities && cellText(entities, row)) ?? null, start: time, end: until }
  })
}

/** A date without a time of day lasts until midnight. */
function wholeDay(time: number): number {
  return time % DAY === 0 ? time + DAY - 1 : time
}

function eventDate(events: Table, { date }: AnomalyColumns): string {
  if (date !== undefined && findColumn(events, date)) return date
  return named(events, /^(event_?)?(date|day|time)$/i) ?? guessRoles(events).date ?? missing(events, "start", "--start")
}

function named(table: Table, pattern: RegExp): string | undefined {
  return table.columns.find(({ name }) => pattern.test(name))?.name
}

function onlyNumbers(table: Table, date: string): string | undefined {
  const numbers = table.columns.filter(({ type, name }) => type !== "category" && type !== "time" && name !== date)
  return numbers.length === 1 ? numbers[0]!.name : undefined
}

function entityColumn(table: Table, events: Table, { entity }: AnomalyColumns): string | undefined {
  if (entity !== undefined) return entity
  const [own, theirs] = [named(table, entityName), named(events, entityName)]
  if (own === undefined && theirs === undefined) return undefined
  if (own !== undefined && findColumn(events, own)) return own
  const [side, name] = own === undefined ? [events, theirs!] : [table, own]
  throw new RangeError(
    `only ${side.name} has a column "${name}"; rename the other one, or --entity names a column of both`,
  )
}

function missing(table: Table, what: string, option: string): never {
  const names = table.columns
    .map(({ name }) => name)
    .slice(0, 12)
    .join(", ")
  throw new RangeError(`${table.name}: found no ${what} among ${names || "no columns"}; ${option} names it`)
}
