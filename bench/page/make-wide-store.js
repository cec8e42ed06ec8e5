import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs"
import { dirname } from "node:path"
import Database from "libsql"
import { random } from "../random.js"

const START = 1_700_000_000_000
/** A parent has so many children. */
const FAMILY = 10

/**
 * Makes an `mlflow.db` of many runs of many columns, unless it is there: by default 10,000 runs, nested by tens, of 120
 * metrics and 80 params. The schema is that of `template`, a database that MLflow wrote.
 */
export function makeWideStore(path, template, { runs = 10_000, metrics = 120, params = 80 } = {}) {
  if (existsSync(path)) return path
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.draft`
  rmSync(draft, { force: true })
  copyFileSync(template, draft)
  const database = new Database(draft)
  for (const table of ["latest_metrics", "metrics", "params", "tags"]) database.exec(`DELETE FROM ${table}`)
  database.exec("DELETE FROM runs")
  fill(database, { runs, metrics, params })
  database.close()
  copyFileSync(draft, path)
  rmSync(draft)
  return path
}

function fill(database, { runs, metrics, params }) {
  const [experiment] = database.prepare("SELECT experiment_id FROM experiments LIMIT 1").raw().get()
  const values = (count) => Array(count).fill("?").join(", ")
  const run = database.prepare(
    `INSERT INTO runs (run_uuid, name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
     VALUES (${values(9)})`,
  )
  const metric = database.prepare(
    `INSERT INTO latest_metrics ("key", value, timestamp, step, is_nan, run_uuid) VALUES (${values(6)})`,
  )
  const param = database.prepare(`INSERT INTO params ("key", value, run_uuid) VALUES (${values(3)})`)
  const tag = database.prepare(`INSERT INTO tags ("key", value, run_uuid) VALUES (${values(3)})`)
  const next = random(7)
  database.exec("BEGIN")
  for (let i = 0; i < runs; i++) {
    const id = idOf(i)
    const at = START + i * 1000
    run.run(id, `run-${i}`, "bench", "FINISHED", at, at + 500, "active", `mlruns/${id}/artifacts`, experiment)
    for (let j = 0; j < metrics; j++) metric.run(metricName(j), next(), at, 0, 0, id)
    for (let j = 0; j < params; j++) param.run(`param_${j}`, paramOf(j, next()), id)
    tag.run("mlflow.runName", `run-${i}`, id)
    if (i % FAMILY > 0) tag.run("mlflow.parentRunId", idOf(i - (i % FAMILY)), id)
  }
  database.exec("COMMIT")
}

function metricName(j) {
  return j === 0 ? "test_roc_auc" : `metric_${j}`
}

/** Params are choices, numbers and texts by turns. */
function paramOf(j, random) {
  if (j % 3 === 0) return ["lightgbm", "ridge", "rf"][Math.floor(random * 3)]
  return j % 3 === 1 ? String(Math.floor(random * 64)) : String(random)
}

function idOf(i) {
  return (i * 2654435761).toString(16).padStart(32, "0")
}
