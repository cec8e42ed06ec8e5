import type { Ensemble } from "../data/ensemble.js"
import type { DependenceRequest } from "./dependence-request.js"
import { predictionColumns, transformMargins } from "./transform.js"

/** Predictions over a grid, summed over rows: divide by `weight`, once all parts of the rows are added up. */
export interface DependenceSums {
  /** points x outputs, row-major. */
  readonly sums: Float64Array
  /** The sum of the rows' weights. */
  readonly weight: number
  /** [output]: rows x points, row-major. */
  readonly individual?: readonly Float64Array[]
}

/** Points of the whole grid. */
export function dependencePoints({ grid }: DependenceRequest): number {
  return grid.reduce((points, values) => points * values.length, 1)
}

/** Columns of a prediction. */
export function dependenceColumns(ensemble: Ensemble, { space }: DependenceRequest): number {
  return space === "raw" ? ensemble.outputs : predictionColumns(ensemble)
}

/** Gathers predictions over a grid, block of rows by block. */
export class DependenceTotals {
  /** Points of the grid, and numbers of a row's margins over it. */
  readonly points: number
  readonly margins: number
  /** Whether single rows' margins are needed: sums of margins, and of what is linear in them, do without. */
  readonly needsRows: boolean
  readonly #ensemble: Ensemble
  readonly #request: DependenceRequest
  readonly #columns: number
  readonly #sums: Float64Array
  readonly #individual: readonly Float64Array[]
  #weight = 0

  constructor(ensemble: Ensemble, rows: number, request: DependenceRequest) {
    this.#ensemble = ensemble
    this.#request = request
    this.points = dependencePoints(request)
    this.margins = this.points * ensemble.outputs
    const linear = request.space === "raw" || ensemble.transform.kind === "identity"
    this.needsRows = request.individual || !linear
    this.#columns = dependenceColumns(ensemble, request)
    this.#sums = new Float64Array(this.points * this.#columns)
    const kept = request.individual ? this.#columns : 0
    this.#individual = Array.from({ length: kept }, () => new Float64Array(rows * this.points))
  }

  /** Takes sums of leaves (points x outputs) over rows [from, from + count). */
  addSums(leaves: Float64Array, from: number, count: number): void {
    const weight = this.#weigh(from, count)
    const { base, outputs, transform } = this.#ensemble
    // A mean of margins that are only divided is the divided mean.
    const divisor = this.#request.space === "raw" ? 1 : (transform.average ?? 1)
    for (let i = 0; i < leaves.length; i++) this.#sums[i]! += (leaves[i]! + weight * base[i % outputs]!) / divisor
  }

  /** Takes the margins (count x points x outputs) of rows [from, from + count). */
  addRows(margins: Float64Array, from: number, count: number): void {
    const { space, weights } = this.#request
    this.#weigh(from, count)
    const predictions = space === "raw" ? margins : transformMargins(this.#ensemble, margins)
    const size = this.points * this.#columns
    const sums = new Float64Array(size)
    for (let row = 0; row < count; row++) {
      const weight = weights ? weights[from + row]! : 1
      for (let i = 0; i < size; i++) sums[i]! += weight * predictions[row * size + i]!
    }
    for (let i = 0; i < size; i++) this.#sums[i]! += sums[i]!
    this.#individual.forEach((values, k) => {
      const start = from * this.points
      const length = count * this.points
      for (let i = 0; i < length; i++) values[start + i] = predictions[i * this.#columns + k]!
    })
  }

  sums(): DependenceSums {
    const individual = this.#request.individual && { individual: this.#individual }
    return { sums: this.#sums, weight: this.#weight, ...individual }
  }

  /** The weight of some rows, which is added to the whole. */
  #weigh(from: number, count: number): number {
    const weights = this.#request.weights?.subarray(from, from + count)
    const weight = weights ? weights.reduce((sum, each) => sum + each, 0) : count
    this.#weight += weight
    return weight
  }
}
