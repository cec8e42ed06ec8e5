import type { Sheet } from "../results/sheet.js"
import { formatCell } from "./format-cell.js"

/** A sheet in aligned columns for a terminal: text to the left, numbers to the right. */
export function writeTable(sheet: Sheet): string {
  const cells = [sheet.columns.map(formatCell), ...sheet.rows.map((row) => row.map(formatCell))]
  const right = sheet.columns.map((_, j) => sheet.rows.every((row) => typeof row[j] === "number" || row[j] === null))
  const widths = sheet.columns.map((_, j) => Math.max(...cells.map((row) => displayWidth(row[j]!))))
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, j) => padded(cell, widths[j]!, right[j]!))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("")
}

/** A sheet with tabs between cells and numbers in full precision, for other programs. */
export function writeTsv(sheet: Sheet): string {
  const rows = sheet.rows.map((row) => row.map((cell) => (typeof cell === "number" ? String(cell) : formatCell(cell))))
  return [sheet.columns.map(formatCell), ...rows].map((row) => `${row.join("\t")}\n`).join("")
}

function padded(text: string, width: number, right: boolean): string {
  const room = " ".repeat(width - displayWidth(text))
  return right ? room + text : text + room
}

/** East Asian wide characters and emoji take two places. */
function displayWidth(text: string): number {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1
  return width
}
