/**
 * The two-sample Kolmogorov-Smirnov distance: the largest distance of the two distribution functions. As
 * `scipy.stats.ks_2samp`. NaN where a side is empty.
 * @param a ascending.
 * @param b ascending.
 */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  if (a.length === 0 || b.length === 0) return Number.NaN
  let [i, j, largest] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!)
    while (i < a.length && a[i]! === value) i++
    while (j < b.length && b[j]! === value) j++
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length))
  }
  return largest
}

/** Lattice points up to which the exact distribution is computed. */
const EXACT = 1e6

/**
 * The chance of at least this distance between two samples of one continuous distribution, two-sided. Exact up to
 * n m = 1,000,000, by counting lattice paths (Hodges 1957), as scipy's `method="exact"`; else Kolmogorov's limit with
 * Stephens' (1970) correction for the size. With ties it is at least the true one.
 */
export function ksPValue(distance: number, n: number, m: number): number {
  if (Number.isNaN(distance)) return Number.NaN
  if (distance <= 0) return 1
  return Math.min(1, Math.max(0, n * m <= EXACT ? exact(distance, n, m) : limit(distance, (n * m) / (n + m))))
}

/** One minus the chance that a random path from (0, 0) to (n, m) stays closer to the diagonal than `distance`. */
function exact(distance: number, n: number, m: number): number {
  // Distances are multiples of 1 / (n m): half a step keeps the comparison away from rounding.
  const bound = (distance * n * m - 0.5) / (n * m)
  const inside = new Float64Array(m + 1)
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      const far = Math.abs(i / n - j / m) > bound
      // The chance that a path through (i, j), uniform among all, came there from the left or from below.
      const along = i === 0 ? 0 : inside[j]! * (i / (i + j))
      const up = j === 0 ? 0 : inside[j - 1]! * (j / (i + j))
      inside[j] = far ? 0 : i + j === 0 ? 1 : along + up
    }
  }
  return 1 - inside[m]!
}

function limit(distance: number, effective: number): number {
  const root = Math.sqrt(effective)
  const x = (root + 0.12 + 0.11 / root) * distance
  if (x < 0.3) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * (k * x) ** 2)
    sum += k % 2 === 1 ? term : -term
    if (term < 1e-17) break
  }
  return 2 * sum
}
