import { mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { timeOf } from "../analysis/walk-forward-rows.js"
import { type Drawn, drawPlot } from "../node/plots.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { TimeSpan } from "../results/plot-data.js"
import type { WalkForwardRun, WindowSpan } from "../results/walk-forward.js"
import type { Terminal } from "./terminal.js"

/** Writes the windows in time and each metric over them, as SVG and PNG; says what was written. */
export async function writeWindowPlots(
  folder: string,
  runs: readonly WalkForwardRun[],
  terminal: Terminal,
): Promise<string> {
  const path = resolve(terminal.cwd, folder)
  await mkdir(path, { recursive: true })
  let plots = 0
  const put = async (name: string, { svg, png }: Drawn) => {
    await writeFileAtomically(join(path, `${name}.svg`), new TextEncoder().encode(svg))
    await writeFileAtomically(join(path, `${name}.png`), png)
    plots++
  }
  for (const run of runs) {
    const prefix = runs.length > 1 ? `${(run.runId ?? run.name).slice(0, 8)}_` : ""
    const windows = datedWindows(run)
    if (windows.length > 0)
      await put(`${prefix}windows`, await drawPlot("walk_forward", { windows, scheme: run.scheme }))
    for (const each of run.metrics) {
      const own = run.windows.filter(({ metrics }) => Number.isFinite(metrics[each.metric]))
      const series = [{ name: each.metric, values: own.map(({ metrics }) => metrics[each.metric]!) }]
      const name = `${prefix}${each.metric.replace(/[^\p{L}\p{N}_-]+/gu, "_")}`
      const pooled = each.pooled === null ? {} : { pooled: each.pooled }
      const data = { metric: each.metric, windows: own.map(({ name }) => name), series, larger: !each.loss, ...pooled }
      await put(name, await drawPlot("window_metric", data))
    }
  }
  return `${plots} plot${plots === 1 ? "" : "s"} in ${folder}, each as SVG and PNG`
}

function datedWindows({ windows }: WalkForwardRun) {
  return windows.flatMap(({ name, train, embargo, test }) => {
    const [own, tested, gap] = [spanOf(train), spanOf(test), spanOf(embargo)]
    return own && tested ? [{ name, train: own, test: tested, ...(gap && { embargo: gap }) }] : []
  })
}

function spanOf({ from, to }: WindowSpan): TimeSpan | undefined {
  const span = [timeOf(from), timeOf(to)] as const
  return span.some(Number.isNaN) ? undefined : span
}
