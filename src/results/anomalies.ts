import { z } from "zod"

/** A scored row of an event's window. */
export interface TimelinePoint {
  /** ISO 8601, UTC. */
  date: string
  score: number
  alarm: boolean
  /** Before the event's start, or in the event. */
  phase: "before" | "event"
}

/** An event and what the detector made of it. */
export interface DetectedEvent {
  name: string
  entity: string | null
  /** ISO 8601, UTC. */
  start: string
  end: string
  /** Scored rows in the window: from `windowBeforeDays` before the start to the end. */
  rows: number
  alarms: number
  detected: boolean
  firstAlarm: string | null
  /** Days from the first alarm to the start; negative when it came late. */
  earlyWarningDays: number | null
  peak: { date: string; score: number } | null
  timeline: TimelinePoint[]
}

/** A row with an alarm. */
export interface Detection {
  date: string
  entity: string | null
  score: number
  /** The event whose window it is in. */
  event: string | null
  /** Days to that event's start; negative after it. */
  daysBefore: number | null
}

/** How well anomalies were detected, by event and by row. */
export interface Anomalies {
  scores: string
  events: string
  columns: { score: string; date: string; entity: string | null }
  /** E.g. `score >= 0.5`. */
  rule: string
  windowBeforeDays: number
  /** `null` where there is nothing to divide by. */
  metrics: Record<string, number | null>
  /** What each metric is. */
  definitions: Record<string, string>
  counts: {
    events: number
    /** Events with at least one scored row in their window. */
    scoredEvents: number
    detectedEvents: number
    /** Detected at or after their start. */
    lateEvents: number
    rows: number
    truePositives: number
    falsePositives: number
    trueNegatives: number
    falseNegatives: number
  }
  /** Milliseconds, and where they come from; null where nobody measured. */
  latency: { source: string; mean: number; p95: number | null } | null
  cases: DetectedEvent[]
  /** The highest scores first. */
  detections: Detection[]
  totalDetections: number
  notes: string[]
}

const whole = z.number().int()
const text = z.string().nullable()

/** As JSON writes it. */
export const anomaliesSchema: z.ZodType = z.object({
  ...{ scores: z.string(), events: z.string() },
  columns: z.object({ score: z.string(), date: z.string(), entity: text }),
  ...{ rule: z.string(), windowBeforeDays: z.number(), metrics: z.record(z.string(), z.number().nullable()) },
  definitions: z.record(z.string(), z.string()),
  counts: z.object({
    ...{ events: whole, scoredEvents: whole, detectedEvents: whole, lateEvents: whole, rows: whole },
    ...{ truePositives: whole, falsePositives: whole, trueNegatives: whole, falseNegatives: whole },
  }),
  latency: z.object({ source: z.string(), mean: z.number(), p95: z.number().nullable() }).nullable(),
  cases: z.array(
    z.object({
      ...{ name: z.string(), entity: text, start: z.string(), end: z.string(), rows: whole, alarms: whole },
      ...{ detected: z.boolean(), firstAlarm: text, earlyWarningDays: z.number().nullable() },
      peak: z.object({ date: z.string(), score: z.number() }).nullable(),
      timeline: z.array(
        z.object({ date: z.string(), score: z.number(), alarm: z.boolean(), phase: z.enum(["before", "event"]) }),
      ),
    }),
  ),
  detections: z.array(
    z.object({ date: z.string(), entity: text, score: z.number(), event: text, daysBefore: z.number().nullable() }),
  ),
  totalDetections: whole,
  notes: z.array(z.string()),
})
