import type { ReportCard } from "../results/report.js"
import type { CommonOptions, ModelSource } from "./options.js"

/** The options of `leafwise report`. */
export interface ReportOptions extends CommonOptions, Omit<ModelSource, "model"> {
  readonly o: string
  readonly model?: string
  readonly data?: string
  readonly target?: string
  readonly date?: string
  readonly group?: string
  readonly train?: string
  readonly background?: string
  readonly output?: number
  readonly sample?: number
  readonly allRows?: true
  readonly experiment?: readonly string[]
  readonly run?: readonly string[]
  readonly filter?: string
  readonly orderBy?: readonly string[]
  readonly limit: number
  readonly baseline?: string
  readonly champion?: string
  readonly metric?: string
  readonly cards?: readonly ReportCard[]
  readonly title?: string
  readonly rows: number
  /** In bytes. */
  readonly maxSize: number
}
