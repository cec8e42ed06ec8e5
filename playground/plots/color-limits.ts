import { quickselect } from "d3-array"
import { atOnce, overPoints, type Steps } from "./steps.js"

/**
 * The values between which a colour scale runs: the 5th to 95th percentile of what is present, as shap's; where these
 * fall together the 1st to 99th, then all. Undefined when nothing is present.
 */
export function colorLimits(values: Float64Array | Float32Array): [low: number, high: number] | undefined {
  return atOnce(colorLimitsInSteps(values))
}

/** The same, step by step. */
export function* colorLimitsInSteps(
  values: Float64Array | Float32Array,
): Steps<[low: number, high: number] | undefined> {
  const present = yield* finite(values)
  if (present.length === 0) return undefined
  const counted = yield* countInBins(present)
  for (const share of [0.05, 0.01, 0]) {
    const low = yield* at(present, counted, share)
    const high = yield* at(present, counted, 1 - share)
    if (low < high) return [low, high]
  }
  return [present[0]!, present[0]!]
}

function* finite(values: Float64Array | Float32Array): Steps<Float64Array> {
  const found = new Float64Array(values.length)
  let count = 0
  yield* overPoints(values.length, (from, to) => {
    for (let i = from; i < to; i++) if (Number.isFinite(values[i]!)) found[count++] = values[i]!
  })
  return found.subarray(0, count)
}

/** How many values lie in each of many bins of equal width. */
interface Counted {
  readonly low: number
  readonly perUnit: number
  readonly counts: Uint32Array
}

const BINS = 1 << 12

function* countInBins(values: Float64Array): Steps<Counted> {
  let [low, high] = [values[0]!, values[0]!]
  yield* overPoints(values.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[i]!
      if (value < low) low = value
      else if (value > high) high = value
    }
  })
  // Halved first: the difference of two doubles may be too large for one.
  const half = high / 2 - low / 2
  const counted = { low, perUnit: half > 0 ? (BINS - 1) / 2 / half : 0, counts: new Uint32Array(BINS) }
  yield* overPoints(values.length, (from, to) => {
    for (let i = from; i < to; i++) counted.counts[binOf(values[i]!, counted)]!++
  })
  return counted
}

function binOf(value: number, { low, perUnit }: Counted): number {
  return Math.min(BINS - 1, Math.floor((value - low) * perUnit) || 0)
}

/** The value at a share of the way from the smallest to the largest: only those of its bin are put in order. */
function* at(values: Float64Array, counted: Counted, share: number): Steps<number> {
  let place = Math.round(share * (values.length - 1))
  let bin = 0
  while (place >= counted.counts[bin]!) place -= counted.counts[bin++]!
  const own = new Float64Array(counted.counts[bin]!)
  let count = 0
  yield* overPoints(values.length, (from, to) => {
    for (let i = from; i < to; i++) if (binOf(values[i]!, counted) === bin) own[count++] = values[i]!
  })
  return quickselect(own as unknown as number[], place)[place]!
}
