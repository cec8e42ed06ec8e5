import type { Pointer } from "../wasm/binary.js"
import type { Codes } from "./bins.js"

/** Rows that are summed together: columns of `stride` numbers at `result`. */
export interface Pass {
  readonly codes: Codes
  readonly from: number
  readonly count: number
  readonly result: Pointer
  readonly stride: number
}
