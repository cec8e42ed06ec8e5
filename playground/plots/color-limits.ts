import { quickselect } from "d3-array"

/**
 * The values between which a colour scale runs: the 5th to 95th percentile of what is present, as shap's; where these
 * fall together the 1st to 99th, then all. Undefined when nothing is present.
 */
export function colorLimits(values: Float64Array | Float32Array): [low: number, high: number] | undefined {
  const present = finite(values)
  if (present.length === 0) return undefined
  for (const share of [0.05, 0.01, 0]) {
    const low = at(present, share)
    const high = at(present, 1 - share)
    if (low < high) return [low, high]
  }
  return [present[0]!, present[0]!]
}

function finite(values: Float64Array | Float32Array): Float64Array {
  const found = new Float64Array(values.length)
  let count = 0
  for (const value of values) if (Number.isFinite(value)) found[count++] = value
  return found.subarray(0, count)
}

function at(values: Float64Array, share: number): number {
  const place = Math.round(share * (values.length - 1))
  return quickselect(values as unknown as number[], place)[place]!
}
