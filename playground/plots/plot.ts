import type { SVGTemplateResult } from "lit"
import type { ChartTable } from "./chart-table.js"

/** How many rows went in, how many a number was computed from, and where the others went. */
export interface RowAccount {
  readonly in: number
  readonly used: number
  /** Reasons with their rows, e.g. ["no target", 12]. */
  readonly dropped?: readonly (readonly [reason: string, rows: number])[]
  /** How the rows were drawn, when they are a sample: "uniform sample, seed 0". */
  readonly sample?: string
}

/** What the data of every plot may say about themselves. */
export interface PlotData {
  readonly rows?: RowAccount
}

/** A kind of chart: pure functions from its data to words, numbers and a drawing. */
export interface Plot<Data> {
  readonly heading: (data: Data) => string
  /** One sentence that says what stands out; it is read in place of the drawing. */
  readonly summary: (data: Data) => string
  /** What the numbers are, with the technical name. */
  readonly definition?: (data: Data) => string
  readonly table: (data: Data) => ChartTable
  /** @param width in CSS pixels. */
  readonly draw: (data: Data, width: number) => SVGTemplateResult
}

/** The row account as a line: "27,020 rows in -> 26,000 used (1,020 without target)". */
export function accountText({ in: all, used, dropped = [], sample }: RowAccount): string {
  const number = (value: number) => value.toLocaleString("en-US")
  const reasons = [...dropped.filter(([, rows]) => rows > 0).map(([reason, rows]) => `${number(rows)} ${reason}`)]
  if (sample) reasons.push(sample)
  return `${number(all)} rows in \u2192 ${number(used)} used${reasons.length > 0 ? ` (${reasons.join(", ")})` : ""}`
}
