import { byCodePoint } from "../../src/data/by-code-point.js"
import type { CategoryColumn, Column } from "../../src/data/column.js"
import { expect } from "../harness/index.js"

/** A column of `formats/expected.json`: its values as pyarrow's `to_pylist` gives them, in JSON. */
export interface ExpectedColumn {
  readonly name: string
  readonly arrow_type: string
  readonly values: readonly (number | string | boolean | null)[]
}

/** What a file tells about types: all (Arrow, Parquet, the latter without dictionary pages), JSON's, or none (CSV). */
export type Source = "typed" | "typed, no order" | "json" | "csv" | "quoted csv"

const NA_WORDS = ["NA", "nan", "null", "None"]
const DICTIONARIES: Record<string, string[]> = {
  dict: ["low", "mid", "high", "", "ÄÖ"],
  dict_many: Array.from({ length: 150 }, (_, i) => `cat_${String(i).padStart(3, "0")}`),
}

/** Compares a column that was read with what it should be under the rule of `readTable`. */
export function compareColumn(column: Column | undefined, expected: ExpectedColumn, source: Source): void {
  const type = expectedType(expected, source)
  expect(column?.type, expected.name).toBe(type)
  if (column?.type === "category") compareTexts(column, expected, source)
  else if (column) {
    const wanted = expected.values.map((value) => expectedNumber(value, type))
    expect(Array.from(column.values), expected.name).toEqual(wanted)
  }
}

function expectedType({ arrow_type, values }: ExpectedColumn, source: Source): Column["type"] {
  if (values.length > 0 && values.every((value) => value === null)) return "number"
  if (arrow_type === "bool") return "boolean"
  if (arrow_type.startsWith("date") || arrow_type.startsWith("timestamp")) return "time"
  if (arrow_type === "string" || arrow_type.startsWith("dictionary")) return "category"
  // a JSON string is a number only next to numbers
  return source === "json" && !values.some((value) => typeof value === "number") ? "category" : "number"
}

function expectedNumber(value: ExpectedColumn["values"][number], type: Column["type"]): number {
  if (value === null) return Number.NaN
  if (type !== "time") return Number(value)
  const text = String(value)
  const micros = /\.\d{3}(\d{3})/.exec(text)?.[1] ?? "0"
  return Date.parse(text) + Number(micros) / 1000
}

function compareTexts(column: CategoryColumn, expected: ExpectedColumn, source: Source): void {
  const texts = Array.from(column.codes, (code) => column.categories[code] ?? null)
  const isMissing = (value: unknown) => value === null || (source === "csv" && NA_WORDS.includes(String(value)))
  const wanted = expected.values.map((value) => (isMissing(value) ? null : String(value)))
  expect(texts, expected.name).toEqual(wanted)
  const present = [...new Set(wanted.filter((text) => text !== null))].sort(byCodePoint)
  const isDictionary = source === "typed" && expected.arrow_type.startsWith("dictionary")
  if (wanted.length >= 60) expect(column.categories).toEqual(isDictionary ? DICTIONARIES[expected.name] : present)
}
