import type { MetricPoint, Run } from "../data/run.js"
import type { DecisionCard } from "../results/decision-card.js"

/** A run with what its windows may be read from. */
export interface RunWithWindows {
  readonly run: Run
  /** Histories by metric, in the order of logging. */
  readonly histories: Readonly<Record<string, readonly MetricPoint[]>>
  /** Its nested runs. */
  readonly children: readonly Run[]
}

/** A metric's values by window. */
export interface WindowValues {
  readonly metric: string
  readonly from: DecisionCard["windowsFrom"]
  readonly values: ReadonlyMap<string, number>
  /** How many rows each window was tested on, of those where it was logged. */
  readonly rows: ReadonlyMap<string, number>
}

/** Names under which the rows of a window's test are logged. */
export const testRowNames: readonly string[] = [
  "n_test",
  "test_rows",
  "n_test_samples",
  "test_size",
  "n_samples_test",
  "num_test",
]

/** The names under which the windows of a summary may be logged: `avg_test_r2` sums up `test_r2`. */
export function windowMetrics(metric: string): string[] {
  const bare = metric.replace(/^(avg|mean|average)_/, "").replace(/_(avg|mean|average)$/, "")
  return bare === metric ? [metric] : [metric, bare]
}

/** Every reading of a run's windows: by step, by nested run, by the fold in a metric's name. */
export function windowValues({ run, histories, children }: RunWithWindows, metric: string): WindowValues[] {
  const readings = {
    steps: (name: string) => ofSteps(histories[name] ?? []),
    "nested runs": (name: string) => ofChildren(children, name),
    "fold metrics": (name: string) => ofNames(run, name),
  }
  return windowMetrics(metric).flatMap((name) =>
    (["steps", "nested runs", "fold metrics"] as const).map((from): WindowValues => {
      const rows = testRowNames.map(readings[from]).find(({ size }) => size > 0) ?? new Map<string, number>()
      return { metric: name, from, values: readings[from](name), rows }
    }),
  )
}

/** The last value of each step: one that was logged again replaces the one before. */
function ofSteps(points: readonly MetricPoint[]): Map<string, number> {
  return new Map(points.map(({ step, value }) => [String(step), value]))
}

function ofChildren(children: readonly Run[], name: string): Map<string, number> {
  const found = children
    .filter(({ lifecycleStage }) => lifecycleStage === "active")
    .map((child) => [windowOf(child), loggedValue(child, name)] as const)
  return new Map(
    found.filter((each): each is readonly [string, number] => each[0] !== undefined && each[1] !== undefined),
  )
}

/** Row counts are logged as params, too. */
function loggedValue({ metrics, params }: Run, name: string): number | undefined {
  if (Object.hasOwn(metrics, name)) return metrics[name]
  const text = testRowNames.includes(name) ? (params[name] ?? "") : ""
  return text.trim() === "" || !Number.isFinite(Number(text)) ? undefined : Number(text)
}

/** What says which window a nested run is about, as params and tags are usually named. */
function windowOf({ params, tags }: Run): string | undefined {
  for (const key of ["fold", "window", "fold_id", "window_id", "split", "test_start"]) {
    const value = params[key] ?? tags[key]
    if (value !== undefined) return value
  }
  return undefined
}

/** `fold_3_auc`, `window3_auc`, `auc_fold_3`. */
function ofNames({ metrics }: Run, name: string): Map<string, number> {
  const found = Object.entries(metrics).flatMap(([key, value]): [string, number][] => {
    const before = /^(?:fold|window|split)_?(\d+)[_/.](.+)$/.exec(key)
    const after = /^(.+)[_/.](?:fold|window|split)_?(\d+)$/.exec(key)
    const [window, metric] = before ? [before[1], before[2]] : [after?.[2], after?.[1]]
    return metric === name && window !== undefined ? [[String(Number(window)), value]] : []
  })
  return new Map(found)
}
