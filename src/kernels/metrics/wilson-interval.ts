import type { Interval } from "../../results/interval.js"
import { deviationsOf } from "./normal.js"

/**
 * Wilson's score interval of a rate: sound for few trials and for rates near 0 and 1, and never beyond them.
 * Wilson, J. Am. Stat. Assoc. 22 (1927), without correction for continuity, as R's `prop.test(correct = FALSE)`.
 * @throws RangeError unless 0 <= successes <= trials and trials > 0.
 */
export function wilsonInterval(successes: number, trials: number, { level = 0.95 }: { level?: number } = {}): Interval {
  if (!(trials > 0 && trials < Number.POSITIVE_INFINITY && successes >= 0 && successes <= trials)) {
    throw new RangeError(`wilsonInterval: got ${successes} of ${trials}, expected a number from 0 to trials above 0`)
  }
  const square = deviationsOf(level, "wilsonInterval") ** 2
  const value = successes / trials
  const whole = trials + square
  const middle = (successes + square / 2) / whole
  const reach = Math.sqrt(square * ((successes * (trials - successes)) / trials + square / 4)) / whole
  return {
    value,
    low: successes === 0 ? 0 : Math.max(0, middle - reach),
    high: successes === trials ? 1 : Math.min(1, middle + reach),
    level,
  }
}
