import { columnsFit } from "../src/index.js"
import type { LoadedTable, Session } from "./session.js"

/** Tables that could hold the rows of training: others than the chosen one, with the model's columns and the target. */
export function trainTables({ state }: Session): LoadedTable[] {
  const { tables, table, model } = state
  const target = table?.roles.target
  return tables.filter(
    (each) =>
      each.path !== table?.path &&
      model?.ensemble !== undefined &&
      columnsFit(model.ensemble, each.table) &&
      each.table.columns.some(({ name }) => name === target),
  )
}

/** The table that was chosen as the rows of training, or one that is called so. */
export function trainTable(session: Session): LoadedTable | undefined {
  const tables = trainTables(session)
  const wanted = session.view.options["train.table"]
  if (wanted === "none") return undefined
  return tables.find(({ path }) => path === wanted) ?? tables.find(({ path }) => /train/i.test(path))
}
