import { cellText, type Table } from "../src/index.js"

/** A feature and what it was worth, by any measure. */
export interface LoggedFeature {
  readonly feature: string
  readonly importance: number
}

/** Artifacts that hold an importance of every feature, the one to be believed first. */
const FILES = [
  "permutation_importance.json",
  "permutation_importance.csv",
  "feature_importance.csv",
  "feature_importance.json",
  "shap_importance.json",
  "shap_importance.csv",
]
const PREFIX = /^(?:permutation_|feature_|shap_)?importance_/
/** What is logged of all features together. */
const SUMMARY = /^importance_(max|mean|median|min)$/
const NAMES = /^(feature|features|feature_name|name|column|variable|)$/i
/** Columns of numbers, the first that is there. */
const MEASURES = ["importance", "importance_mean", "importances_mean", "mean", "mean_abs_shap", "meanAbsShap", "gain"]

/** How far in front a file is among those that hold an importance; undefined for any other. */
export function importanceFile(path: string): number | undefined {
  const place = FILES.indexOf(path.split("/").at(-1)!.toLowerCase())
  return place < 0 ? undefined : place
}

export function logsImportance(metrics: Readonly<Record<string, number>>): boolean {
  return Object.keys(metrics).some((key) => PREFIX.test(key) && !SUMMARY.test(key))
}

/** The importance that metrics hold: of the most important features only. @param features names that may be meant. */
export function importanceOfMetrics(
  metrics: Readonly<Record<string, number>>,
  features: readonly string[],
): LoggedFeature[] {
  const own = Object.entries(metrics).filter(([key]) => PREFIX.test(key) && !SUMMARY.test(key))
  // One measure of those that were logged.
  const prefix = own.map(([key]) => PREFIX.exec(key)![0]).sort()[0]
  const known = new Set(features)
  return inOrder(
    own.flatMap(([key, importance]) =>
      PREFIX.exec(key)![0] === prefix ? [{ feature: nameOf(key.slice(prefix!.length), known), importance }] : [],
    ),
  )
}

/** A key's feature: characters that MLflow refuses stand as their code, and a number behind tells two keys apart. */
function nameOf(key: string, known: ReadonlySet<string>): string {
  const decoded = key.replace(/_u([0-9a-f]{4,6})_/g, (text, code: string) => {
    const point = Number.parseInt(code, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : text
  })
  const meant = [key, decoded, decoded.replace(/_\d+$/, "")]
  return meant.find((name) => known.has(name)) ?? decoded
}

/**
 * The importance in a JSON file: an object of numbers by feature; a list of objects, by itself or under `features`;
 * columns under their names, as lists or as pandas writes them. Undefined for anything else.
 */
export function importanceOfJson(text: string): LoggedFeature[] | undefined {
  const found = JSON.parse(text) as unknown
  const listed = Array.isArray(found) ? found : isObject(found) && Array.isArray(found.features) ? found.features : []
  if (listed.length > 0 && listed.every(isObject)) return ofRecords(listed)
  if (!isObject(found)) return undefined
  const numbers = Object.entries(found).filter(([, value]) => typeof value === "number")
  if (numbers.length > 0 && numbers.length === Object.keys(found).length)
    return inOrder(numbers.map(([feature, importance]) => ({ feature, importance: Number(importance) })))
  return ofRecords(recordsOf(found))
}

/** The importance in a table of one row a feature; undefined where no column tells the features or their worth. */
export function importanceOfTable({ rows, columns }: Table): LoggedFeature[] | undefined {
  const texts = columns.filter(({ type }) => type === "category")
  const names = texts.find(({ name }) => NAMES.test(name)) ?? texts[0]
  const measure = measureOf(columns.flatMap(({ name, type }) => (type === "number" ? [name] : [])))
  const values = columns.find(({ name }) => name === measure)
  if (!names || !values || values.type === "category") return undefined
  const each = (row: number) => ({ feature: cellText(names, row) ?? "", importance: values.values[row]! })
  return inOrder(Array.from({ length: rows }, (_, row) => each(row)))
}

function ofRecords(records: readonly Record<string, unknown>[]): LoggedFeature[] | undefined {
  const [first] = records
  if (!first) return undefined
  const keys = Object.keys(first)
  const texts = keys.filter((key) => typeof first[key] === "string")
  const name = texts.find((key) => NAMES.test(key)) ?? texts[0]
  const measure = measureOf(keys.filter((key) => typeof first[key] === "number"))
  if (name === undefined || measure === undefined) return undefined
  return inOrder(records.map((each) => ({ feature: String(each[name]), importance: Number(each[measure]) })))
}

/** Columns of one length, side by side. */
function recordsOf(columns: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const cells = Object.entries(columns).flatMap(([name, value]) =>
    isObject(value) || Array.isArray(value) ? [[name, Object.values(value)] as const] : [],
  )
  const rows = Math.min(...cells.map(([, values]) => values.length))
  if (!Number.isFinite(rows)) return []
  return Array.from({ length: rows }, (_, i) => Object.fromEntries(cells.map(([name, values]) => [name, values[i]])))
}

function measureOf(names: readonly string[]): string | undefined {
  const others = names.filter((name) => !/^(rank|index|unnamed: \d+|)$/i.test(name))
  return MEASURES.find((name) => others.includes(name)) ?? others[0]
}

function inOrder(features: readonly LoggedFeature[]): LoggedFeature[] {
  return features.filter(({ importance }) => Number.isFinite(importance)).sort((a, b) => b.importance - a.importance)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
