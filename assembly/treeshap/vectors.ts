// Factor and extraction of an edge at every quadrature point, for each state that a row can find it in.
import { F64s } from "../memory"

/** Taken, as every earlier edge of its feature; the first of its feature not taken; an earlier one was not taken. */
export const HOT: i32 = 0
export const BROKEN: i32 = 1
export const DEAD: i32 = 2

/** Quadrature points and their weights. */
@unmanaged
export class Quadrature {
  points: i32
  abscissas: F64s
  weights: F64s
  constructor() {}
}

/**
 * Writes factor and extraction of state after state. `before` is the cover ratio of the feature's chain above the edge
 * (1: none), `ratio` the edge's own. A dead edge scales the product by its ratio and extracts nothing; `dead` says
 * whether the edge can be so.
 */
export function edgeVectors(out: F64s, quadrature: Quadrature, before: f64, ratio: f64, dead: bool): void {
  const n = quadrature.points
  const chain = before * ratio
  for (let m = 0; m < n; m++) {
    const t = quadrature.abscissas[m]
    const w = quadrature.weights[m]
    const above = t + before * (1 - t)
    const taken = t + chain * (1 - t)
    const removed = (1 - before) / above
    out[m] = taken / above
    out[n + m] = w * ((1 - chain) / taken - removed)
    out[2 * n + m] = (chain * (1 - t)) / above
    out[3 * n + m] = w * (-1 / (1 - t) - removed)
    if (!dead) continue
    out[4 * n + m] = ratio
    out[5 * n + m] = 0
  }
}
