/** A cell of a sheet. */
export type Cell = string | number | boolean | null

/** A result as rows and columns: what tables, CSV and Markdown are written from. */
export interface Sheet {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}
