import type { RunDifference } from "./results/store-diff.js"

export type Texts = Readonly<Record<string, string>>

/** What two records do not have alike, by key. */
export function diffTexts(what: RunDifference["what"], a: Texts, b: Texts): RunDifference[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  const textOf = (texts: Texts, key: string) => (Object.hasOwn(texts, key) ? texts[key]! : null)
  return keys.map((key) => ({ what, key, a: textOf(a, key), b: textOf(b, key) })).filter((each) => each.a !== each.b)
}
