/** Asks every chart of the page to show its table, or its drawing again. */
export const TABLES_TOGGLED = "leafwise-tables"
