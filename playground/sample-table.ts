import { sampleRows, type Table, takeRows } from "../src/index.js"
import { inSlices, type Steps } from "./plots/steps.js"

/** Some rows of a table, drawn with seed 0, column after column, while the page answers; all where there are no more. */
export function sampleTable(table: Table, rows: number): Promise<Table> {
  const chosen = sampleRows(table.rows, rows, 0)
  if (!chosen) return Promise.resolve(table)
  return new Promise((done) => inSlices(takeInSteps(table, chosen), () => true, done))
}

function* takeInSteps(table: Table, rows: ArrayLike<number>): Steps<Table> {
  const columns: Table["columns"][number][] = []
  for (const column of table.columns) {
    columns.push(...takeRows({ ...table, columns: [column] }, rows).columns)
    yield
  }
  return { ...table, rows: rows.length, columns }
}
