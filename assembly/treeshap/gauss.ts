// Gauss-Legendre quadrature on [0, 1].
import { F64s } from "../memory"

/** Writes `n` points, ascending, and their weights: exact for polynomials of degree up to 2n - 1. */
export function gaussLegendre(n: i32, points: F64s, weights: F64s): void {
  for (let i = 0; i < n; i++) {
    // Newton's method from Tricomi's estimate of the root converges to the last bit within a few steps.
    let x = Math.cos((Math.PI * (<f64>i + 0.75)) / (<f64>n + 0.5))
    let slope: f64 = 0
    for (let step = 0; step < 100; step++) {
      let before: f64 = 1
      let p = x
      for (let degree = 2; degree <= n; degree++) {
        const next = ((2 * <f64>degree - 1) * x * p - (<f64>degree - 1) * before) / <f64>degree
        before = p
        p = next
      }
      slope = (<f64>n * (x * p - before)) / (x * x - 1)
      const change = p / slope
      x -= change
      if (Math.abs(change) < 1e-16) break
    }
    points[n - 1 - i] = 0.5 * (1 + x)
    weights[n - 1 - i] = 1 / ((1 - x * x) * slope * slope)
  }
}
