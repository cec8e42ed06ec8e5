import type { Scoring } from "./scoring.js"

/** What to permute and how to score it: plain data that crosses over to a worker. */
export interface PermutationRequest {
  /** Features that are permuted together, one list a unit. */
  readonly units: readonly Int32Array[]
  readonly repeats: number
  /** Row numbers: an order for each repeat, the same for all units; or for each unit and repeat. */
  readonly orders: readonly Uint32Array[] | readonly (readonly Uint32Array[])[]
  readonly scoring: Scoring
}

/** Scores as they are, and with each unit permuted. Higher is better: losses are negated. */
export interface PermutationScores {
  readonly baseline: number
  /** [unit][repeat] */
  readonly scores: readonly Float64Array[]
}

/** The order of rows in one repeat of a unit. */
export function orderOf({ orders }: PermutationRequest, unit: number, repeat: number): Uint32Array {
  const first = orders[unit]
  return Array.isArray(first) ? first[repeat]! : (orders as readonly Uint32Array[])[repeat]!
}

/** Some of the units. */
export function cutUnits(request: PermutationRequest, chosen: readonly number[]): PermutationRequest {
  const { units, orders } = request
  const shared = !Array.isArray(orders[0])
  return {
    ...request,
    units: chosen.map((unit) => units[unit]!),
    orders: shared ? orders : chosen.map((unit) => (orders as readonly (readonly Uint32Array[])[])[unit]!),
  }
}
