import type { Cell, Sheet } from "../results/sheet.js"
import type { WalkForward, WalkForwardRun } from "../results/walk-forward.js"

/** One run window by window: what is known of dates, then metrics. */
export function windowSheet({ windows, metrics }: WalkForwardRun): Sheet {
  const dated = windows.some(({ test }) => test.from !== null)
  const counted = windows.some(({ nTest }) => nTest !== null)
  const names = metrics.map(({ metric }) => metric)
  return {
    columns: [
      "window",
      ...(dated ? ["train from", "train to", "embargo from", "embargo to", "test from", "test to"] : []),
      ...(counted ? ["n_test"] : []),
      ...names,
    ],
    rows: windows.map(({ name, train, embargo, test, nTest, metrics: values }): Cell[] => [
      name,
      ...(dated ? [train.from, train.to, embargo.from, embargo.to, test.from, test.to] : []),
      ...(counted ? [nTest] : []),
      ...names.map((metric) => values[metric] ?? null),
    ]),
  }
}

/** A line a run and metric. */
export function summarySheet({ runs }: WalkForward): Sheet {
  return {
    columns: [
      ...["run", "run_id", "source", "metric", "windows", "mean", "low", "high", "weighted mean", "pooled", "sd"],
      ...["worst", "worst window", "slope", "t", "findings"],
    ],
    rows: runs.flatMap((run) =>
      run.metrics.map((each): Cell[] => [
        ...[run.name, run.runId, run.source, each.metric, each.windows, each.mean],
        ...[each.interval?.low ?? null, each.interval?.high ?? null, each.weightedMean, each.pooled, each.sd],
        ...[each.worst.value, each.worst.window, each.trend?.slope ?? null, each.trend?.t ?? null],
        [...new Set(run.findings.map(({ rule }) => rule))].join(" "),
      ]),
    ),
  }
}

/** The same with one metric. @throws RangeError where no run has it. */
export function metricsOf(found: WalkForward, metric: string): WalkForward {
  const runs = found.runs
    .map((run) => ({ ...run, metrics: run.metrics.filter((each) => each.metric === metric) }))
    .filter(({ metrics }) => metrics.length > 0)
  if (runs.length > 0) return { ...found, runs }
  const known = [...new Set(found.runs.flatMap(({ metrics }) => metrics.map((each) => each.metric)))]
  throw new RangeError(`no run has windows with the metric ${metric}; there are ${known.join(", ") || "none"}`)
}
