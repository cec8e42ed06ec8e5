import { mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Ensemble } from "../data/ensemble.js"
import type { Table } from "../data/table.js"
import type { EngineCalls, ShapOptions } from "../engine-calls.js"
import { drawExplanation } from "../node/plots.js"
import { writeFileAtomically } from "../node/write-file.js"
import type { Explanation } from "../results/explanation.js"
import type { PlottedExplanation } from "../results/plot-data.js"
import type { RankedFeature } from "../results/ranking.js"
import type { Terminal } from "./terminal.js"

/** Features that get a dependence plot of their own. */
const DEPENDENCE = 6
/** Rows whose interactions are computed for their heatmap. */
const PAIR_ROWS = 300

/** What `--plots` draws. */
export interface Plotted {
  readonly explanation: Explanation
  readonly ranking: readonly RankedFeature[]
  /** The rows that were explained. */
  readonly rows: Table
  readonly total: number
  readonly output: number
  readonly strengths?: Float64Array
}

/**
 * Writes every plot of an explanation as SVG and PNG.
 * @returns how many plots there are.
 */
export async function writePlots(folder: string, plotted: Plotted, terminal: Terminal): Promise<number> {
  const { rows, explanation, strengths, ...rest } = plotted
  const asked: PlottedExplanation<Table> = {
    ...rest,
    ...{ table: rows, row: 0, dependence: DEPENDENCE },
    explanation: doubles(explanation),
    ...(strengths && { strengths }),
  }
  const path = resolve(terminal.cwd, folder)
  await mkdir(path, { recursive: true })
  const drawn = await drawExplanation(asked)
  for (const { name, svg, png } of drawn) {
    await writeFileAtomically(join(path, `${name}.svg`), new TextEncoder().encode(svg))
    await writeFileAtomically(join(path, `${name}.png`), png)
  }
  return drawn.length
}

/** Mean |interaction| of every pair over a sample of rows: features x features, row-major. */
export async function pairStrengths(
  engine: EngineCalls,
  ensemble: Ensemble,
  rows: Table,
  options: ShapOptions & { readonly output: number },
): Promise<Float64Array> {
  const features = ensemble.features.length
  const top = Math.max(1, (features * (features - 1)) / 2)
  const { output, ...wanted } = options
  const sample = Math.min(PAIR_ROWS, rows.rows)
  const found = await engine.shap(ensemble, rows, { ...wanted, sample, interactions: { top } })
  const strengths = new Float64Array(features ** 2)
  for (const { features: pair, mean } of found.strongestPairs?.[output] ?? []) {
    strengths[pair[0] * features + pair[1]] = mean
    strengths[pair[1] * features + pair[0]] = mean
  }
  return strengths
}

/** Plots are drawn from doubles, whatever was asked for. */
function doubles(explanation: Explanation<Float64Array | Float32Array>): Explanation {
  const values = explanation.values.map((output) => output.map((column) => Float64Array.from(column)))
  return { ...explanation, values }
}
