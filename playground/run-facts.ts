import type { Run } from "../src/index.js"
import type { CloudData } from "./plots/cloud.js"
import type { ParallelAxis, ParallelData } from "./plots/parallel.js"
import { type RunColumn, runColumns } from "./plots/run-columns.js"
import type { RunScatterData } from "./plots/run-scatter.js"

/** Axes of a parallel plot that are chosen to begin with. */
const AXES = 6

/** More points than these are drawn as pixels. */
export const POINTS = 150

/** The names of what can be drawn; what few runs have, such as the means of a parent, stands last. */
export interface NumericNames {
  readonly metrics: readonly string[]
  /** Params that differ and are numbers wherever they are given. */
  readonly params: readonly string[]
  /** Params among these that most runs have. */
  readonly usual: readonly string[]
}

export function numericNames(columns: readonly RunColumn[], runs: number): NumericNames {
  const rare = ({ count }: RunColumn) => Number(count * 2 < runs)
  const names = (found: RunColumn[]) => found.sort((a, b) => rare(a) - rare(b)).map(({ name }) => name)
  const params = columns.filter(({ kind, constant, numeric }) => kind === "param" && !constant && numeric)
  return {
    metrics: names(columns.filter(({ kind }) => kind === "metric")),
    params: names(params),
    usual: names(params.filter((column) => !rare(column))),
  }
}

/** A metric's or a param's number in each run; NaN where it is missing. */
export function numbersOf(runs: readonly Run[], name: string): number[] {
  return runs.map(({ metrics, params }) => metrics[name] ?? Number(params[name] ?? Number.NaN))
}

/** Params that differ, then the metric, as axes. @param all the list that the runs were chosen from. */
export function parallelOf(
  runs: readonly Run[],
  all: readonly Run[],
  metric: string,
  chosen: string | undefined,
): ParallelData {
  const drawn = runs.filter(({ metrics }) => Object.keys(metrics).length > 0)
  const axes: ParallelAxis[] = []
  for (const { kind, constant, name, of } of runColumns(runs, all)) {
    if (kind !== "param" || constant || axes.length === AXES) continue
    const values = drawn.map(of)
    const given = values.filter((value) => value !== undefined)
    const differs = given.some((value) => value !== given[0])
    if (differs && given.length * 2 >= drawn.length) axes.push({ name, values: numbersWhere(values) })
  }
  const values = drawn.map(({ metrics }) => metrics[metric])
  const at = drawn.findIndex(({ runId }) => runId === chosen)
  return {
    names: drawn.map(({ runId, runName }) => runName || runId),
    axes: [...axes, { name: metric, values }],
    ...(at >= 0 && { chosen: at }),
    rows: { in: runs.length, used: drawn.length, dropped: [["without metrics", runs.length - drawn.length]] },
  }
}

/** Texts that are all numbers are numbers. */
function numbersWhere(values: readonly (string | number | undefined)[]): (string | number | undefined)[] {
  const all = values.every((value) => value === undefined || (value !== "" && Number.isFinite(Number(value))))
  return all ? values.map((value) => (value === undefined ? undefined : Number(value))) : [...values]
}

export function scatterOf(runs: readonly Run[], x: string, y: string, chosen: string | undefined): RunScatterData {
  return {
    names: runs.map(({ runId, runName }) => runName || runId),
    ids: runs.map(({ runId }) => runId),
    x: { label: x, values: numbersOf(runs, x) },
    y: { label: y, values: numbersOf(runs, y) },
    rows: { in: runs.length, used: runs.length },
    ...(chosen !== undefined && { chosen }),
  }
}

/** The same as a cloud, for runs of any number. */
export function runCloudOf(runs: readonly Run[], x: string, y: string): CloudData {
  const axis = (label: string) => ({ label, values: Float64Array.from(numbersOf(runs, label)) })
  const [xs, ys] = [axis(x), axis(y)]
  const shown = ys.values.filter((value, i) => !Number.isNaN(value) && !Number.isNaN(xs.values[i]!)).length
  return {
    heading: `${y} against ${x}`,
    summary: `${shown} runs${shown < runs.length ? `; ${runs.length - shown} lack one of the two` : ""}.`,
    x: xs,
    y: ys,
    names: runs.map(({ runId, runName }) => runName || runId),
    rows: { in: runs.length, used: shown, dropped: [["without one of the two", runs.length - shown]] },
  }
}
