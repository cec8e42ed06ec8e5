import type { SqlTransaction, SqlValue } from "../data/sql.js"
import { checkKey, checkLength, checkParam, checkTag, type KeyRules } from "./keys.js"
import { RUN_NAME } from "./run-name.js"
import { insert } from "./sqlite-registry-writer.js"

/** A run's stage. @throws Error where there is no such run. */
export function stageOf(database: SqlTransaction, runId: string): string {
  const [row] = database.query("SELECT lifecycle_stage FROM runs WHERE run_uuid = ?", [runId])
  if (row) return String(row[0] ?? "active")
  throw new Error(`there is no run ${runId}`)
}

/** @throws Error where there is no such run, or it is deleted. */
export function activeRun(database: SqlTransaction, runId: string): void {
  if (stageOf(database, runId) === "active") return
  throw new Error(`run ${runId} is deleted, expected an active one. Restore it first`)
}

/** @throws Error where there is no such experiment. */
export function experimentIn(database: SqlTransaction, experimentId: string): { id: SqlValue; stage: string } {
  const id = /^\d+$/.test(experimentId) ? BigInt(experimentId) : null
  const [row] = database.query("SELECT experiment_id, lifecycle_stage FROM experiments WHERE experiment_id = ?", [id])
  if (row) return { id: row[0]!, stage: String(row[1] ?? "active") }
  throw new Error(`there is no experiment ${experimentId}`)
}

/** An active experiment's id as its tables have it. @throws Error where there is none. */
export function activeExperiment(database: SqlTransaction, experimentId: string): SqlValue {
  const { id, stage } = experimentIn(database, experimentId)
  if (stage === "active") return id
  throw new Error(`experiment ${experimentId} is deleted, expected an active one. Restore it first`)
}

/** @throws Error for a name that an experiment has, also a deleted one. */
export function checkNameIsFree(database: SqlTransaction, name: string): void {
  const [row] = database.query("SELECT lifecycle_stage FROM experiments WHERE name = ?", [name])
  if (!row) return
  const deleted = row[0] === "deleted" ? " and is deleted: restore it, or remove it for good" : ""
  throw new Error(`an experiment called ${JSON.stringify(name)} already exists${deleted}`)
}

/** @throws Error when the param has another value. */
export function logParam(database: SqlTransaction, runId: string, key: string, value: string, rules: KeyRules): void {
  checkParam(key, value, rules)
  const [row] = database.query(`SELECT value FROM params WHERE run_uuid = ? AND "key" = ?`, [runId, key])
  if (!row) insert(database, "params", { key, value, run_uuid: runId })
  else if (row[0] !== value) {
    const shown = (text: unknown) => JSON.stringify(String(text).slice(0, 100))
    throw new Error(`param ${key} is ${shown(row[0])} already, got ${shown(value)}: params never change`)
  }
}

/** A run's name stands in its tag and in its row. */
export function setTag(database: SqlTransaction, runId: string, key: string, value: string, rules: KeyRules): void {
  checkTag(key, value, rules)
  const upsert = `INSERT INTO tags ("key", value, run_uuid) VALUES (?, ?, ?)`
  database.run(`${upsert} ON CONFLICT ("key", run_uuid) DO UPDATE SET value = excluded.value`, [key, value, runId])
  if (key === RUN_NAME) database.run("UPDATE runs SET name = ? WHERE run_uuid = ?", [value, runId])
}

/** Sets or replaces a tag of an experiment. */
export function setExperimentTag(
  database: SqlTransaction,
  id: SqlValue,
  key: string,
  value: string,
  rules: KeyRules,
): void {
  checkKey("tag", key, rules)
  checkLength(`value of tag ${key}`, value, rules.longestExperimentTag)
  const upsert = `INSERT INTO experiment_tags ("key", value, experiment_id) VALUES (?, ?, ?)`
  database.run(`${upsert} ON CONFLICT ("key", experiment_id) DO UPDATE SET value = excluded.value`, [key, value, id])
}
