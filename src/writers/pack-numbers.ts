import type { PackedNumbers } from "../results/report.js"

type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array

/** Numbers as they stand in a report. */
export function packNumbers(values: Numbers): PackedNumbers {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return { type: typeOf(values), base64: base64(bytes) }
}

function typeOf(values: Numbers): PackedNumbers["type"] {
  if (values instanceof Float32Array) return "f32"
  if (values instanceof Float64Array) return "f64"
  return values instanceof Int32Array ? "i32" : "u32"
}

/** A call takes only so many arguments. */
const PART = 0x8000

function base64(bytes: Uint8Array): string {
  let text = ""
  for (let from = 0; from < bytes.length; from += PART) {
    text += String.fromCharCode(...bytes.subarray(from, from + PART))
  }
  return btoa(text)
}
