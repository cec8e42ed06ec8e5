import type { Cell, Sheet } from "../results/sheet.js"
import { formatCell } from "./format-cell.js"

/** A sheet as a Markdown table, numbers in six digits. */
export function writeMarkdown(sheet: Sheet): string {
  const numeric = sheet.columns.map((_, j) => sheet.rows.every((row) => typeof row[j] === "number" || row[j] === null))
  const rule = numeric.map((right) => (right ? "---:" : "---"))
  const lines = [sheet.columns.map(escaped), rule, ...sheet.rows.map((row) => row.map(escaped))]
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("")
}

function escaped(cell: Cell): string {
  return formatCell(cell).replace(/[\\|`*_<>[\]]/g, "\\$&")
}
