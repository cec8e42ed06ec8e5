import { byCodePoint } from "../data/by-code-point.js"
import type { Experiment, Run } from "../data/run.js"
import type { Cell, Sheet } from "../results/sheet.js"

/** The columns of `mlflow.search_runs`, in full. */
export function searchRunsSheet(runs: readonly Run[]): Sheet {
  const keys = { params: keysOf(runs, "params"), metrics: keysOf(runs, "metrics"), tags: keysOf(runs, "tags") }
  const own = (record: Readonly<Record<string, string | number>>, key: string): Cell =>
    Object.hasOwn(record, key) ? record[key]! : null
  return {
    columns: [
      ...["run_id", "experiment_id", "status", "artifact_uri", "start_time", "end_time"],
      ...(["params", "metrics", "tags"] as const).flatMap((kind) => keys[kind].map((key) => `${kind}.${key}`)),
    ],
    rows: runs.map((run) => [
      ...[run.runId, run.experimentId, run.status, run.artifactUri, pandasTime(run.startTime), pandasTime(run.endTime)],
      ...(["params", "metrics", "tags"] as const).flatMap((kind) => keys[kind].map((key) => own(run[kind], key))),
    ]),
  }
}

/** What people look at first: the metrics that most runs have. */
export function runSheet(runs: readonly Run[], experiments: ReadonlyMap<string, Experiment>): Sheet {
  const shared = (key: string) => runs.filter((run) => Object.hasOwn(run.metrics, key)).length
  const counted = keysOf(runs, "metrics").map((key) => ({ key, runs: shared(key) }))
  const metrics = counted
    .sort((a, b) => b.runs - a.runs)
    .slice(0, 6)
    .map(({ key }) => key)
  return {
    columns: ["run id", "run name", "experiment", "status", "started", "seconds", ...metrics],
    rows: runs.map((run) => [
      run.runId,
      run.runName,
      experiments.get(run.experimentId)?.name ?? run.experimentId,
      run.status,
      timeCell(run.startTime),
      run.startTime === null || run.endTime === null ? null : (run.endTime - run.startTime) / 1000,
      ...metrics.map((key) => (Object.hasOwn(run.metrics, key) ? run.metrics[key]! : null)),
    ]),
  }
}

/** A time for people, UTC, in whole seconds. */
export function timeCell(time: number | null): Cell {
  return time === null ? null : new Date(time).toISOString().slice(0, 19).replace("T", " ")
}

/** As pandas writes what `mlflow.search_runs` returns. */
function pandasTime(time: number | null): Cell {
  return time === null ? null : new Date(time).toISOString().replace("T", " ").replace("Z", "000+00:00")
}

function keysOf(runs: readonly Run[], kind: "params" | "metrics" | "tags"): string[] {
  return [...new Set(runs.flatMap((run) => Object.keys(run[kind])))].sort(byCodePoint)
}
