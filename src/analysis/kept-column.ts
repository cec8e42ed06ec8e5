import { joinTables } from "../data/join-tables.js"
import { findColumn, type Table } from "../data/table.js"

/** Keeps one column of batches, in memory of its own. */
export class KeptColumn {
  private readonly parts: Table[] = []
  private readonly name: string

  constructor(name: string) {
    this.name = name
  }

  add(table: Table): void {
    const column = findColumn(table, this.name)
    if (!column) return
    const copy =
      column.type === "category"
        ? { ...column, codes: column.codes.slice() }
        : { ...column, values: column.values.slice() }
    this.parts.push({ ...table, columns: [copy] })
  }

  /** A table of that column alone. */
  finish(): Table {
    return joinTables(this.parts)
  }
}
