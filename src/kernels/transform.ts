import type { Ensemble, Transform } from "../data/ensemble.js"

/**
 * Margins (rows x outputs, row-major) turned into what the library's own `predict` returns. `argmax` gives one column,
 * the class; every other transform keeps the shape.
 */
export function transformMargins(ensemble: Ensemble, margins: Float64Array): Float64Array {
  const { outputs, transform } = ensemble
  const average = transform.average ?? 1
  const averaged = average === 1 ? margins : margins.map((margin) => margin / average)
  const rowwise = rowTransforms[transform.kind]
  if (rowwise) return eachRow(averaged, outputs, rowwise)
  if (transform.kind === "argmax") return argmax(averaged, outputs)
  return averaged.map(elementwise(transform))
}

/** How many columns the predictions have. */
export function predictionColumns(ensemble: Ensemble): number {
  return ensemble.transform.kind === "argmax" ? 1 : ensemble.outputs
}

function elementwise({ kind, scale = 1 }: Transform): (margin: number) => number {
  switch (kind) {
    case "sigmoid":
      return (x) => 1 / (1 + Math.exp(-scale * x))
    case "exp":
      return Math.exp
    case "signed-square":
      return (x) => Math.sign(x) * x * x
    case "log1p-exp":
      return softplus
    case "step":
      return (x) => (x > 0 ? 1 : 0)
    default:
      return (x) => x
  }
}

const rowTransforms: Readonly<Partial<Record<Transform["kind"], (row: Float64Array) => void>>> = {
  softmax,
  sorted: (row) => row.sort(),
  expectiles,
}

function eachRow(values: Float64Array, outputs: number, change: (row: Float64Array) => void): Float64Array {
  const changed = values.slice()
  for (let from = 0; from < changed.length; from += outputs) change(changed.subarray(from, from + outputs))
  return changed
}

function softmax(row: Float64Array): void {
  const largest = row.reduce((a, b) => Math.max(a, b))
  let sum = 0
  for (let k = 0; k < row.length; k++) sum += row[k] = Math.exp(row[k]! - largest)
  for (let k = 0; k < row.length; k++) row[k]! /= sum
}

/** XGBoost's expectiles never cross: each is the one before plus a softplus of its margin. */
function expectiles(row: Float64Array): void {
  for (let k = 1; k < row.length; k++) row[k] = row[k - 1]! + 1e-6 + softplus(row[k]!)
}

/** log(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}

function argmax(margins: Float64Array, outputs: number): Float64Array {
  return Float64Array.from({ length: margins.length / outputs }, (_, row) => {
    let best = 0
    for (let k = 1; k < outputs; k++) if (margins[row * outputs + k]! > margins[row * outputs + best]!) best = k
    return best
  })
}
