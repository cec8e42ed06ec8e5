/** The numbers behind a chart. */
export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

/** A table as CSV (RFC 4180, line feeds), numbers in full precision. */
export function csvOf({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(",")}\n`).join("")
}

function field(cell: string | number): string {
  const text = String(cell)
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
