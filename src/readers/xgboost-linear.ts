import type { Tree } from "../data/tree.js"
import type { Fields } from "./fields.js"
import { type ModelOptions, pickIterations } from "./model-options.js"
import type { Grown, XgboostShape } from "./xgboost-tree.js"

/**
 * gblinear as one leaf an output: `weights` holds features + 1 rows of one number an output, the last row the bias.
 * Its rounds cannot be told apart, so only all of them can be used.
 */
export function xgboostLinear(model: Fields, shape: XgboostShape, options: ModelOptions, where: string): Grown {
  if (options.startIteration || (options.numIteration ?? 0) > 0) {
    throw new RangeError(
      `${where}: got a range of iterations, expected none: gblinear keeps only the sum of its rounds`,
    )
  }
  const weights = model.numbers("weights", (shape.features + 1) * shape.outputs)
  const bad = weights.findIndex((weight) => !Number.isFinite(weight))
  if (bad >= 0) throw new Error(`${model.path("weights")}[${bad}] is ${weights[bad]}, expected a finite number`)
  const trees = Array.from({ length: shape.outputs }, (_, output) => linearLeaf(weights, shape, output))
  return { booster: "gblinear", trees, iterations: pickIterations(1, {}, where) }
}

function linearLeaf(weights: Float64Array, { features, outputs }: XgboostShape, output: number): Tree {
  const column = Float64Array.from({ length: features + 1 }, (_, j) => Math.fround(weights[j * outputs + output]!))
  const linear = {
    constant: column[features]!,
    features: Int32Array.from({ length: features }, (_, j) => j),
    coefficients: column.subarray(0, features),
  }
  const none = new Float64Array(1)
  return {
    output,
    width: 1,
    features: none,
    thresholds: none,
    rules: none,
    left: [-1],
    right: [-1],
    covers: [1],
    gains: none,
    values: none,
    linear: new Map([[0, linear]]),
  }
}
