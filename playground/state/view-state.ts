/** The ten questions. */
export type PageId =
  | "dropped"
  | "quality"
  | "time"
  | "features"
  | "feature"
  | "row"
  | "leaks"
  | "overfit"
  | "runs"
  | "report"

/** What is looked at: all that a link carries. Names and numbers of rows, never data. */
export interface ViewState {
  readonly page: PageId
  /** The label of the chosen model and the path of the chosen table. */
  readonly model?: string | undefined
  readonly table?: string | undefined
  readonly output: number
  /** The global selection. `row` counts in the whole table, from 0. */
  readonly row?: number | undefined
  readonly feature?: string | undefined
  readonly run?: string | undefined
  /** The heading of the chart that a link leads to; never part of a view that is looked at. */
  readonly chart?: string | undefined
  /** What pages remember, under keys of their own: "features.search". */
  readonly options: Readonly<Record<string, string | number | boolean>>
}

export const firstView: ViewState = { page: "dropped", output: 0, options: {} }

export const pageIds: readonly PageId[] = [
  ...(["dropped", "quality", "time", "features", "feature"] as const),
  ...(["row", "leaks", "overfit", "runs", "report"] as const),
]
