import type { Cell, Sheet } from "../results/sheet.js"

/** A sheet as CSV (RFC 4180, line feeds). Numbers in full precision; null is an empty field. */
export function writeCsv(sheet: Sheet): string {
  return [sheet.columns, ...sheet.rows].map((row) => `${row.map(field).join(",")}\n`).join("")
}

function field(cell: Cell): string {
  if (cell === null) return ""
  const text = String(cell)
  // An empty text is quoted to tell it from null.
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
