// Factor and extraction of an edge at every quadrature point, for each state that a row can find it in.
import { F64s, release, reserve } from "../memory"
import { gaussLegendre } from "./gauss"

/** Taken, as every earlier edge of its feature; the first of its feature not taken; an earlier one was not taken. */
export const HOT: i32 = 0
export const BROKEN: i32 = 1
export const DEAD: i32 = 2

/** Quadrature points t, 1 - t, weights, and what a feature's first edge extracts when it is not taken. */
@unmanaged
export class Quadrature {
  points: i32
  abscissas: F64s
  rests: F64s
  weights: F64s
  untaken: F64s
  constructor() {}
}

/** `banzhaf`: the one point 1/2, and a second without weight to fill the vector. */
export function createQuadrature(points: i32, banzhaf: bool): Quadrature {
  const bytes = (<usize>points) << 3
  const quadrature = changetype<Quadrature>(reserve(offsetof<Quadrature>()))
  const numbers = reserve(bytes * 4)
  quadrature.points = points
  quadrature.abscissas = changetype<F64s>(numbers)
  quadrature.rests = changetype<F64s>(numbers + bytes)
  quadrature.weights = changetype<F64s>(numbers + bytes * 2)
  quadrature.untaken = changetype<F64s>(numbers + bytes * 3)
  if (banzhaf) {
    quadrature.abscissas[0] = quadrature.abscissas[1] = 0.5
    quadrature.weights[0] = 1
    quadrature.weights[1] = 0
  } else {
    gaussLegendre(points, quadrature.abscissas, quadrature.weights)
  }
  for (let m = 0; m < points; m++) {
    quadrature.rests[m] = 1 - quadrature.abscissas[m]
    quadrature.untaken[m] = -quadrature.weights[m] / quadrature.rests[m]
  }
  return quadrature
}

export function releaseQuadrature(quadrature: Quadrature): void {
  release(changetype<usize>(quadrature.abscissas))
  release(changetype<usize>(quadrature))
}

/**
 * Writes factor and extraction of state after state for the first edge of a feature on its path. `ratio` is the share
 * of training rows that went down the edge. Such an edge is hot or broken.
 */
export function firstEdge(out: usize, quadrature: Quadrature, ratio: f64): void {
  const bytes = (<usize>quadrature.points) << 3
  const chain = f64x2.splat(ratio)
  const removed = f64x2.splat(1 - ratio)
  for (let at: usize = 0; at < bytes; at += 16) {
    const t = v128.load(changetype<usize>(quadrature.abscissas) + at)
    const w = v128.load(changetype<usize>(quadrature.weights) + at)
    const broken = f64x2.mul(chain, v128.load(changetype<usize>(quadrature.rests) + at))
    const taken = f64x2.add(t, broken)
    const to = out + at
    v128.store(to, taken)
    v128.store(to + bytes, f64x2.div(f64x2.mul(w, removed), taken))
    v128.store(to + 2 * bytes, broken)
    v128.store(to + 3 * bytes, v128.load(changetype<usize>(quadrature.untaken) + at))
  }
}

/**
 * The same for an edge whose feature stands above it with cover ratio `before`. Dead, it scales the product by its
 * ratio and extracts nothing.
 */
export function laterEdge(out: usize, quadrature: Quadrature, before: f64, ratio: f64): void {
  const bytes = (<usize>quadrature.points) << 3
  const chain = before * ratio
  for (let at: usize = 0; at < bytes; at += 16) {
    const t = v128.load(changetype<usize>(quadrature.abscissas) + at)
    const w = v128.load(changetype<usize>(quadrature.weights) + at)
    const rest = v128.load(changetype<usize>(quadrature.rests) + at)
    const above = f64x2.div(f64x2.splat(1), f64x2.add(t, f64x2.mul(f64x2.splat(before), rest)))
    const broken = f64x2.mul(f64x2.splat(chain), rest)
    const taken = f64x2.add(t, broken)
    const removed = f64x2.mul(f64x2.mul(w, f64x2.splat(1 - before)), above)
    const to = out + at
    v128.store(to, f64x2.mul(taken, above))
    v128.store(to + bytes, f64x2.sub(f64x2.div(f64x2.mul(w, f64x2.splat(1 - chain)), taken), removed))
    v128.store(to + 2 * bytes, f64x2.mul(broken, above))
    v128.store(to + 3 * bytes, f64x2.sub(v128.load(changetype<usize>(quadrature.untaken) + at), removed))
    v128.store(to + 4 * bytes, f64x2.splat(ratio))
    v128.store(to + 5 * bytes, f64x2.splat(0))
  }
}
