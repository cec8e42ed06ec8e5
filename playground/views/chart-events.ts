/** Tells every chart of the page that all show their tables now, or their drawings again. */
export const TABLES_TOGGLED = "leafwise-tables"

let tables = false

/** Whether charts show their tables, those that are still to come among them. */
export function showsTables(): boolean {
  return tables
}

export function toggleTables(): void {
  tables = !tables
  window.dispatchEvent(new Event(TABLES_TOGGLED))
}
