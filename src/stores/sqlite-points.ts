import type { MetricPoint } from "../data/run.js"
import { latestPoint } from "./metric-lines.js"
import { bigintOf, byKey, msOf, type Text } from "./sqlite-cells.js"
import { type Cells, jsonDouble, type Selection, type SqliteTables } from "./sqlite-tables.js"

/** The cells of a point: time, step and value, behind those that are given. */
export function pointSelection(tables: SqliteTables, before: readonly string[]): Selection {
  const columns = [...before, "t.timestamp", tables.column("metrics", "step", "0")]
  const value = jsonDouble("t.value", tables.column("metrics", "is_nan", "0"))
  return { table: "metrics", columns, doubles: [value] }
}

/** Points from the last three cells of each row. */
export function pointsOf({ cells, width }: Cells): MetricPoint[] {
  const points: MetricPoint[] = []
  for (let at = width - 3; at < cells.length; at += width) {
    points.push({
      value: (cells[at + 2] as number | null) ?? Number.NaN,
      timestamp: msOf(cells[at] as Text) ?? 0,
      step: bigintOf(cells[at + 1] as Text),
    })
  }
  return points
}

/** The latest value of each metric by owner, from rows of owner, key and point. */
export function latestByOwner(rows: Cells): Map<string, Record<string, number>> {
  const points = pointsOf(rows)
  const owners = new Map<string, Map<string, MetricPoint[]>>()
  points.forEach((point, i) => {
    const [owner, key] = rows.cells.slice(i * rows.width) as string[]
    const keys = owners.get(owner!) ?? new Map<string, MetricPoint[]>()
    const known = keys.get(key!)
    if (known) known.push(point)
    else keys.set(key!, [point])
    owners.set(owner!, keys)
  })
  const latest = (keys: ReadonlyMap<string, MetricPoint[]>) =>
    byKey([...keys].map(([key, all]): [string, number] => [key, latestPoint(all)!.value]))
  return new Map([...owners].map(([owner, keys]) => [owner, latest(keys)]))
}
