import type { ImportanceSide, NoiseFloor } from "../results/permutation-importance.js"

/** How many standard deviations count as noise. */
const DEVIATIONS = 2

/** Mean and population standard deviation (ddof 0, as numpy's). */
export function spread(values: Float64Array): { mean: number; sd: number } {
  const mean = average(values)
  return { mean, sd: Math.sqrt(average(values.map((value) => (value - mean) ** 2))) }
}

function average(values: Float64Array): number {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0
}

/**
 * What each importance has to exceed. A noise feature knows nothing, so what the model loses with it is chance: its
 * mean and two of its standard deviations, but never below 0. Without one, two standard deviations of a feature's own
 * repeats: scikit-learn's rule of thumb.
 */
export function noiseFloor({ mean, sd }: Pick<ImportanceSide, "mean" | "sd">, noise?: Noise): NoiseFloor {
  if (!noise) return { source: "repeats", floor: sd.map((each) => DEVIATIONS * each) }
  const floor = Math.max(0, mean[noise.at]! + DEVIATIONS * sd[noise.at]!)
  return { source: "feature", feature: noise.name, floor: new Float64Array(mean.length).fill(floor) }
}

interface Noise {
  readonly name: string
  /** Its place among what was permuted. */
  readonly at: number
}

/** Which importances exceed their floor. */
export function standOut(mean: Float64Array, { floor }: NoiseFloor): boolean[] {
  return Array.from(mean, (each, j) => each > floor[j]!)
}
