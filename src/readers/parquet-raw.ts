import { Refusal } from "./table-errors.js"

/** Byte strings in one buffer: the value i is bytes[starts[i], ends[i]). */
export interface Slices {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** The values of a page as they lie in the file; booleans are 0 and 1. */
export type RawValues = Int32Array | BigInt64Array | Float32Array | Float64Array | Uint8Array | Slices

/** Refuses a page that is shorter than its values. */
export function need(bytes: Uint8Array, length: number): void {
  if (bytes.length < length) throw new Refusal(`a page has ${bytes.length} bytes of values, expected ${length}`)
}
