/** A number with its interval. */
export interface Ranged {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/**
 * The interval of a difference of two independent numbers from their own intervals: the method of variance estimates
 * recovery (Zou and Donner, Statistics in Medicine 27, 2008).
 * @returns limits null where one of the intervals is not known.
 */
export function gapInterval(a: Ranged, b: Ranged): Ranged {
  const value = a.value - b.value
  if (a.low === null || a.high === null || b.low === null || b.high === null) return { value, low: null, high: null }
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  }
}
