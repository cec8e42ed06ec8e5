import type { Run } from "../src/index.js"
import type { ParallelAxis, ParallelData } from "./plots/parallel.js"
import { type RunColumn, runColumns } from "./plots/run-columns.js"
import type { RunScatterData } from "./plots/run-scatter.js"

/** Axes of a parallel plot that are chosen to begin with. */
const AXES = 6

/** Runs that are drawn; of more, the newest. */
const DRAWN = 2000

/** The names of what can be drawn: metrics, and params that differ and are numbers wherever they are given. */
export function numericNames(runs: readonly Run[]): { metrics: string[]; params: string[] } {
  const columns = runColumns(runs)
  const names = (kind: RunColumn["kind"], take: (column: RunColumn) => boolean) =>
    columns.filter((column) => column.kind === kind && take(column)).map(({ name }) => name)
  const isNumeric = ({ of, constant }: RunColumn) =>
    !constant && runs.every((run) => of(run) === undefined || Number.isFinite(Number(of(run))))
  // What few runs have, such as the means of a parent, is offered last.
  const had = new Map(columns.map((column) => [column.name, runs.filter((run) => column.of(run) !== undefined).length]))
  const common = (name: string) => Number((had.get(name) ?? 0) * 2 < runs.length)
  return {
    metrics: names("metric", () => true).sort((a, b) => common(a) - common(b)),
    params: names("param", isNumeric),
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
      dropped: [["without metrics or beyond the newest 2,000", runs.length - drawn.length]],
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
    ...(chosen !== undefined && { chosen }),
  }
}
