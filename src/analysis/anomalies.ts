import type { Table } from "../data/table.js"
import type { Anomalies, DetectedEvent, Detection } from "../results/anomalies.js"
import { type AnomalyColumns, type EventWindow, eventWindows, type ScoredRows, scoredRows } from "./anomaly-columns.js"
import { anomalyDefinitions } from "./anomaly-definitions.js"

export interface AnomalyOptions extends AnomalyColumns {
  /** An alarm at this score or above; 0.5 by default where scores lie in 0 to 1. */
  readonly threshold?: number
  /** Low scores are the anomalies: an alarm at the threshold or below. */
  readonly lowIsAnomalous?: boolean
  /** An alarm so long before an event's start still is a warning of it: 10 by default. */
  readonly windowBeforeDays?: number
  /** Detections that are kept, the highest scores first: 1000 by default. */
  readonly detections?: number
  readonly latency?: Anomalies["latency"]
}

const DAY = 86_400_000

/** An event with the rows of its window, by time. */
interface Window extends EventWindow {
  readonly from: number
  readonly rows: Uint32Array
}

/**
 * How well dated scores warn of events. An event's window goes from `windowBeforeDays` before its start to its end, for
 * its own entity; a row has an alarm when its score reaches the threshold. Over events: `detection_rate` and
 * `avg_early_warning_days`; over rows: `backtest_accuracy`, `false_positive_rate`, precision, recall and F1. Their
 * definitions, word by word, are in `anomalyDefinitions` and in the result.
 * @throws RangeError for columns that are not there, no events, no scored rows, or scores that need a threshold.
 */
export function anomalies(table: Table, events: Table, options: AnomalyOptions = {}): Anomalies {
  const { windowBeforeDays = 10, latency = null } = options
  const rows = scoredRows(table, events, options)
  const kept = usableRows(rows)
  if (kept.length === 0)
    throw new RangeError(`${table.name}: no row has both ${rows.columns.score} and ${rows.columns.date}`)
  const found = eventWindows(events, rows.columns.entity, options)
  if (found.length === 0) throw new RangeError(`${events.name}: got no events, expected at least one`)
  if (!(windowBeforeDays >= 0))
    throw new RangeError(`got a window of ${windowBeforeDays} days before events, expected 0 or more`)
  const threshold = options.threshold ?? usualThreshold(table, rows, kept)
  const low = options.lowIsAnomalous ?? false
  const alarm = (row: number) => (low ? rows.scores[row]! <= threshold : rows.scores[row]! >= threshold)
  const windows = windowsOf(found, rows, kept, windowBeforeDays)
  const inside = new Uint8Array(rows.scores.length)
  for (const window of windows) for (const row of window.rows) inside[row] = 1
  const cases = windows.map((window) => caseOf(window, rows, alarm, low))
  const alarms = kept.filter(alarm)
  const counts = countsOf(kept, inside, alarm, cases)
  const unscored = cases.filter((each) => each.rows === 0)
  return {
    ...{ scores: table.name, events: events.name, columns: rows.columns },
    ...{ rule: `${rows.columns.score} ${low ? "<=" : ">="} ${threshold}`, windowBeforeDays },
    metrics: { ...metricsOf(counts, cases), detection_latency_ms: latency?.mean ?? null },
    ...{ definitions: { ...anomalyDefinitions }, counts, latency, cases },
    detections: detectionsOf(alarms, rows, windows, low, options.detections ?? 1000),
    totalDetections: alarms.length,
    notes: [
      ...(unscored.length > 0
        ? [
            `${unscored.length} of ${cases.length} events have no scored row in their window and do not count: ${unscored
              .slice(0, 5)
              .map(({ name }) => name)
              .join(", ")}`,
          ]
        : []),
      ...(kept.length < rows.scores.length
        ? [`${rows.scores.length - kept.length} rows without a score or a date were left out`]
        : []),
    ],
  }
}

function usableRows({ scores, times }: ScoredRows): Uint32Array {
  return Uint32Array.from(scores.keys()).filter((row) => !Number.isNaN(scores[row]!) && !Number.isNaN(times[row]!))
}

function usualThreshold(table: Table, { scores, columns, isFlag }: ScoredRows, kept: Uint32Array): number {
  if (isFlag || kept.every((row) => scores[row]! >= 0 && scores[row]! <= 1)) return 0.5
  throw new RangeError(
    `${table.name}: ${columns.score} is not between 0 and 1, expected --threshold: the score from which on a row is an alarm`,
  )
}

/** The rows of each window, found by bisection among the entity's rows in the order of time. */
function windowsOf(events: readonly EventWindow[], rows: ScoredRows, kept: Uint32Array, before: number): Window[] {
  const own = new Map<string | null, number[]>()
  for (const row of kept) {
    const entity = rows.entity(row)
    const list = own.get(entity)
    if (list) list.push(row)
    else own.set(entity, [row])
  }
  for (const list of own.values()) list.sort((a, b) => rows.times[a]! - rows.times[b]!)
  return events.map((event) => {
    const from = event.start - before * DAY
    const list = own.get(event.entity) ?? []
    const first = firstAt(list, rows.times, from)
    return { ...event, from, rows: Uint32Array.from(list.slice(first, firstAt(list, rows.times, event.end + 1))) }
  })
}

function firstAt(list: readonly number[], times: Float64Array, time: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[list[middle]!]! < time) low = middle + 1
    else high = middle
  }
  return low
}

function caseOf(
  window: Window,
  { scores, times }: ScoredRows,
  alarm: (row: number) => boolean,
  low: boolean,
): DetectedEvent {
  const alarms = window.rows.filter(alarm)
  const first = alarms[0]
  const peak = window.rows.reduce<number | undefined>(
    (best, row) =>
      best === undefined || (low ? scores[row]! < scores[best]! : scores[row]! > scores[best]!) ? row : best,
    undefined,
  )
  return {
    ...{ name: window.name, entity: window.entity, start: dateText(window.start), end: dateText(window.end) },
    ...{ rows: window.rows.length, alarms: alarms.length, detected: first !== undefined },
    firstAlarm: first === undefined ? null : dateText(times[first]!),
    earlyWarningDays: first === undefined ? null : daysBetween(times[first]!, window.start),
    peak: peak === undefined ? null : { date: dateText(times[peak]!), score: scores[peak]! },
    timeline: Array.from(window.rows, (row) => ({
      ...{ date: dateText(times[row]!), score: scores[row]!, alarm: alarm(row) },
      phase: times[row]! < window.start ? ("before" as const) : ("event" as const),
    })),
  }
}

function countsOf(
  kept: Uint32Array,
  inside: Uint8Array,
  alarm: (row: number) => boolean,
  cases: readonly DetectedEvent[],
): Anomalies["counts"] {
  const cells = [0, 0, 0, 0]
  for (const row of kept) cells[2 * inside[row]! + Number(alarm(row))]!++
  const [trueNegatives, falsePositives, falseNegatives, truePositives] = cells as [number, number, number, number]
  return {
    ...{ events: cases.length, scoredEvents: cases.filter(({ rows }) => rows > 0).length },
    detectedEvents: cases.filter(({ detected }) => detected).length,
    lateEvents: cases.filter(({ earlyWarningDays: days }) => days !== null && days <= 0).length,
    ...{ rows: kept.length, truePositives, falsePositives, trueNegatives, falseNegatives },
  }
}

function metricsOf(counts: Anomalies["counts"], cases: readonly DetectedEvent[]): Anomalies["metrics"] {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null)
  const warnings = cases.flatMap(({ earlyWarningDays: days }) => (days === null ? [] : [Math.max(0, days)]))
  return {
    detection_rate: share(counts.detectedEvents, counts.scoredEvents),
    avg_early_warning_days: share(
      warnings.reduce((a, b) => a + b, 0),
      warnings.length,
    ),
    backtest_accuracy: share(tp + tn, counts.rows),
    false_positive_rate: share(fp, fp + tn),
    precision: share(tp, tp + fp),
    recall: share(tp, tp + fn),
    f1_score: share(2 * tp, 2 * tp + fp + fn),
  }
}

function detectionsOf(
  alarms: Uint32Array,
  rows: ScoredRows,
  windows: readonly Window[],
  low: boolean,
  most: number,
): Detection[] {
  const sign = low ? 1 : -1
  const ranked = alarms
    .slice()
    .sort((a, b) => sign * (rows.scores[a]! - rows.scores[b]!) || rows.times[a]! - rows.times[b]!)
  const kept = ranked.subarray(0, Math.min(most, ranked.length))
  const wanted = new Set(kept)
  const eventOf = new Map<number, Window>()
  // Where windows overlap, the event that starts first is meant.
  for (const window of [...windows].sort((a, b) => b.start - a.start)) {
    for (const row of window.rows) if (wanted.has(row)) eventOf.set(row, window)
  }
  return Array.from(kept, (row) => {
    const event = eventOf.get(row)
    return {
      ...{ date: dateText(rows.times[row]!), entity: rows.entity(row), score: rows.scores[row]! },
      ...{ event: event?.name ?? null, daysBefore: event ? daysBetween(rows.times[row]!, event.start) : null },
    }
  })
}

function daysBetween(from: number, to: number): number {
  return (to - from) / DAY
}

/** A day as `2024-03-01`, the end of one too; any other time in full. */
function dateText(time: number): string {
  const text = new Date(time).toISOString()
  return text.endsWith("T00:00:00.000Z") || text.endsWith("T23:59:59.999Z") ? text.slice(0, 10) : text
}
