import type { Ensemble } from "../data/ensemble.js"
import { readingOf, viewForest } from "../data/forest.js"
import { rule } from "../data/tree.js"

/** What the nodes of one feature ask, all trees taken together, and how they read a value. */
export interface FeatureSplits {
  /** Ascending, without repeats. */
  readonly thresholds: Float64Array
  /** Categories that sets list, ascending. */
  readonly listed: readonly number[]
  /** Some node has a way of its own for missing values; some takes zeros for missing. */
  readonly missing: boolean
  readonly zeroMissing: boolean
  readonly strict: boolean
  /** A value as nodes compare it; NaN where it counts as missing. */
  read(value: number): number
}

/** LightGBM's zero: |x| <= 1e-35 as float32. */
const TINY = Math.fround(1e-35)

export function featureSplits(ensemble: Ensemble, feature: number): FeatureSplits {
  const { splits, rules, thresholds, setStarts, categories } = viewForest(ensemble.forest)
  const { float32, strict, tinyIsZero } = readingOf(ensemble.forest)
  const [cuts, listed] = [new Set<number>(), new Set<number>()]
  let [missing, zeroMissing] = [false, false]
  for (let node = 0; node < splits.length; node++) {
    if (splits[node] !== feature) continue
    const kind = rules[node]! & (rule.missingZero | rule.missingNaN)
    if (kind !== rule.missingNone) missing = true
    if (rules[node]! & rule.categorical) {
      for (let i = setStarts[node] ?? 0; i < (setStarts[node + 1] ?? 0); i++) listed.add(categories[i]!)
    } else {
      cuts.add(thresholds[node]!)
      if (kind === rule.missingZero) zeroMissing = true
    }
  }
  const marked = float32 ? Math.fround(ensemble.missing ?? Number.NaN) : (ensemble.missing ?? Number.NaN)
  const read = (value: number) => {
    const x = float32 ? Math.fround(value) : value
    if (x === marked) return Number.NaN
    return tinyIsZero && Math.abs(x) <= TINY ? 0 : x
  }
  const ascending = (numbers: Iterable<number>) => Float64Array.from(numbers).sort()
  return { thresholds: ascending(cuts), listed: [...ascending(listed)], missing, zeroMissing, strict, read }
}

/** How many thresholds a value passes, as `read` gives it. */
export function passedThresholds({ thresholds, strict }: FeatureSplits, value: number): number {
  let [low, high] = [0, thresholds.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const threshold = thresholds[middle]!
    if (strict ? threshold <= value : threshold < value) low = middle + 1
    else high = middle
  }
  return low
}
