import { FilterError } from "./filter-error.js"

/** More in one page MLflow refuses. */
const most = 50_000

/** A page of a whole result. Its token is MLflow's: base64 of `{"offset": N}`. */
export interface Page<T> {
  readonly items: T[]
  readonly nextPageToken?: string
}

/**
 * @param maxResults 0 to 50000.
 * @throws FilterError for a token that is none, RangeError for more results than a page may have.
 */
export function pageOf<T>(all: readonly T[], maxResults: number, pageToken?: string): Page<T> {
  if (!Number.isInteger(maxResults) || maxResults < 0 || maxResults > most) {
    throw new RangeError(`maxResults: got ${maxResults}, expected a whole number up to ${most}`)
  }
  const from = pageToken ? offsetOf(pageToken) : 0
  const end = from + maxResults
  const items = all.slice(from, Math.max(end, 0))
  return end < all.length ? { items, nextPageToken: pageTokenAt(end) } : { items }
}

export function pageTokenAt(offset: number): string {
  return btoa(`{"offset": ${offset}}`)
}

/** The offset that a token stands for. @throws FilterError for what is no token, and for offset 0. */
export function offsetOf(pageToken: string): number {
  const offset = Number(decoded(pageToken))
  if (Number.isSafeInteger(offset) && offset > 0) return offset
  const expected = "a token that a page before gave"
  throw new FilterError({ text: pageToken, at: 0, got: pageToken, expected }, "page token")
}

function decoded(pageToken: string): unknown {
  try {
    const token: unknown = JSON.parse(atob(pageToken))
    return (token as { offset?: unknown } | null)?.offset
  } catch {
    return undefined
  }
}
