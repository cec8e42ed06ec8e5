import { percent } from "./format.js"
import { drawHeatGrid } from "./heat-grid.js"
import type { Plot, PlotData } from "./plot.js"

/** Where features have no values, by windows of time. */
export interface MissingDatesData extends PlotData {
  readonly windows: readonly string[]
  readonly features: readonly {
    readonly name: string
    /** The share of rows without a value in each window. */
    readonly shares: readonly number[]
    /** The first window with a value; null where none has. */
    readonly since: string | null
    readonly late: boolean
  }[]
  /** Features that have a value in every row. */
  readonly complete: number
}

/** Features by windows, the darker the more is missing. */
export const missingDatesPlot: Plot<MissingDatesData> = {
  heading: () => "Missing values by date",
  summary: ({ features, complete }) => {
    const late = features.filter((each) => each.late)
    const [first] = late
    const beside = `${complete} of ${complete + features.length} features have a value in every row`
    return first
      ? `${first.name} has no value before ${first.since}${late.length > 1 ? `, and ${late.length - 1} more begin late` : ""}; ${beside}.`
      : `No feature begins late; ${beside}.`
  },
  definition: () =>
    "share of rows without a value in each window of time; ! none at all in the first window, some later",
  table: ({ features, windows }) => ({
    columns: ["feature", "first value in", ...windows.map((name) => `missing ${name}`)],
    rows: features.map(({ name, shares, since }) => [name, since ?? "never", ...shares]),
  }),
  draw: ({ features, windows }, width) =>
    drawHeatGrid(
      {
        columns: windows,
        label: "window",
        rows: features.map(({ name, shares, late }) => ({
          ...{ name, marked: late },
          cells: shares.map((share, i) => ({
            ...{
              share,
              text: share === 0 ? "" : percent(share, 0),
              said: `${name}, ${windows[i]}: ${percent(share)} missing`,
            },
          })),
        })),
      },
      width,
    ),
}
