import { columnNamed, type Table } from "./data/table.js"
import type { Matching } from "./results/matching.js"

/** Sees that the columns of a model's features are of one kind in all batches: text and numbers are coded apart. */
export class SteadyColumns {
  private readonly seen = new Map<string, { text: boolean; offset: number }>()

  /** @throws RangeError where a feature's column holds numbers here and text in an earlier batch, or the reverse. */
  check(table: Table, matching: Matching, offset: number): void {
    const byName = new Map(table.columns.map((column) => [column.name, column]))
    for (const name of matching.columns) {
      const column = byName.get(name) ?? columnNamed(table, name)
      const text = column.type === "category"
      const before = this.seen.get(name)
      if (before?.text === text) continue
      const hasValue = text
        ? column.codes.some((code) => code >= 0)
        : column.values.some((value) => !Number.isNaN(value))
      if (!hasValue) continue
      if (before) throw turned(table.name, name, text, offset)
      this.seen.set(name, { text, offset })
    }
  }
}

function turned(table: string, column: string, text: boolean, offset: number): RangeError {
  const [now, then] = text ? ["text", "numbers"] : ["numbers", "text"]
  const from = (offset + 1).toLocaleString("en-US")
  return new RangeError(
    `${table}: column "${column}" holds ${now} from about row ${from} on, expected ${then} as before. ` +
      "Correct these cells, or write the file as Arrow or Parquet, where each column has a type.",
  )
}
