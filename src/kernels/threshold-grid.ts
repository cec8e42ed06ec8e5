import { type FeatureSplits, passedThresholds } from "./feature-splits.js"

/**
 * One value from every interval between the thresholds of a feature, ascending: there its partial dependence is
 * constant. Zero is a value of its own where the model takes it for missing. Outside the thresholds the data's own
 * least and largest values are taken, if they lie there.
 * @param present the data's values without missing ones.
 */
export function thresholdGrid(splits: FeatureSplits, present: Float64Array): Float64Array {
  const { thresholds, zeroMissing } = splits
  const values = zeroMissing ? [0] : []
  const ends = endsOf(present)
  for (let passed = 0; passed <= thresholds.length; passed++) {
    const within = (value: number) => liesIn(splits, passed, value)
    const value = candidates(thresholds, passed, ends).find(within) ?? present.find(within)
    // Between two thresholds that are one in float32, or that both read as 0, no value lies.
    if (value !== undefined) values.push(value)
  }
  return Float64Array.from(values).sort()
}

function candidates(thresholds: Float64Array, passed: number, [least, largest]: readonly [number, number]) {
  const [lower, upper] = [thresholds[passed - 1], thresholds[passed]]
  if (lower === undefined && upper === undefined) return [least, 0, 1]
  const apart = ((thresholds.at(-1)! - thresholds[0]!) / thresholds.length) * 0.5 || 1
  const beyond = (edge: number) => [apart, Math.max(1, Math.abs(edge) * 1e-6)]
  if (lower === undefined) return [least, ...beyond(upper!).map((step) => upper! - step), upper!]
  if (upper === undefined) return [largest, ...beyond(lower).map((step) => lower + step), lower]
  const within = [0.5, 0.75, 0.25].map((share) => lower * (1 - share) + upper * share)
  return [...within, upper, lower]
}

/** The least and the largest value; 0 when there is none. */
function endsOf(values: Float64Array): readonly [number, number] {
  let [least, largest] = [values[0] ?? 0, values[0] ?? 0]
  for (const value of values) {
    if (value < least) least = value
    if (value > largest) largest = value
  }
  return [least, largest]
}

function liesIn(splits: FeatureSplits, passed: number, value: number): boolean {
  const read = splits.read(value)
  if (Number.isNaN(read) || (splits.zeroMissing && read === 0)) return false
  return passedThresholds(splits, read) === passed
}
