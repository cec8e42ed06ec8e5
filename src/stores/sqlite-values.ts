/** What MLflow writes for an infinite value: the largest double. */
const LARGEST = Number.MAX_VALUE

/**
 * A column with a double as a text that gives it back exactly. SQLite's 17 digits are enough for every double, whereas
 * its JSON functions give 15 of them.
 */
export function exactText(value: string, isNaN: string): string {
  return `CASE WHEN ${isNaN} THEN 'nan' ELSE printf('%!.17g', ${value}) END`
}

/**
 * A double from `exactText`. MLflow keeps NaN as 0 with a mark, and the infinities as the largest doubles, which are
 * taken for infinities here, as in MLflow's own client after its conversion is turned round.
 */
export function valueOf(text: string | null): number {
  if (text === null || text === "nan" || text === "NaN") return Number.NaN
  if (/^[-+]?inf/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const value = Number(text)
  if (Math.abs(value) < LARGEST) return value
  return value > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}

/** A whole number that may exceed 2^53; 0 for what is none. */
export function bigintOf(text: string | null): bigint {
  return text !== null && /^-?\d+$/.test(text) ? BigInt(text) : 0n
}

/** Milliseconds, or null where there are none. */
export function msOf(text: string | null): number | null {
  const value = text === null ? Number.NaN : Number(text)
  // The range of JavaScript's dates: 100 million days around 1970.
  return Math.abs(value) <= 8.64e15 ? value : null
}

/** Texts by key and by owner, from rows of owner, key and text. */
export function textsByOwner(rows: Iterable<readonly (string | null)[]>): Map<string, Record<string, string>> {
  const owners = new Map<string, [string, string][]>()
  for (const [owner, key, text] of rows) {
    const known = owners.get(owner!)
    if (known) known.push([key!, text ?? ""])
    else owners.set(owner!, [[key!, text ?? ""]])
  }
  return new Map([...owners].map(([owner, entries]) => [owner, byKey(entries)]))
}

/** By key, as the file store lists them. */
export function byKey<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
