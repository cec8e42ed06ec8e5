/** What each metric of a detector is, in words; the output has them beside the numbers. */
export const anomalyDefinitions: Readonly<Record<string, string>> = {
  detection_rate: "share of the events with scored rows in their window that have at least one alarm there",
  avg_early_warning_days:
    "mean, over detected events, of the days from the first alarm in the window to the event's start; a late first alarm counts 0",
  backtest_accuracy: "share of scored rows that are right: an alarm inside an event's window, none outside",
  false_positive_rate: "share of the scored rows outside all windows that have an alarm",
  precision: "share of alarms that are inside an event's window",
  recall: "share of the scored rows inside windows that have an alarm",
  f1_score: "harmonic mean of precision and recall",
  detection_latency_ms: "milliseconds from a row to its score, on average: read or measured, never days",
}
