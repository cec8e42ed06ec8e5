import type { Cell } from "../results/sheet.js"

/**
 * A cell for people: numbers in six significant digits, null as nothing. Control characters are made visible, so that
 * a name cannot move the cursor or colour the terminal.
 */
export function formatCell(cell: Cell): string {
  if (cell === null) return ""
  if (typeof cell === "number") return formatNumber(cell)
  return String(cell).replace(/\p{Cc}/gu, (control) => `\\u${control.codePointAt(0)!.toString(16).padStart(4, "0")}`)
}

function formatNumber(number: number): string {
  if (Number.isInteger(number) || !Number.isFinite(number)) return String(number)
  const size = Math.abs(number)
  if (size < 1e-4 || size >= 1e9) return number.toExponential(3)
  return String(Number(number.toPrecision(6)))
}
