import type { SqlTransaction } from "../data/sql.js"
import { checkKey, checkPoint, type KeyRules } from "./keys.js"
import type { MetricToLog } from "./store-writer.js"

/** A point as MLflow's tables hold it: NaN is 0 with a mark, infinity the largest double. */
export interface SqlPoint {
  readonly key: string
  readonly value: number
  readonly timestamp: number
  readonly step: bigint
  readonly isNan: number
}

/** @throws RangeError for a key, time or step that MLflow refuses. */
export function sqlPoint({ key, value, timestamp, step = 0 }: MetricToLog, rules: KeyRules, now: number): SqlPoint {
  checkKey("metric", key, rules)
  checkPoint(key, timestamp ?? now, step)
  const finite = Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value))
  const isNan = Number.isNaN(value)
  return { key, value: isNan ? 0 : finite, timestamp: timestamp ?? now, step: BigInt(step), isNan: Number(isNan) }
}

/** Adds points to a run, the same one once, and keeps the table of latest values by MLflow's rule. */
export function logPoints(database: SqlTransaction, runId: string, points: readonly SqlPoint[]): void {
  const latest = new Map<string, SqlPoint>()
  for (const point of points) {
    const { key, value, timestamp, step, isNan } = point
    database.run(
      `INSERT OR IGNORE INTO metrics ("key", value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)`,
      [key, value, timestamp, runId, step, isNan],
    )
    const known = latest.get(key) ?? latestOf(database, runId, key)
    if (!known || larger(point, known)) latest.set(key, point)
  }
  for (const { key, value, timestamp, step, isNan } of latest.values()) {
    database.run(
      `INSERT INTO latest_metrics ("key", value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT ("key", run_uuid) DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp,
      step = excluded.step, is_nan = excluded.is_nan`,
      [key, value, timestamp, step, isNan, runId],
    )
  }
}

function latestOf(database: SqlTransaction, runId: string, key: string): SqlPoint | undefined {
  const columns = "SELECT value, timestamp, step, is_nan FROM latest_metrics"
  const [row] = database.query(`${columns} WHERE run_uuid = ? AND "key" = ?`, [runId, key])
  if (!row) return undefined
  const [value, timestamp, step, isNan] = row
  const whole = BigInt(step as number | bigint)
  return { key, value: Number(value), timestamp: Number(timestamp ?? 0), step: whole, isNan: Number(isNan) }
}

/** By step, then time, then value, where NaN counts as 0. */
function larger(a: SqlPoint, b: SqlPoint): boolean {
  if (a.step !== b.step) return a.step > b.step
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp
  return a.value > b.value
}
