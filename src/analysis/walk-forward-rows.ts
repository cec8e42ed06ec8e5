import type { WalkForwardWindow, WindowSpan } from "../results/walk-forward.js"
import { snake } from "./walk-forward-settings.js"
import { endOf, parsePeriod } from "./walk-forward-time.js"
import { testRowNames } from "./window-values.js"

/** What is known of one window, by its keys as they were logged: text or numbers. */
export type WindowRow = Readonly<Record<string, unknown>>

const foldKeys = [
  "fold",
  "fold_id",
  "fold_number",
  "cv_fold",
  "window",
  "window_id",
  "window_number",
  "split",
  "split_id",
  "period",
]
const periodKeys = ["test_period", "test_quarter", "test_month", "test_year", "test_date", "quarter", "month"]

const starts = {
  train: ["train_start", "train_from", "train_start_date", "start_train"],
  test: ["test_start", "test_from", "test_start_date", "start_test", "val_start", "validation_start"],
  embargo: ["embargo_start", "gap_start"],
}
const ends = {
  train: ["train_end", "train_to", "train_until", "train_end_date", "end_train"],
  test: ["test_end", "test_to", "test_until", "test_end_date", "end_test", "val_end", "validation_end"],
  embargo: ["embargo_end", "gap_end"],
}

const windowKeys: ReadonlySet<string> = new Set([
  ...[...foldKeys, ...periodKeys, ...testRowNames, "n_train", "train_rows", "train_size"],
  ...[...Object.values(starts), ...Object.values(ends)].flat(),
])

/** Whether a key says which window something is. */
export function isFoldKey(key: string): boolean {
  return foldKeys.includes(snake(key)) || periodKeys.includes(snake(key))
}

/** Whether a key says something of a window that is not a result. */
export function isWindowKey(key: string): boolean {
  return windowKeys.has(snake(key))
}

/** The text under the first of some keys. */
export function textUnder(row: WindowRow, keys: readonly string[]): string | undefined {
  const names = namesOf(row)
  for (const wanted of keys) {
    const value = names.get(wanted)
    if (value !== undefined) return value instanceof Date ? value.toISOString() : String(value)
  }
  return undefined
}

const named = new WeakMap<WindowRow, ReadonlyMap<string, unknown>>()

/** What a row holds, by plain names; of several that come to the same the first. */
function namesOf(row: WindowRow): ReadonlyMap<string, unknown> {
  const known = named.get(row)
  if (known) return known
  const names = new Map<string, unknown>()
  for (const [key, value] of Object.entries(row)) {
    const name = snake(key)
    if (value !== null && value !== undefined && value !== "" && !names.has(name)) names.set(name, value)
  }
  named.set(row, names)
  return names
}

/** A window's own name: its fold, or its period. */
export function foldOf(row: WindowRow): string | undefined {
  return textUnder(row, foldKeys) ?? textUnder(row, periodKeys)
}

/** `fold 3` for a number, the text as it is for all else. */
export function windowName(fold: string, word = "fold"): string {
  return /^-?\d+(\.0+)?$/.test(fold) ? `${word} ${Number(fold)}` : fold
}

/** A window of what was logged of it. */
export function windowOf(
  row: WindowRow,
  metrics: Record<string, number>,
  { name, runId }: { readonly name: string; readonly runId: string | null },
): WalkForwardWindow {
  const test = spanOf(row, "test")
  const period = textUnder(row, periodKeys) ?? textUnder(row, foldKeys)
  const named =
    test.from === null && period !== undefined && !/^\d{1,3}$/.test(period) ? parsePeriod(period) : undefined
  const count = Number(textUnder(row, testRowNames) ?? Number.NaN)
  return {
    ...{ name, runId, train: spanOf(row, "train"), embargo: spanOf(row, "embargo") },
    test: named ? { from: iso(named[0]), to: iso(named[1]) } : test,
    ...{ derived: false, nTest: Number.isFinite(count) && count > 0 ? count : null, metrics },
  }
}

/** The numbers of a row that are results. */
export function resultsOf(row: WindowRow): Record<string, number> {
  const found: Record<string, number> = {}
  for (const [key, value] of Object.entries(row)) {
    if (isWindowKey(key)) continue
    if (typeof value === "number") found[key] = value
    else if (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value)))
      found[key] = Number(value)
  }
  return found
}

function spanOf(row: WindowRow, which: "train" | "embargo" | "test"): WindowSpan {
  const [start, end] = [textUnder(row, starts[which]), textUnder(row, ends[which])]
  const whole = textUnder(row, [which, `${which}_period`])
  const range = whole === undefined ? undefined : /^(\S+)\s*(?:to|\.\.|\u2013|-|:|\/)\s*(\S+)$/.exec(whole)
  const from = start ?? range?.[1]
  const to = end ?? range?.[2]
  const first = from === undefined ? undefined : parsePeriod(from)?.[0]
  const last = to === undefined ? undefined : endOf(to)
  return { from: first === undefined ? null : iso(first), to: last === undefined ? null : iso(last) }
}

/** A day, or an instant where it is none. */
export function iso(time: number): string {
  const text = new Date(time).toISOString()
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text
}

/** The time of a span's end. */
export function timeOf(text: string | null): number {
  return text === null ? Number.NaN : Date.parse(text.length === 10 ? `${text}T00:00Z` : text)
}
