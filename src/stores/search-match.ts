import type { RunDataset } from "../data/run.js"
import { FilterError } from "./filter-error.js"
import type { Entity } from "./search-fields.js"
import type { Clause } from "./search-filter.js"
import { type Dialect, likeTest } from "./search-like.js"

/** What can be searched: a run or an experiment; what it lacks, matches nothing. */
export interface Searchable {
  readonly metrics?: Readonly<Record<string, number>>
  readonly params?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  readonly datasets?: readonly RunDataset[]
}

type Value = string | number | null | undefined

/** Reads a field of a run or an experiment; undefined or null where it is absent. */
export function readerOf(entity: Exclude<Entity, "dataset">, key: string): (item: Searchable) => Value {
  if (entity === "metric") return ({ metrics }) => own(metrics, key)
  if (entity === "param") return ({ params }) => own(params, key)
  if (entity === "tag") return ({ tags }) => own(tags, key)
  return (item) => (item as Readonly<Record<string, Value>>)[key]
}

/** Whether an item meets a condition. What is absent meets none but `IS NULL`. */
export function matcher(clause: Clause, dialect: Dialect, filter: string): (item: Searchable) => boolean {
  const { entity, key, operator } = clause
  const test = valueTest(clause, dialect, filter)
  if (entity === "dataset") return datasetTest(key as keyof RunDataset, test)
  const read = readerOf(entity, key)
  if (operator === "IS NULL") return (item) => isAbsent(read(item))
  if (operator === "IS NOT NULL") return (item) => !isAbsent(read(item))
  return (item) => {
    const value = read(item)
    return !isAbsent(value) && test(value)
  }
}

/** Any dataset of the run may match. One without a context has none to compare. */
function datasetTest(key: keyof RunDataset, test: (value: string) => boolean): (item: Searchable) => boolean {
  return ({ datasets }) =>
    datasets?.some((dataset) => !(key === "context" && dataset.context === "") && test(dataset[key])) ?? false
}

function valueTest(
  { operator, value, entity }: Clause,
  dialect: Dialect,
  filter: string,
): (value: string | number) => boolean {
  if (Array.isArray(value)) return listTest(operator, value, dialect, filter)
  if (operator === "LIKE" || operator === "ILIKE") {
    const like = likeTest(String(value), operator === "ILIKE", dialect)
    return (text) => like(String(text))
  }
  if (dialect === "sqlite" && entity === "metric") return sqlMetricTest(operator, value as number)
  return ordered(operator, value as string | number)
}

/** A database keeps infinities as the largest finite numbers. */
function sqlMetricTest(operator: Clause["operator"], value: number): (value: string | number) => boolean {
  const test = ordered(operator, value)
  return (metric) => test(Math.min(Math.max(metric as number, -Number.MAX_VALUE), Number.MAX_VALUE))
}

/** NaN meets `!=` only, as in IEEE 754. */
function ordered(operator: Clause["operator"], wanted: string | number): (value: string | number) => boolean {
  const tests: Readonly<Partial<Record<Clause["operator"], (value: string | number) => boolean>>> = {
    "=": (value) => value === wanted,
    "!=": (value) => value !== wanted,
    "<": (value) => value < wanted,
    "<=": (value) => value <= wanted,
    ">": (value) => value > wanted,
    ">=": (value) => value >= wanted,
  }
  return tests[operator] ?? (() => false)
}

/** In the file store a text never equals a list: `run_id = ('a')` finds nothing. A database refuses it. */
function listTest(
  operator: Clause["operator"],
  list: readonly string[],
  dialect: Dialect,
  filter: string,
): (value: string | number) => boolean {
  const texts = new Set<string | number>(list)
  if (operator === "IN") return (value) => texts.has(value)
  if (operator === "NOT IN") return (value) => !texts.has(value)
  if (dialect === "file") return () => operator === "!="
  throw new FilterError({
    text: filter,
    at: 0,
    got: `${operator} before a list`,
    expected: "IN or NOT IN before a list",
  })
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined
}

function isAbsent(value: Value): value is null | undefined {
  return value === null || value === undefined
}
