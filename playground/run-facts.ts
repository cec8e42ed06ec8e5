import type { Run } from "../src/index.js"
import type { ParallelAxis, ParallelData } from "./plots/parallel.js"
import { type RunColumn, runColumns } from "./plots/run-columns.js"
import type { RunScatterData } from "./plots/run-scatter.js"

/** Axes of a parallel plot that are chosen to begin with. */
const AXES = 6

/** Runs that are drawn; of more, the first: the newest, unless the table is sorted. */
const DRAWN = 500

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

/** Params that differ, then the metric, as axes. */
export function parallelOf(runs: readonly Run[], metric: string, chosen: string | undefined): ParallelData {
  const drawn = runs.slice(0, DRAWN).filter(({ metrics }) => Object.keys(metrics).length > 0)
  const differing = runColumns(drawn).filter(
    ({ kind, constant, of }) =>
      kind === "param" && !constant && drawn.filter((run) => of(run) !== undefined).length * 2 >= drawn.length,
  )
  const axes = differing
    .slice(0, AXES)
    .map(({ name, of }): ParallelAxis => ({ name, values: numbersWhere(drawn.map(of)) }))
  const values = drawn.map(({ metrics }) => metrics[metric])
  const at = drawn.findIndex(({ runId }) => runId === chosen)
  return {
    names: drawn.map(({ runId, runName }) => runName || runId),
    axes: [...axes, { name: metric, values }],
    ...(at >= 0 && { chosen: at }),
    rows: {
      in: runs.length,
      used: drawn.length,
      dropped: [[`without metrics or beyond the first ${DRAWN}`, runs.length - drawn.length]],
    },
  }
}

/** Texts that are all numbers are numbers. */
function numbersWhere(values: readonly (string | number | undefined)[]): (string | number | undefined)[] {
  const all = values.every((value) => value === undefined || (value !== "" && Number.isFinite(Number(value))))
  return all ? values.map((value) => (value === undefined ? undefined : Number(value))) : [...values]
}

export function scatterOf(runs: readonly Run[], x: string, y: string, chosen: string | undefined): RunScatterData {
  const drawn = runs.slice(0, DRAWN)
  return {
    names: drawn.map(({ runId, runName }) => runName || runId),
    ids: drawn.map(({ runId }) => runId),
    x: { label: x, values: numbersOf(drawn, x) },
    y: { label: y, values: numbersOf(drawn, y) },
    rows: { in: runs.length, used: drawn.length, dropped: [[`beyond the first ${DRAWN}`, runs.length - drawn.length]] },
    ...(chosen !== undefined && { chosen }),
  }
}
