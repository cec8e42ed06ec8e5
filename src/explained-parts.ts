import type { Ensemble } from "./data/ensemble.js"
import type { Explained, ExplainSpec } from "./explain-table.js"
import { type Additivity, NO_ERROR, sumError } from "./kernels/additivity.js"
import type { Floats } from "./kernels/floats.js"
import { interactionRoom } from "./kernels/interactions.js"
import { noColumns, placeColumns } from "./kernels/shap-columns.js"

/** SHAP values of a table that come in by runs of rows. */
export class ExplainedRows {
  readonly #whole: Omit<Explained, "baseValues" | "error">
  readonly #features: Int32Array
  readonly #zeros: (Floats | undefined)[]
  #baseValues: Float64Array
  #error = NO_ERROR

  constructor(ensemble: Ensemble, rows: number, features: Int32Array, { pairs, precision }: ExplainSpec) {
    const { outputs } = ensemble
    const width = ensemble.features.length
    this.#features = features
    this.#baseValues = ensemble.base
    this.#whole = {
      values: noColumns(outputs, width, rows, precision),
      margins: new Float64Array(rows * outputs),
      ...(pairs === "all" && { interactions: interactionRoom(outputs, width, rows) }),
      ...(pairs === "sums" && { pairSums: [] }),
    }
    this.#zeros = this.#whole.values.map(([column]) => column)
  }

  /** Takes the rows from `from` on, step by step. */
  *place(part: Explained, from: number): Generator<undefined, void> {
    const { values, margins, interactions, pairSums } = this.#whole
    const outputs = values.length
    yield* placeColumns(values, part.values, this.#features, from, this.#zeros)
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

/**
 * The SHAP values of a model from those of all its slices. The first arrays take the sums, a column at a step; what the
 * rows sum up to is found on the way.
 */
export function* addExplained(parts: readonly Explained[]): Generator<undefined, Explained> {
  const [first, ...others] = parts as [Explained, ...Explained[]]
  for (const { margins, baseValues } of others) {
    add(first.margins, margins)
    add(first.baseValues, baseValues)
  }
  const sums = first.values.map((output) => new Float64Array(output[0]?.length ?? 0))
  for (const [k, output] of first.values.entries()) {
    const columns = parts.map(({ values }) => values[k]!)
    const zeros = columns.map(sharedColumn)
    for (const j of output.keys()) {
      const own = columns.map((column) => column[j]!).filter((column, part) => column !== zeros[part])
      if (own.length > 0) output[j] = addColumns(own, sums[k]!)
      yield
    }
    for (const { interactions } of others) if (interactions) add(first.interactions![k]!, interactions[k]!)
  }
  return { ...first, error: sumError(sums, first.baseValues, first.margins) }
}

/** The one array of zeros of all features that no tree of a slice uses, unless it is one feature's own. */
function sharedColumn(columns: readonly Floats[]): Floats | undefined {
  const seen = new Set<Floats>()
  for (const column of columns) {
    if (seen.has(column)) return column
    seen.add(column)
  }
  return undefined
}

/** Adds columns up in the first one, and that to the sums of the rows. */
function addColumns([first, ...others]: Floats[], sums: Float64Array): Floats {
  const last = others.pop()
  for (const other of others) add(first!, other)
  if (last) addAndSum(first!, last, sums)
  else add(sums, first!)
  return first!
}

function addAndSum(into: Floats, more: Floats, sums: Float64Array): void {
  for (let i = 0; i < into.length; i++) {
    into[i]! += more[i]!
    sums[i]! += into[i]!
  }
}

function add(into: Floats, more: ArrayLike<number>): void {
  for (let i = 0; i < into.length; i++) into[i]! += more[i]!
}
