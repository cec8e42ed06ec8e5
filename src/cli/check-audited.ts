import type { TableInput } from "../analysis/audit-tables.js"
import { columnNamed } from "../data/table.js"
import { columnsFit, matchColumns } from "../kernels/match-columns.js"

/**
 * An audit that finds nothing because it looked at nothing would be taken for a good sign.
 * @throws Error for a table without the model's features, or without a column that was named.
 */
export function checkAudited({ ensemble, train, test, target, date, group }: TableInput): void {
  for (const table of [train, test]) {
    if (!table) continue
    for (const name of [target, date, group]) if (name !== undefined) columnNamed(table, name)
    if (ensemble && !columnsFit(ensemble, table)) matchColumns(ensemble, table)
  }
}
