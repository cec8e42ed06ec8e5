import { type Key, type Keys, rowsByDate } from "./by-date.js"

/** One date of a panel: which row each entity has. */
export interface PanelDate {
  readonly date: Key
  readonly rows: ReadonlyMap<Key, number>
}

/**
 * The rows of every date by entity (a security, a customer), dates ascending.
 * @throws RangeError where an entity has two rows on one date, or lengths differ.
 */
export function panelOf(dates: Keys, entities: Keys, count: number, metric: string): PanelDate[] {
  if (entities.length !== count) throw new RangeError(`${metric}: got ${entities.length} entities, expected ${count}`)
  return rowsByDate(dates, count, metric).map(({ date, rows }) => {
    const byEntity = new Map<Key, number>()
    for (const row of rows) {
      const entity = entities[row]!
      if (byEntity.has(entity)) {
        throw new RangeError(`${metric}: ${entity} has two rows on ${date}, expected one row an entity and date`)
      }
      byEntity.set(entity, row)
    }
    return { date, rows: byEntity }
  })
}

/** The rows of the entities that both dates have. */
export function commonRows(earlier: PanelDate, later: PanelDate): [earlier: Uint32Array, later: Uint32Array] {
  const both = [...earlier.rows].filter(([entity]) => later.rows.has(entity))
  return [Uint32Array.from(both, ([, row]) => row), Uint32Array.from(both, ([entity]) => later.rows.get(entity)!)]
}

/** @throws RangeError for a lag that is no whole number of at least `least`. */
export function checkLag(lag: number, least: number, metric: string): void {
  if (Number.isInteger(lag) && lag >= least) return
  throw new RangeError(`${metric}: got the lag ${lag}, expected a whole number of dates, at least ${least}`)
}
