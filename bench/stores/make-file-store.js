import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { random } from "../random.js"

const START = 1_700_000_000_000
export const EXPERIMENT = "123456789012345678"

/**
 * Makes a file store in the layout that MLflow writes, unless it is there: by default 10,000 runs of 10 metrics with 20
 * values each, 190,001 files, about 800 MB on the disk.
 */
export function makeFileStore(folder, { runs = 10_000, metrics = 10, steps = 20 } = {}) {
  const root = join(folder, "mlruns")
  if (existsSync(join(folder, "made"))) return root
  const next = random(1)
  mkdirSync(join(root, ".trash"), { recursive: true })
  const experiment = join(root, EXPERIMENT)
  put(join(experiment, "meta.yaml"), {
    artifact_location: `file://${experiment}`,
    creation_time: START,
    experiment_id: `'${EXPERIMENT}'`,
    last_update_time: START,
    lifecycle_stage: "active",
    name: "big",
  })
  for (let i = 0; i < runs; i++) makeRun(experiment, i, { metrics, steps, next })
  writeFileSync(join(folder, "made"), "")
  return root
}

function makeRun(experiment, i, { metrics, steps, next }) {
  const id = Array.from({ length: 4 }, () =>
    Math.floor(next() * 2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  ).join("")
  const folder = join(experiment, id)
  const start = START + i * 1000
  const name = `run-${String(i).padStart(6, "0")}`
  for (const inner of ["metrics", "params", "tags", "artifacts"]) mkdirSync(join(folder, inner), { recursive: true })
  put(join(folder, "meta.yaml"), {
    artifact_uri: `file://${folder}/artifacts`,
    end_time: start + 500,
    entry_point_name: "''",
    experiment_id: `'${EXPERIMENT}'`,
    lifecycle_stage: "active",
    run_id: id,
    run_name: name,
    run_uuid: id,
    source_name: "''",
    source_type: 4,
    source_version: "''",
    start_time: start,
    status: 3,
    tags: "[]",
    user_id: "bench",
  })
  for (let j = 0; j < metrics; j++) {
    const key = j === 0 ? "test_roc_auc" : `metric_${String(j).padStart(2, "0")}`
    const lines = Array.from({ length: steps }, (_, step) => `${start + step} ${next()} ${step}\n`)
    writeFileSync(join(folder, "metrics", key), lines.join(""))
  }
  const oneOf = (values) => values[Math.floor(next() * values.length)]
  const params = { model_type: oneOf(["lightgbm", "ridge", "rf"]), horizon: oneOf(["1", "5", "10"]), embargo: "2" }
  for (const [key, value] of Object.entries({ ...params, train_window: "252", lr: String(next()) })) {
    writeFileSync(join(folder, "params", key), value)
  }
  const tags = { "mlflow.runName": name, "mlflow.user": "bench", "mlflow.source.type": "LOCAL" }
  for (const [key, value] of Object.entries(tags)) writeFileSync(join(folder, "tags", key), value)
}

function put(path, fields) {
  mkdirSync(join(path, ".."), { recursive: true })
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`)
  writeFileSync(path, lines.join(""))
}
