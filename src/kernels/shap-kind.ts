import type { Inputs } from "./inputs.js"
import type { TableKind } from "./pattern-tables.js"

/** What is to be computed beside the values of the features. */
export interface ShapKind extends Omit<TableKind, "order"> {
  /** All rows' matrices of pairs, or only the sums of their absolute values. */
  readonly pairs?: "all" | "sums"
  /** What the values are rounded to in the end; sums are always of f64. */
  readonly precision?: "f64" | "f32"
  /** The values behind the codes of the background rows, which linear models need. */
  readonly backgroundInputs?: Inputs
}
