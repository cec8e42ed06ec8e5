import type { Run } from "../src/index.js"
import type { Span, WalkForwardData } from "./plots/walk-forward.js"
import type { WindowMetricData } from "./plots/window-metric.js"
import type { SessionState } from "./session.js"

/** The windows that the runs of an experiment were trained and tested on. */
export interface WalkForward {
  readonly experiment: string
  /** In the order of their tests; the newest run of each window. */
  readonly windows: readonly { readonly run: Run; readonly spans: WalkForwardData["windows"][number] }[]
}

const DAY = 86_400_000

/** Experiments whose runs say in params which days they were trained and tested on; those with the most windows first. */
export function walkForwards({ stores }: SessionState): WalkForward[] {
  const found = stores.flatMap(({ experiments, runs }) =>
    experiments.map(({ experimentId, name }) => ({
      experiment: name,
      windows: windowsOf(runs.filter((run) => run.experimentId === experimentId)),
    })),
  )
  return found.filter(({ windows }) => windows.length > 1).sort((a, b) => b.windows.length - a.windows.length)
}

function windowsOf(runs: readonly Run[]): WalkForward["windows"] {
  const newest = new Map<string, WalkForward["windows"][number]>()
  for (const run of runs.toSorted((a, b) => (a.startTime ?? 0) - (b.startTime ?? 0))) {
    const [train, test, embargo] = ["train", "test", "embargo"].map((part) => spanOf(run, part))
    if (run.status !== "FINISHED" || !train || !test) continue
    const gap = embargo ?? (test[0] > train[1] ? ([train[1], test[0]] as const) : undefined)
    const name = run.params.window ?? run.params.fold ?? dayOf(test[0])
    newest.set(test.join(), { run, spans: { name, train, test, ...(gap && { embargo: gap }) } })
  }
  return [...newest.values()].sort((a, b) => a.spans.test[0] - b.spans.test[0])
}

/** `train_start` and `train_end` of a run's params; the last day belongs to it. */
function spanOf({ params }: Run, part: string): Span | undefined {
  const [start, end] = [Date.parse(params[`${part}_start`] ?? ""), Date.parse(params[`${part}_end`] ?? "")]
  return Number.isNaN(start) || Number.isNaN(end) ? undefined : [start, end + DAY]
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

export function walkForwardData({ windows }: WalkForward): WalkForwardData {
  const spans = windows.map((each) => each.spans)
  const starts = new Set(spans.map(({ train }) => train[0]))
  const lengths = spans.map(({ train }) => train[1] - train[0])
  const even = Math.max(...lengths) - Math.min(...lengths) < 5 * DAY
  return { windows: spans, scheme: starts.size === 1 ? "anchored" : even ? "rolling" : "other" }
}

/** Metrics that at least two windows logged, those of the test first. */
export function loggedMetrics({ windows }: WalkForward): string[] {
  const counts = new Map<string, number>()
  for (const { run } of windows) for (const key of Object.keys(run.metrics)) counts.set(key, (counts.get(key) ?? 0) + 1)
  const keys = [...counts].filter(([, count]) => count > 1).map(([key]) => key)
  const place = (key: string) => (/test/i.test(key) ? 0 : /val/i.test(key) ? 1 : 2)
  return keys.filter((key) => !/^n_|_by_/.test(key)).sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
}

/** A logged metric over the windows, with the one of training beside that of the test. */
export function loggedMetricData({ windows }: WalkForward, key: string): WindowMetricData {
  const values = (name: string) => windows.map(({ run }) => run.metrics[name] ?? Number.NaN)
  const train = key.replace(/test|valid|val/i, "train")
  const paired = train !== key && values(train).some(Number.isFinite)
  return {
    metric: key,
    windows: windows.map(({ spans }) => spans.name),
    series: [{ name: key, values: values(key) }, ...(paired ? [{ name: train, values: values(train) }] : [])],
  }
}
