import type { Ensemble } from "../data/ensemble.js"
import type { DependenceRequest } from "./dependence-request.js"
import { type DependenceSums, dependenceColumns, dependencePoints } from "./dependence-totals.js"

/** Puts the results of parts of the rows together, in whatever order they come. */
export class DependenceMerger {
  readonly #request: DependenceRequest
  readonly #points: number
  readonly #sums: Float64Array
  readonly #individual: readonly Float64Array[]
  #weight = 0

  constructor(ensemble: Ensemble, rows: number, request: DependenceRequest) {
    this.#request = request
    this.#points = dependencePoints(request)
    const columns = dependenceColumns(ensemble, request)
    this.#sums = new Float64Array(this.#points * columns)
    const kept = request.individual ? columns : 0
    this.#individual = Array.from({ length: kept }, () => new Float64Array(rows * this.#points))
  }

  /** What to ask for some of the rows: with their own weights. */
  requestFor({ from, count }: { readonly from: number; readonly count: number }): DependenceRequest {
    const { weights, ...request } = this.#request
    return weights ? { ...request, weights: weights.slice(from, from + count) } : request
  }

  /** Takes the result of the rows from `from` on. */
  add({ sums, weight, individual }: DependenceSums, from: number): void {
    this.#weight += weight
    for (let i = 0; i < sums.length; i++) this.#sums[i]! += sums[i]!
    individual?.forEach((values, k) => {
      this.#individual[k]!.set(values, from * this.#points)
    })
  }

  sums(): DependenceSums {
    const individual = this.#request.individual && { individual: this.#individual }
    return { sums: this.#sums, weight: this.#weight, ...individual }
  }
}
