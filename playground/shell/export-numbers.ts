import type { Session } from "../session.js"
import { fileName, saveFile } from "../views/save-chart.js"

/** The numbers of the page as one JSON file, the ranking as `leafwise shap --json` writes it. */
export function exportNumbers({ state, view }: Session): void {
  const { model, table, result, checks } = state
  if (!model || !table || !result) return
  const { explanation, ranking, rows } = result
  const { baseValues, additivityError, matching, sample } = explanation
  const facts = { model: model.label, data: table.path, rows: rows.rows, sampled: sample !== undefined }
  const found = { ...facts, baseValues, features: ranking, additivityError, score: null, matching }
  const text = JSON.stringify({ view, roles: table.roles, checks, ranking: found }, null, 2)
  saveFile(fileName(`${model.label} ${table.path}`, "json"), new Blob([text], { type: "application/json" }))
}
