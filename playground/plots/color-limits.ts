import { select } from "./select.js"
import { atOnce, overPoints, type Steps } from "./steps.js"

type Numbers = Float64Array | Float32Array

/** The shares of the way from either end that a scale may run between: the first that makes a span. */
const SHARES = [0.05, 0.01, 0]
/** Of so many values at scattered places the order says where in all of them to look. */
const SAMPLE = 1 << 10
/** How much farther to both sides is looked, as a share of the way: four times what a sample is off. */
const MARGIN = 0.03

/**
 * The values between which a colour scale runs: the 5th to 95th percentile of what is present, as shap's; where these
 * fall together the 1st to 99th, then all. Undefined when nothing is present.
 */
export function colorLimits(values: Numbers): [low: number, high: number] | undefined {
  return atOnce(colorLimitsInSteps(values))
}

/** The same, step by step. */
export function* colorLimitsInSteps(values: Numbers): Steps<[low: number, high: number] | undefined> {
  const sample = sampleOf(values)
  let limits: [number, number] | undefined
  for (const share of SHARES) {
    limits = (yield* near(values, sample, share)) ?? (yield* ends(values, share))
    if (!limits || limits[0] < limits[1]) return limits
  }
  return limits
}

/** As a share of all values, those that may lie between: more are the same one, again and again. */
const ROOM = 0.15

/** In order; the golden section scatters the places, so that no period of the rows is met. */
function sampleOf(values: Numbers): Float64Array {
  const found = new Float64Array(SAMPLE)
  let count = 0
  for (let k = 0; k < SAMPLE; k++) {
    const value = values[Math.floor(((k * 0.6180339887498949) % 1) * values.length)] ?? Number.NaN
    if (value - value === 0) found[count++] = value
  }
  return found.subarray(0, count).sort()
}

/** Values between two, of which as many are smaller. */
interface Bracket {
  readonly from: number
  readonly to: number
  readonly own: Float64Array
  count: number
  smaller: number
}

/** The values at a share of the way from either end, found in one pass; undefined where the sample led astray. */
function* near(values: Numbers, sample: Float64Array, share: number): Steps<[low: number, high: number] | undefined> {
  const brackets = [share, 1 - share].map((each) => bracketAt(sample, each, values.length))
  const [low, high] = brackets as [Bracket, Bracket]
  let present = 0
  yield* overPoints(values.length, (from, to) => {
    present += sift(values, low, high, from, to)
  })
  const [first, last] = brackets.map((bracket, k) => {
    const place = Math.round((k === 0 ? share : 1 - share) * (present - 1)) - bracket.smaller
    if (place < 0 || place >= bracket.count) return undefined
    if (bracket.from === bracket.to) return bracket.from
    if (bracket.count > bracket.own.length) return undefined
    return select(bracket.own, bracket.count, place)
  })
  return first === undefined || last === undefined ? undefined : [first, last]
}

function bracketAt(sample: Float64Array, share: number, length: number): Bracket {
  const at = (place: number) => sample[Math.round(place * (sample.length - 1))]
  const [from, to] = [at(share - MARGIN) ?? Number.NEGATIVE_INFINITY, at(share + MARGIN) ?? Number.POSITIVE_INFINITY]
  return { from, to, own: new Float64Array(Math.ceil(ROOM * length) + 1), count: 0, smaller: 0 }
}

/** Puts what lies between aside. Answers how many values are finite. */
function sift(values: Numbers, low: Bracket, high: Bracket, start: number, end: number): number {
  const [a, b, c, d] = [low.from, low.to, high.from, high.to]
  const [first, last] = [low.own, high.own]
  let [present, m, n, below, beneath] = [0, low.count, high.count, 0, 0]
  for (let i = start; i < end; i++) {
    const value = values[i]!
    // false for what is not finite
    if (!(value - value === 0)) continue
    present++
    if (value < a) below++
    else if (value <= b) first[m++] = value
    if (value < c) beneath++
    else if (value <= d) last[n++] = value
  }
  low.count = m
  high.count = n
  low.smaller += below
  high.smaller += beneath
  return present
}

/** The same from all values. */
function* ends(values: Numbers, share: number): Steps<[low: number, high: number] | undefined> {
  const present = Float64Array.from(values.filter((value) => Number.isFinite(value)))
  yield
  const at = (place: number) => select(present, present.length, Math.round(place * (present.length - 1)))
  return present.length > 0 ? [at(share), at(1 - share)] : undefined
}
