import { visibleText } from "./format-cell.js"

/** Text in Markdown that stays text: what would be a mark is escaped. `_` inside a word is none. */
export function markdownText(text: string): string {
  return visibleText(text.replace(/\s*\n\s*/g, " "))
    .replace(/[\\|`*<>[\]]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
}

/** A name as code, whatever backticks it has. */
export function markdownCode(text: string): string {
  const shown = visibleText(text.replace(/\s*\n\s*/g, " ")).replaceAll("|", "\\|")
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = "`".repeat(longest + 1)
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`
}

/** Rows as a Markdown table; cells are Markdown already. */
export function markdownRows(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const rule = columns.map((column) => "-".repeat(Math.max(3, column.length + 2)))
  return [`| ${columns.join(" | ")} |`, `|${rule.join("|")}|`, ...rows.map((cells) => `| ${cells.join(" | ")} |`)]
}
