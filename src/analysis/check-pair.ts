import { missingCount, type NumberColumn } from "../data/column.js"
import type { Ensemble } from "../data/ensemble.js"
import { gently } from "../data/gently.js"
import { columnNamed, findColumn, type Table } from "../data/table.js"
import type { Explanation } from "../results/explanation.js"
import type { Check } from "../results/inventory.js"
import type { Matching } from "../results/matching.js"
import { count } from "./describe.js"

/** The part of an engine that checking needs. */
interface Checker {
  match(ensemble: Ensemble, table: Table): Matching
  predict(ensemble: Ensemble, table: Table, options?: { space?: "raw" | "probability" }): Promise<Float64Array>
  shap(ensemble: Ensemble, table: Table, options?: { sample?: number; seed?: number }): Promise<Explanation>
}

/** Rows whose SHAP values are computed to see how well they add up. */
const PROOF_ROWS = 500
const ADDITIVE = 1e-9
/** Predictions that differ by less, as a share of the largest, are the same: libraries store float32. */
const SAME = 2e-6

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
    const matching = engine.match(ensemble, table)
    return [
      columnsCheck(ensemble, matching),
      ...unseenCheck(matching),
      await missingCheck(table, matching),
      ...(prediction ? [await predictionCheck(engine, ensemble, table, prediction)] : []),
      await additivityCheck(engine, ensemble, table),
    ]
  } catch (error) {
    return [{ name: "columns", status: "fail", message: (error as Error).message }]
  }
}

function columnsCheck(ensemble: Ensemble, { byPosition, extra, notes }: Matching): Check {
  const found = `${count(ensemble.features.length, "feature")} found by ${byPosition ? "position" : "name"}`
  const listed = extra.slice(0, 8).join(", ") + (extra.length > 8 ? ", ..." : "")
  const ignored = extra.length > 0 ? [`${count(extra.length, "other column")} ignored (${listed})`] : []
  const message = [[found, ...ignored].join(", "), ...notes].join("; ")
  return { name: "columns", status: notes.length > 0 ? "warn" : "pass", message }
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

async function missingCheck(table: Table, matching: Matching): Promise<Check> {
  const rates = (await gently(missingRates(table, matching)))
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => b.rate - a.rate)
  const listed = rates.slice(0, 5).map(({ name, rate }) => `${name} ${(100 * rate).toFixed(1)} %`)
  const empty = rates.some(({ rate }) => rate === 1)
  if (rates.length === 0) return { name: "missing", status: "pass", message: "no feature has missing values" }
  const verb = rates.length === 1 ? "has" : "have"
  const more = rates.length > 5 ? ", ..." : ""
  const message = `${count(rates.length, "feature")} ${verb} missing values: ${listed.join(", ")}${more}`
  return { name: "missing", status: empty ? "warn" : "pass", message }
}

function* missingRates(table: Table, { columns }: Matching) {
  const rates: { name: string; rate: number }[] = []
  for (const name of columns) {
    rates.push({ name, rate: table.rows > 0 ? missingCount(columnNamed(table, name)) / table.rows : 0 })
    yield
  }
  return rates
}

/** Stored predictions may be margins or probabilities; they are compared with the nearer of ours. */
async function predictionCheck(engine: Checker, ensemble: Ensemble, table: Table, prediction: string): Promise<Check> {
  const name = "prediction"
  const column = findColumn(table, prediction)
  if (column?.type !== "number" || ensemble.outputs > 1) {
    const reason = ensemble.outputs > 1 ? `the model has ${ensemble.outputs} outputs` : "it holds no numbers"
    return { name, status: "warn", message: `column ${prediction} is not compared: ${reason}` }
  }
  const spaces = ["probability", "raw"] as const
  const found = await Promise.all(
    spaces.map(async (space) => ({ space, ...farthest(column, await engine.predict(ensemble, table, { space })) })),
  )
  const best = found[0]!.difference <= found[1]!.difference ? found[0]! : found[1]!
  if (best.rows === 0) return { name, status: "warn", message: `column ${prediction} has no values` }
  const apart = `differs from ours by at most ${best.difference.toExponential(1)} (${best.space}, row ${best.row})`
  const message = `column ${prediction} ${apart}`
  if (best.difference <= SAME * best.scale) return { name, status: "pass", message }
  return { name, status: "warn", message: `${message}: it is from another model or other data` }
}

/** The largest difference, its row, and the largest prediction, over the rows that have a stored one. */
function farthest(column: NumberColumn, predictions: Float64Array) {
  const found = { difference: 0, row: 0, scale: 0, rows: 0 }
  for (let row = 0; row < predictions.length; row++) {
    if (Number.isNaN(column.values[row]!)) continue
    const difference = Math.abs(column.values[row]! - predictions[row]!)
    if (difference > found.difference) Object.assign(found, { difference, row })
    found.scale = Math.max(found.scale, Math.abs(predictions[row]!))
    found.rows++
  }
  return found
}

async function additivityCheck(engine: Checker, ensemble: Ensemble, table: Table): Promise<Check> {
  const name = "additivity"
  if (ensemble.noShap) return { name, status: "warn", message: `no SHAP values: ${ensemble.noShap}` }
  const { additivityError, margins } = await engine.shap(ensemble, table, { sample: PROOF_ROWS, seed: 0 })
  const error = additivityError.relative.toExponential(1)
  const message = `SHAP values and base value add up to the margin within ${error} relative (${count(margins.length, "margin")})`
  return { name, status: additivityError.relative <= ADDITIVE ? "pass" : "fail", message }
}
