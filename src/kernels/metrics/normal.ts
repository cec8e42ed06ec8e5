/** The chance that a standard normal variable is above `z`. Relative error about 1e-14. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z > 2.5) {
    // Laplace's continued fraction, from the inside out.
    let below = z
    for (let k = 120; k > 0; k--) below = z + k / below
    return density / below
  }
  // z + z^3/3 + z^5/(3 x 5) + ...: all terms positive.
  let [term, sum] = [z, z]
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (z * z) / k
    sum += term
  }
  return 0.5 - density * sum
}

/**
 * How many standard deviations a two-sided interval of a level reaches to either side: 1.96 for 0.95.
 * @throws RangeError for a level that is not between 0 and 1.
 */
export function deviationsOf(level: number, metric: string): number {
  checkLevel(level, metric)
  const tail = (1 - level) / 2
  // Newton's method on the logarithm of the tail, which bends one way only: it cannot overshoot twice.
  let z = 0
  for (let step = 0; step < 60; step++) {
    const above = normalTail(z)
    const change = (Math.log(above / tail) * above) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))
    z += change
    if (Math.abs(change) < 1e-15 * Math.max(1, z)) break
  }
  return z
}

/** @throws RangeError for a level that is not between 0 and 1. */
export function checkLevel(level: number, metric: string): void {
  if (level > 0 && level < 1) return
  throw new RangeError(`${metric}: got level ${level}, expected a number between 0 and 1, e.g. 0.95`)
}
