import { missingCount, type NumberColumn } from "../data/column.js"
import type { Ensemble } from "../data/ensemble.js"
import { columnNamed, findColumn, type Table } from "../data/table.js"
import type { Explanation } from "../results/explanation.js"
import type { Check } from "../results/inventory.js"
import type { Matching } from "../results/matching.js"

/** The part of an engine that checking needs. */
interface Checker {
  predict(ensemble: Ensemble, table: Table, options?: { space?: "raw" | "probability" }): Promise<Float64Array>
  shap(ensemble: Ensemble, table: Table, options?: { sample?: number; seed?: number }): Promise<Explanation>
}

/** Rows whose SHAP values are computed to see how well they add up. */
const PROOF_ROWS = 500
const ADDITIVE = 1e-9

/**
 * How a model goes with a table: columns, categories, missing values, the predictions stored beside the rows, and how
 * well SHAP values add up. What cannot be computed is a failed check, not an error.
 * @param prediction the column of stored predictions, if there is one.
 */
export async function checkPair(
  engine: Checker,
  ensemble: Ensemble,
  table: Table,
  prediction?: string,
): Promise<Check[]> {
  try {
    const explanation = ensemble.noShap
      ? undefined
      : await engine.shap(ensemble, table, { sample: PROOF_ROWS, seed: 0 })
    const matching = explanation?.matching
    return [
      ...(matching ? [columnsCheck(ensemble, matching), ...unseenCheck(matching), missingCheck(table, matching)] : []),
      ...(prediction ? [await predictionCheck(engine, ensemble, table, prediction)] : []),
      explanation
        ? additivityCheck(explanation)
        : { name: "additivity", status: "warn", message: `no SHAP values: ${ensemble.noShap}` },
    ]
  } catch (error) {
    return [{ name: "columns", status: "fail", message: (error as Error).message }]
  }
}

function columnsCheck(ensemble: Ensemble, { byPosition, extra, notes }: Matching): Check {
  const found = `${ensemble.features.length} features found by ${byPosition ? "position" : "name"}`
  const ignored =
    extra.length > 0
      ? `, ${extra.length} other columns ignored (${extra.slice(0, 8).join(", ")}${extra.length > 8 ? ", ..." : ""})`
      : ""
  const decided = notes.length > 0 ? `; ${notes.join("; ")}` : ""
  return { name: "columns", status: notes.length > 0 ? "warn" : "pass", message: found + ignored + decided }
}

function unseenCheck({ unseen }: Matching): Check[] {
  if (unseen.length === 0) return []
  const listed = unseen.slice(0, 5).map(({ feature, category, rows }) => `${feature} = "${category}" in ${rows} rows`)
  const more = unseen.length > 5 ? ", ..." : ""
  return [
    {
      name: "categories",
      status: "warn",
      message: `not seen in training, read as missing: ${listed.join(", ")}${more}`,
    },
  ]
}

function missingCheck(table: Table, matching: Matching): Check {
  const rates = matching.columns
    .map((name) => ({ name, rate: table.rows > 0 ? missingCount(columnNamed(table, name)) / table.rows : 0 }))
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => b.rate - a.rate)
  const listed = rates.slice(0, 5).map(({ name, rate }) => `${name} ${(100 * rate).toFixed(1)} %`)
  const empty = rates.some(({ rate }) => rate === 1)
  if (rates.length === 0) return { name: "missing", status: "pass", message: "no feature has missing values" }
  const message = `${rates.length} features have missing values: ${listed.join(", ")}${rates.length > 5 ? ", ..." : ""}`
  return { name: "missing", status: empty ? "warn" : "pass", message }
}

/** Stored predictions may be margins or probabilities; they are compared with the nearer of ours. */
async function predictionCheck(engine: Checker, ensemble: Ensemble, table: Table, prediction: string): Promise<Check> {
  const column = findColumn(table, prediction)
  const name = "prediction"
  if (column?.type !== "number" || ensemble.outputs > 1) {
    return {
      name,
      status: "warn",
      message: `column ${prediction} is not compared: the model has ${ensemble.outputs} outputs`,
    }
  }
  const spaces = ["probability", "raw"] as const
  const found = await Promise.all(
    spaces.map(async (space) => ({ space, ...farthest(column, await engine.predict(ensemble, table, { space })) })),
  )
  const best = found[0]!.difference <= found[1]!.difference ? found[0]! : found[1]!
  const exact = best.difference <= 1e-6
  const message = `column ${prediction} differs from ours by at most ${best.difference.toExponential(1)} (${best.space}, row ${best.row})`
  return {
    name,
    status: exact ? "pass" : "warn",
    message: exact ? message : `${message}: it is from another model or other data`,
  }
}

function farthest(column: NumberColumn, predictions: Float64Array): { difference: number; row: number } {
  let difference = 0
  let row = 0
  for (let i = 0; i < predictions.length; i++) {
    const apart = Math.abs(column.values[i]! - predictions[i]!)
    if (apart > difference) [difference, row] = [apart, i]
  }
  return { difference, row }
}

function additivityCheck({ additivityError, margins }: Explanation): Check {
  const message = `SHAP values and base value add up to the margin within ${additivityError.relative.toExponential(1)} relative (${margins.length} margins)`
  return { name: "additivity", status: additivityError.relative <= ADDITIVE ? "pass" : "fail", message }
}
