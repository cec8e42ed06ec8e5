import type { Cell } from "../results/sheet.js"

/**
 * A cell for people: numbers in six significant digits, null as nothing. Control characters are made visible, so that
 * a name cannot move the cursor or colour the terminal.
 */
export function formatCell(cell: Cell): string {
  if (cell === null) return ""
  if (typeof cell === "number") return formatNumber(cell)
  return visibleText(String(cell))
}

/** Text for a terminal: characters that would move the cursor, colour, or turn the direction of text are spelled out. */
export function visibleText(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (control) => {
    return `\\u${control.codePointAt(0)!.toString(16).padStart(4, "0")}`
  })
}

function formatNumber(number: number): string {
  if (Number.isInteger(number) || !Number.isFinite(number)) return String(number)
  const size = Math.abs(number)
  if (size < 1e-4 || size >= 1e9) return number.toExponential(3)
  return String(Number(number.toPrecision(6)))
}
