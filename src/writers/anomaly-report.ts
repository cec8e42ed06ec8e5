import type { Anomalies, DetectedEvent } from "../results/anomalies.js"
import { markdownCode, markdownRows, markdownText } from "./markdown-text.js"

const DAY = 86_400_000
/** Characters of a timeline at most. */
const WIDTH = 100

/** A detector's backtest as a document: metrics with their definitions, a table of events, each event's timeline. */
export function anomalyReport(result: Anomalies): string {
  const { metrics, definitions, cases, rule, windowBeforeDays, scores, events, notes, latency } = result
  const measured = Object.entries(metrics).map(([name, value]) => [
    ...[markdownCode(name), value === null ? "N/A" : number(value), definitions[name]!],
  ])
  const lines = [
    "# Anomaly backtest",
    "",
    `${markdownCode(scores)} against ${markdownCode(events)}: an alarm where ${markdownCode(rule)}, windows from ${windowBeforeDays} days before an event's start to its end.`,
    "",
    ...markdownRows(["Metric", "Value", "Definition"], measured),
    "",
    ...(latency ? [`Latency: ${markdownText(latency.source)}.`, ""] : []),
    ...notes.flatMap((note) => [`> ${markdownText(note)}`, ""]),
    "## Events",
    "",
    ...markdownRows(
      ["Event", "Entity", "Start", "Detected", "First alarm", "Early warning (days)", "Alarms", "Peak score"],
      cases.map(eventRow),
    ),
    "",
    "## Timelines",
    "",
    "`!` alarm, `.` scored without an alarm, `_` no score, `|` the event's start.",
    "",
    ...cases.flatMap((each) => [
      ...[`### ${titleOf(each)}`, "", "```", `${timeline(each, windowBeforeDays)}`, "```", ""],
    ]),
  ]
  return `${lines.join("\n").trimEnd()}\n`
}

function titleOf({ name, entity, detected, earlyWarningDays: days, rows }: DetectedEvent): string {
  const outcome =
    rows === 0 ? "not scored" : !detected ? "missed" : days! > 0 ? `${number(days!)} days early` : "detected late"
  return `${[name, ...(entity === null ? [] : [entity])].map(markdownText).join(", ")}: ${outcome}`
}

function eventRow(each: DetectedEvent): string[] {
  const { name, entity, start, rows, detected, firstAlarm, earlyWarningDays: days, alarms, peak } = each
  return [
    ...[markdownText(name), markdownText(entity ?? ""), start, rows === 0 ? "not scored" : detected ? "✅" : "❌"],
    ...[firstAlarm ?? "", days === null ? "" : number(days), String(alarms), peak ? number(peak.score) : ""],
  ]
}

/** A character a day (or as many days as keep the line short). */
function timeline({ start, end, timeline: points }: DetectedEvent, before: number): string {
  const at = Date.parse(start)
  const from = Math.floor((at - before * DAY) / DAY)
  const days = Math.floor(Date.parse(end) / DAY) - from + 1
  const step = Math.ceil(days / WIDTH)
  const marks = Array.from({ length: Math.ceil(days / step) }, () => "_")
  for (const { date, alarm } of points) {
    const place = Math.floor((Math.floor(Date.parse(date) / DAY) - from) / step)
    if (alarm) marks[place] = "!"
    else if (marks[place] === "_") marks[place] = "."
  }
  marks.splice(Math.floor((Math.floor(at / DAY) - from) / step), 0, "|")
  const first = new Date(from * DAY).toISOString().slice(0, 10)
  return `${first} ${marks.join("")} ${end.slice(0, 10)}${step > 1 ? `  (${step} days a character)` : ""}`
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)))
}
