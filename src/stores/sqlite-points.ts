import type { MetricPoint } from "../data/run.js"
import { latestPoint } from "./metric-lines.js"
import { bigintOf, listOf, msOf, type Text } from "./sqlite-cells.js"
import { byKey } from "./sqlite-records.js"
import { type Cells, jsonDouble, type Selection, type SqliteTables } from "./sqlite-tables.js"

/** The cells of a point: time, step and value, behind those that are given. */
export function pointSelection(tables: SqliteTables, before: readonly string[]): Selection {
  const columns = [...before, "t.timestamp", tables.column("metrics", "step", "0")]
  const value = jsonDouble("t.value", tables.column("metrics", "is_nan", "0"))
  return { table: "metrics", columns, doubles: [value] }
}

/** Points from the last three cells of each row. */
export function pointsOf(cells: Cells): MetricPoint[] {
  return cells.flatMap(({ columns, rows }) => {
    const [times, steps, values] = columns.slice(-3).map(listOf) as [Text[], Text[], (number | null)[]]
    return Array.from({ length: rows }, (_, i) => ({
      value: values[i] ?? Number.NaN,
      timestamp: msOf(times[i]!) ?? 0,
      step: bigintOf(steps[i]!),
    }))
  })
}

/** The latest value of each metric by owner, from rows of owner, key and point. */
export function latestByOwner(cells: Cells): Map<string, Record<string, number>> {
  const owners = new Map<string, Map<string, MetricPoint[]>>()
  for (const part of cells) {
    const [ids, names] = part.columns.slice(0, 2).map(listOf) as [string[], string[]]
    pointsOf([part]).forEach((point, i) => {
      const keys = owners.get(ids[i]!) ?? new Map<string, MetricPoint[]>()
      const known = keys.get(names[i]!)
      if (known) known.push(point)
      else keys.set(names[i]!, [point])
      owners.set(ids[i]!, keys)
    })
  }
  const latest = (keys: ReadonlyMap<string, MetricPoint[]>) =>
    byKey([...keys].map(([key, all]): [string, number] => [key, latestPoint(all)!.value]))
  return new Map([...owners].map(([owner, keys]) => [owner, latest(keys)]))
}
