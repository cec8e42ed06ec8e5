import type { ModelPoint, ModelVersion, RegisteredModel } from "../data/registry.js"
import type { RunLinks } from "../data/run.js"
import type { SqlTransaction, SqlValue } from "../data/sql.js"
import { checkModelName } from "./keys.js"
import { modelSource } from "./model-source.js"
import { randomRunId } from "./run-name.js"
import { logDataset, logLink } from "./sqlite-input-rows.js"
import { sqlPoint } from "./sqlite-log.js"
import { insert, modelIn, SqliteRegistryWriter, setVersionTag } from "./sqlite-registry-writer.js"
import { activeExperiment, activeRun } from "./sqlite-rows.js"
import type { SqliteSchema } from "./sqlite-schema.js"
import type { ModelToCreate, ModelToFinish } from "./store-writer.js"

/** In the numbering of MLflow's LoggedModelStatus. */
const statuses = ["PENDING", "READY", "FAILED"] as const

/** What runs were given and made, models that were logged, and copies of registered ones, in MLflow's SQLite tables. */
export abstract class SqliteModelWriter extends SqliteRegistryWriter {
  logLinks(runId: string, { datasets, modelInputs, modelOutputs }: RunLinks): Promise<void> {
    return this.write((database, schema) => {
      activeRun(database, runId)
      const [[experiment] = []] = database.query("SELECT experiment_id FROM runs WHERE run_uuid = ?", [runId])
      for (const dataset of datasets) logDataset(database, experiment!, runId, dataset)
      if (modelInputs.length + modelOutputs.length > 0) this.#checkModels(schema)
      for (const id of modelInputs) logLink(database, ["RUN_INPUT", runId, "MODEL_INPUT", id], 0n)
      for (const { modelId, step } of modelOutputs)
        logLink(database, ["RUN_OUTPUT", runId, "MODEL_OUTPUT", modelId], step)
    })
  }

  refusesLoggedModels(): Promise<string | undefined> {
    return this.write((_, { models }) => (models ? undefined : this.#modelsMissing()))
  }

  createLoggedModel(model: ModelToCreate): Promise<string> {
    const { modelId = `m-${randomRunId()}`, creationTime = this.now() } = model
    return this.write((database, schema) => {
      this.#checkModels(schema)
      const experiment = activeExperiment(database, model.experimentId)
      const place = "SELECT artifact_location FROM experiments WHERE experiment_id = ?"
      const [[location] = []] = database.query(place, [experiment])
      insert(database, "logged_models", {
        model_id: modelId,
        experiment_id: experiment,
        name: model.name,
        artifact_location: `${String(location ?? "").replace(/\/+$/, "")}/models/${modelId}/artifacts`,
        creation_timestamp_ms: creationTime,
        last_updated_timestamp_ms: creationTime,
        status: 1,
        lifecycle_stage: "active",
        model_type: model.modelType || null,
        source_run_id: model.sourceRunId || null,
        status_message: null,
      })
      const own = { model_id: modelId, experiment_id: experiment }
      for (const [key, value] of Object.entries(model.params))
        insert(database, "logged_model_params", { ...own, param_key: key, param_value: value })
      for (const [key, value] of Object.entries(model.tags))
        insert(database, "logged_model_tags", { ...own, tag_key: key, tag_value: value })
      return modelId
    })
  }

  finishLoggedModel(modelId: string, { status, points = [] }: ModelToFinish): Promise<void> {
    return this.write((database, schema) => {
      this.#checkModels(schema)
      const [row] = database.query("SELECT experiment_id FROM logged_models WHERE model_id = ?", [modelId])
      if (!row) throw new Error(`there is no logged model ${modelId}`)
      for (const point of points) addPoint(database, modelId, row[0]!, point, schema)
      const change = "UPDATE logged_models SET status = ? WHERE model_id = ?"
      database.run(change, [statuses.indexOf(status) + 1, modelId])
    })
  }

  async copyRegisteredModel(model: RegisteredModel): Promise<string[]> {
    checkModelName(model.name)
    const places = new Map<string, string>()
    for (const { version, source, runId } of model.versions) {
      const found = await modelSource(source, runId, this).catch(() => undefined)
      places.set(version, found?.location ?? source)
    }
    return this.write((database, schema) => {
      if (database.query("SELECT 1 FROM registered_models WHERE name = ?", [model.name]).length === 0)
        this.#addModel(database, model, schema)
      const { own, where, values } = modelIn(database, model.name, schema)
      const added: string[] = []
      const isThere = (version: string) => {
        const found = `SELECT 1 FROM model_versions WHERE ${where} AND version = ?`
        return database.query(found, [...values, BigInt(version)]).length > 0
      }
      for (const version of [...model.versions].reverse()) {
        if (isThere(version.version)) continue
        this.#addVersion(database, own, version, places.get(version.version)!, schema)
        added.push(version.version)
      }
      for (const [alias, version] of Object.entries(model.aliases)) {
        const known = `SELECT 1 FROM registered_model_aliases WHERE ${where} AND alias = ?`
        if (database.query(known, [...values, alias]).length > 0 || !isThere(version)) continue
        insert(database, "registered_model_aliases", { ...own, alias, version: BigInt(version) })
      }
      return added
    })
  }

  #addModel(database: SqlTransaction, model: RegisteredModel, schema: SqliteSchema): void {
    insert(database, "registered_models", {
      name: model.name,
      creation_time: model.creationTime,
      last_updated_time: model.lastUpdateTime,
      description: model.description || null,
    })
    const { own } = modelIn(database, model.name, schema)
    for (const [key, value] of Object.entries(model.tags))
      insert(database, "registered_model_tags", { ...own, key, value })
  }

  #addVersion(
    database: SqlTransaction,
    own: Readonly<Record<string, SqlValue>>,
    version: ModelVersion,
    place: string,
    schema: SqliteSchema,
  ): void {
    const number = BigInt(version.version)
    insert(database, "model_versions", {
      ...own,
      version: number,
      creation_time: version.creationTime,
      last_updated_time: version.lastUpdateTime,
      description: version.description || null,
      user_id: version.userId || null,
      current_stage: version.stage,
      source: version.source,
      run_id: version.runId || null,
      status: version.status,
      status_message: null,
      run_link: null,
      storage_location: place,
    })
    for (const [key, value] of Object.entries(version.tags))
      setVersionTag(database, { ...own, version: number }, key, value, schema)
  }

  #checkModels({ models }: SqliteSchema): void {
    if (!models) throw new Error(this.#modelsMissing())
  }

  #modelsMissing(): string {
    return `${this.name}: is a database of MLflow 2, which keeps no logged models`
  }
}

/** The same point once. */
function addPoint(
  database: SqlTransaction,
  modelId: string,
  experiment: SqlValue,
  { runId, datasetName, datasetDigest, ...metric }: ModelPoint,
  { rules }: SqliteSchema,
): void {
  const { key, value, timestamp, step } = sqlPoint(metric, rules, 0)
  const find = "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?"
  const [[dataset = null] = []] = database.query(find, [experiment, datasetName, datasetDigest])
  database.run(
    `INSERT OR IGNORE INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value,
    experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [modelId, key, timestamp, step, value, experiment, runId, dataset, datasetName || null, datasetDigest || null],
  )
}
