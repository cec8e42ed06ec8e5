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
  const counted = yield* countInBins(values)
  if (counted.present === 0) return undefined
  for (const share of [0.05, 0.01, 0]) {
    const [low, high] = yield* between(values, counted, share)
    if (low < high) return [low, high]
  }
  return [counted.low, counted.low]
}

/** How many finite values lie in each of many bins of equal width. */
interface Counted {
  readonly low: number
  readonly perUnit: number
  readonly present: number
  readonly counts: Uint32Array
}

const BINS = 1 << 12

function* countInBins(values: Float64Array | Float32Array): Steps<Counted> {
  let [low, high, present] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  yield* overPoints(values.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[i]!
      // false for what is not finite
      if (!(value - value === 0)) continue
      present++
      if (value < low) low = value
      if (value > high) high = value
    }
  })
  // Halved first: the difference of two doubles may be too large for one.
  const half = high / 2 - low / 2
  const counted = { low, perUnit: half > 0 ? (BINS - 1) / 2 / half : 0, present, counts: new Uint32Array(BINS) }
  yield* overPoints(values.length, (from, to) => {
    for (let i = from; i < to; i++) {
      const bin = binOf(values[i]!, counted)
      if (bin >= 0) counted.counts[bin]!++
    }
  })
  return counted
}

/** -1 for a value that is not finite. */
function binOf(value: number, { low, perUnit }: Counted): number {
  if (!(value - value === 0)) return -1
  const bin = (value - low) * perUnit
  return bin < BINS - 1 ? bin | 0 : BINS - 1
}

/** The values at a share of the way from either end: only those of their two bins are put in order. */
function* between(
  values: Float64Array | Float32Array,
  counted: Counted,
  share: number,
): Steps<readonly [low: number, high: number]> {
  const ends = [share, 1 - share].map((each) => {
    let place = Math.round(each * (counted.present - 1))
    let bin = 0
    while (place >= counted.counts[bin]!) place -= counted.counts[bin++]!
    return { place, bin, own: new Float64Array(counted.counts[bin]!), count: 0 }
  })
  yield* overPoints(values.length, (from, to) => {
    const [first, last] = [ends[0]!, ends[1]!]
    for (let i = from; i < to; i++) {
      const bin = binOf(values[i]!, counted)
      if (bin === first.bin) first.own[first.count++] = values[i]!
      if (bin === last.bin) last.own[last.count++] = values[i]!
    }
  })
  const [low, high] = ends.map(({ own, place }) => quickselect(own as unknown as number[], place)[place]!)
  return [low!, high!]
}
