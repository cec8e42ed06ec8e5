import type { Ensemble } from "./data/ensemble.js"
import type { Explained, ExplainSpec } from "./explain-table.js"
import { type Additivity, additivity } from "./kernels/additivity.js"
import { interactionRoom } from "./kernels/interactions.js"
import { placeColumns, zeroColumns } from "./kernels/shap-columns.js"

/** SHAP values of a table that come in by runs of rows. */
export class ExplainedRows {
  readonly #whole: Omit<Explained, "baseValues" | "error">
  readonly #features: Int32Array
  #baseValues: Float64Array
  #error: Additivity = { max: 0, scale: 0 }

  constructor(ensemble: Ensemble, rows: number, features: Int32Array, { pairs, precision }: ExplainSpec) {
    const { outputs } = ensemble
    const width = ensemble.features.length
    this.#features = features
    this.#baseValues = ensemble.base
    this.#whole = {
      values: zeroColumns(outputs, width, features, rows, precision),
      margins: new Float64Array(rows * outputs),
      ...(pairs === "all" && { interactions: interactionRoom(outputs, width, rows) }),
      ...(pairs === "sums" && { pairSums: [] }),
    }
  }

  /** Takes the rows from `from` on, step by step. */
  *place(part: Explained, from: number): Generator<undefined, void> {
    const { values, margins, interactions, pairSums } = this.#whole
    const outputs = values.length
    yield* placeColumns(values, part.values, this.#features, from)
    margins.set(part.margins, from * outputs)
    interactions?.forEach((matrix, k) => {
      matrix.set(part.interactions![k]!, from * values[k]!.length ** 2)
    })
    part.pairSums?.forEach((sums, k) => {
      pairSums![k] = pairSums![k]?.map((sum, pair) => sum + sums[pair]!) ?? sums
    })
    this.#error = merge(this.#error, part.error)
    this.#baseValues = part.baseValues
  }

  explained(): Explained {
    return { ...this.#whole, baseValues: this.#baseValues, error: this.#error }
  }
}

function merge(a: Additivity, b: Additivity): Additivity {
  return { max: Math.max(a.max, b.max), scale: Math.max(a.scale, b.scale) }
}

/** The SHAP values of a model from those of all its slices. The first one's arrays take the sums, one at a step. */
export function* addExplained(parts: readonly Explained[]): Generator<undefined, Explained> {
  const [first, ...others] = parts as [Explained, ...Explained[]]
  const shared = new Set<ArrayLike<number>>()
  for (const other of others) {
    for (const [k, output] of first.values.entries()) {
      for (const [j, column] of output.entries()) {
        // Features that no tree of the slice uses have one array of zeros.
        const own = countOf(output, column) > 1 && !shared.has(column) ? column.slice() : column
        add(own, other.values[k]![j]!)
        shared.add(own)
        output[j] = own
        yield
      }
    }
    add(first.margins, other.margins)
    add(first.baseValues, other.baseValues)
    first.interactions?.forEach((matrix, k) => {
      add(matrix, other.interactions![k]!)
    })
  }
  return { ...first, error: additivity(first.values, first.baseValues, first.margins) }
}

function countOf<T>(items: readonly T[], item: T): number {
  return items.reduce((count, each) => count + (each === item ? 1 : 0), 0)
}

function add(into: Float64Array | Float32Array, more: ArrayLike<number>): void {
  for (let i = 0; i < into.length; i++) into[i]! += more[i]!
}
