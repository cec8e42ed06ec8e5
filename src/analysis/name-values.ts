import type { Run } from "../data/run.js"
import type { AuditRules } from "../results/audit-rules.js"

type Logged = Pick<Run, "params" | "tags">
type NameRules = AuditRules["names"]

/** A value that a name tells: `window_30`, `tr3m`, or a group of a form, as `baseline` in exp01_cv_baseline_balanced. */
export interface NameValue {
  /** The part of the name. */
  readonly text: string
  /** Params or tags that should have it. */
  readonly keys: readonly string[]
  /** What a param has to be divided by to be in the name's unit. */
  readonly factors: Readonly<Record<string, number>>
  readonly expected: string
  /** Nothing is wrong where none of the keys is logged. */
  readonly optional: boolean
}

/** The values in a name. @param logged whose params and tags may be meant. */
export function nameValues(name: string, logged: Logged, rules: NameRules): NameValue[] {
  const short = shortForms(name, rules)
  const spoken = wordsWithNumbers(name, logged, rules).filter(({ text }) => !short.some((each) => each.text === text))
  return [...spoken, ...short, ...formGroups(name, rules)]
}

/** Whether a run logged what its name tells: numbers are compared as numbers, `0.10` is 0.1. */
export function valueTold(
  { keys, factors, expected }: NameValue,
  run: Logged,
): { key: string | null; actual: string | null; agrees: boolean } {
  for (const key of keys) {
    const actual = run.params[key] ?? run.tags[key]
    if (actual === undefined) continue
    return { key, actual, agrees: equal(actual, expected, factors[key] ?? 1) }
  }
  return { key: null, actual: null, agrees: false }
}

function equal(actual: string, expected: string, factor: number): boolean {
  const [a, b] = [Number(actual) * factor, Number(expected)]
  if (!Number.isNaN(a) && !Number.isNaN(b)) return Math.abs(a - b) <= 1e-9 * Math.abs(b)
  return actual.toLowerCase() === expected.toLowerCase()
}

/** `zscore_threshold_3.0_window_30`: the longest word before a number that is a param, or one that the rules name. */
function wordsWithNumbers(name: string, logged: Logged, { values }: NameRules): NameValue[] {
  const parts = name.split(/[_=]|-(?=\d+(?:\.\d+)?(?:_|$))/)
  return parts.flatMap((part, at) => {
    if (at === 0 || !/^\d+(\.\d+)?(e-?\d+)?$/.test(part)) return []
    const words = parts.slice(0, at)
    const after = words.findLastIndex((word) => /^\d/.test(word)) + 1
    const endings = words.slice(after).map((_, i) => words.slice(after + i).join("_"))
    const key = endings.find((each) => each in values.keys || Object.hasOwn(logged.params, each))
    if (key === undefined) return []
    const keys = [...new Set([...(values.keys[key] ?? []), key])]
    return [{ text: `${key}_${part}`, keys, factors: {}, expected: part, optional: false }]
  })
}

function shortForms(name: string, { values }: NameRules): NameValue[] {
  return values.short.flatMap(({ pattern, units, params }) => {
    const groups = new RegExp(pattern, "u").exec(name)?.groups
    if (!groups?.n) return []
    const unit = units?.[groups.unit ?? ""] ?? 1
    const text = new RegExp(pattern, "u").exec(name)![0].replace(/^_/, "")
    const expected = String(Number(groups.n) * unit)
    return [{ text, keys: Object.keys(params), factors: params, expected, optional: false }]
  })
}

function formGroups(name: string, { formats }: NameRules): NameValue[] {
  return formats.flatMap(({ form }) =>
    Object.entries(new RegExp(form, "u").exec(name)?.groups ?? {})
      .filter(([, text]) => text !== undefined)
      .map(([key, text]) => ({ text, keys: [key], factors: {}, expected: text, optional: true })),
  )
}
