import { choice } from "./data/choice.js"
import type { Ensemble } from "./data/ensemble.js"
import { viewForest } from "./data/forest.js"
import { type Table, takeRows } from "./data/table.js"
import type { ShapOptions } from "./engine-calls.js"
import type { Additivity } from "./kernels/additivity.js"
import type { Floats } from "./kernels/floats.js"
import { type Inputs, inputsOf } from "./kernels/inputs.js"
import { sampleRows } from "./kernels/sample-rows.js"
import type { ShapKind } from "./kernels/shap-kind.js"
import type { ShapValues } from "./kernels/shap-values.js"
import { strongestPairs } from "./kernels/strongest-pairs.js"
import type { Explanation } from "./results/explanation.js"

/** What is asked for, as it crosses over to a worker. */
export interface ExplainSpec extends Pick<ShapKind, "pairs" | "precision" | "banzhaf"> {
  readonly space: "raw" | "probability"
  /** Background rows, and the object under which their codes are kept. */
  readonly background?: { readonly inputs: Inputs; readonly key: object }
  /** The model is one of several slices: what adds them up looks at the errors of the sums. */
  readonly slice?: true
}

/** SHAP values, what they explain (rows x outputs), and how far apart the two are. */
export interface Explained extends ShapValues {
  readonly margins: Float64Array
  readonly error: Additivity
}

/** Explains a table, or a sample of it, by whatever computes: one instance or a pool. */
export async function explainTable(
  ensemble: Ensemble,
  table: Table,
  options: ShapOptions,
  explain: (inputs: Inputs, rows: Table, spec: ExplainSpec) => Promise<Explained>,
): Promise<Explanation<Floats>> {
  const spec = specOf(ensemble, options)
  const rows = sampleRows(table.rows, options.sample, options.seed)
  const part = rows ? takeRows(table, rows) : table
  const inputs = inputsOf(ensemble, part)
  const { values, baseValues, margins, error, interactions, pairSums } = await explain(inputs, part, spec)
  if (!spec.background) refuseZeroCovers(ensemble, baseValues)
  const { interactions: pairs } = options
  const top = typeof pairs === "object" ? pairs.top : 0
  return {
    features: ensemble.features.map((feature) => feature.name),
    outputs: ensemble.outputs,
    space: spec.space,
    values,
    baseValues: [...baseValues],
    margins,
    ...(rows && { sample: rows }),
    ...(interactions && { interactions }),
    ...(pairSums && { strongestPairs: strongestPairs(ensemble, pairSums, part.rows, top) }),
    additivityError: { max: error.max, relative: error.max === 0 ? 0 : error.max / error.scale },
    matching: inputs.matching,
  }
}

/** Readers tell of covers of 0; a forest that was packed by hand shows them in its base value alone. */
function refuseZeroCovers(ensemble: Ensemble, baseValues: Float64Array): void {
  const lost = baseValues.findIndex(Number.isNaN)
  if (lost < 0 || ensemble.booster === "gblinear") return
  throw new RangeError(
    `${ensemble.name}: no SHAP values: the covers of output ${lost} are 0 in places, expected some in every inner node. ` +
      "Give background rows: they need no covers",
  )
}

/** @throws RangeError for what cannot be had together, or not of this model. */
function specOf(ensemble: Ensemble, options: ShapOptions): ExplainSpec {
  const { background, interactions } = options
  const space = choice("space", options.space, ["raw", "probability"])
  const precision = choice("precision", options.precision, ["f64", "f32"])
  const index = choice("index", options.index, ["shapley", "banzhaf"])
  refuse(ensemble, options)
  return {
    space,
    ...(interactions && { pairs: typeof interactions === "object" ? ("sums" as const) : ("all" as const) }),
    ...(precision && { precision }),
    ...(index === "banzhaf" && { banzhaf: true }),
    ...(background && { background: { inputs: inputsOf(ensemble, background), key: background } }),
  }
}

function refuse(ensemble: Ensemble, { space, background }: ShapOptions): void {
  if (space === "probability" && !background) {
    throw new RangeError(
      'got space: "probability" alone, expected a background beside it: its rows are rescaled one by one',
    )
  }
  if (space === "probability" && ensemble.transform.kind === "argmax") {
    throw new RangeError(
      `${ensemble.name}: got space: "probability", expected "raw": ${ensemble.objective} predicts labels`,
    )
  }
  if (background?.rows === 0) throw new RangeError(`${background.name}: got a background without rows, expected some`)
  const linearLeaves = ensemble.booster !== "gblinear" && viewForest(ensemble.forest).linearStarts.length > 0
  if (!ensemble.noShap || (background && !linearLeaves)) return
  const cure = linearLeaves ? "" : ". Give background rows: they need no covers"
  throw new RangeError(`${ensemble.name}: no SHAP values: ${ensemble.noShap}${cure}`)
}
