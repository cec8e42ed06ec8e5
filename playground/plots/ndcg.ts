import { drawCurves } from "./curves.js"
import { plain } from "./format.js"
import type { Plot, PlotData } from "./plot.js"

/** A ranking metric against the number of places that count. */
export interface NdcgData extends PlotData {
  /** 1, 3, 5, 10 ... */
  readonly at: readonly number[]
  readonly metric: string
  readonly curves: readonly {
    readonly name: string
    readonly values: readonly number[]
    readonly low?: readonly number[]
    readonly high?: readonly number[]
  }[]
  /** What a random order and the baseline reach. */
  readonly references?: readonly { readonly name: string; readonly values: readonly number[] }[]
  /** Gain, discount, ties and empty groups, in words. */
  readonly rules: string
}

export const ndcgPlot: Plot<NdcgData> = {
  heading: ({ metric }) => `${metric} against K`,
  summary: ({ curves, at, metric }) => {
    const last = at.length - 1
    return curves.map(({ name, values }) => `${name}: ${metric}@${at[last]} ${plain(values[last]!)}`).join("; ")
  },
  definition: ({ rules }) => rules,
  table: ({ at, curves, references = [] }) => ({
    columns: ["K", ...[...curves, ...references].map(({ name }) => name)],
    rows: at.map((k, i) => [k, ...[...curves, ...references].map(({ values }) => values[i]!)]),
  }),
  draw: ({ at, curves, references = [], metric }, width) => {
    const x = at.map((_, i) => i)
    return drawCurves(
      {
        x: { label: "K", names: at.map(String) },
        y: { label: metric, domain: [0, 1] },
        curves: [
          ...curves.map(({ name, values: y, low, high }) => ({
            name,
            x,
            y,
            marked: true,
            ...(low && { low }),
            ...(high && { high }),
          })),
          ...references.map(({ name, values: y }) => ({ name, x, y, guide: true })),
        ],
      },
      width,
    )
  },
}
