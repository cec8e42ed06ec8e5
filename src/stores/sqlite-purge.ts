import type { SqlTransaction, SqlValue } from "../data/sql.js"

/** Removes the rows of runs, as `mlflow gc` does. */
export function purgeRunRows(database: SqlTransaction, runIds: readonly string[]): void {
  // Whatever else points to a run is looked at when all is done.
  database.run("PRAGMA defer_foreign_keys = ON")
  for (const runId of runIds) {
    for (const table of ["metrics", "latest_metrics", "params", "tags", "runs"]) {
      database.run(`DELETE FROM ${table} WHERE run_uuid = ?`, [runId])
    }
  }
}

/** Removes an experiment's row, and the rows of all tables that point to it. */
export function purgeExperimentRows(database: SqlTransaction, id: SqlValue): void {
  database.run("PRAGMA defer_foreign_keys = ON")
  const pointing = database.query(
    `SELECT m.name, f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table' AND f."table" = 'experiments' AND f.on_delete NOT IN ('CASCADE', 'SET NULL')`,
  )
  for (const [table, column] of pointing) database.run(`DELETE FROM "${table}" WHERE "${column}" = ?`, [id])
  database.run("DELETE FROM experiments WHERE experiment_id = ?", [id])
}
