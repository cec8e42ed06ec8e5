// The quadrature points of one table: Gauss-Legendre, or the single point 1/2 that gives Banzhaf values.
import { F64s } from "../memory"
import { gaussLegendre } from "./gauss"

/** Points that make a product of so many factors, but one, exact. */
export function pointsFor(features: i32, banzhaf: bool): i32 {
  return banzhaf ? 1 : max(1, (features + 1) >> 1)
}

/** Writes points in (0, 1) and their weights. */
export function placePoints(count: i32, banzhaf: bool, abscissas: F64s, weights: F64s): void {
  if (banzhaf) {
    abscissas[0] = 0.5
    weights[0] = 1
  } else gaussLegendre(count, abscissas, weights)
}
