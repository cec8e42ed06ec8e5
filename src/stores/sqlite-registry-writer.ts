import type { ModelStage, ModelVersion } from "../data/registry.js"
import type { SqlTransaction, SqlValue, WritableSql } from "../data/sql.js"
import { checkAlias, checkKey, checkLength, checkModelName } from "./keys.js"
import { type LoggedSource, modelSource } from "./model-source.js"
import { checkSchema, type SqliteSchema } from "./sqlite-schema.js"
import type { VersionToCreate } from "./store-writer.js"

const stages: readonly string[] = ["None", "Staging", "Production", "Archived"]

/** A model or a version by the columns that tell it from others. */
interface Place {
  readonly where: string
  readonly values: readonly SqlValue[]
  /** The columns and values that a row below it needs. */
  readonly own: Readonly<Record<string, SqlValue>>
}

/** The registry's verbs in MLflow's SQLite tables: each is one transaction. */
export abstract class SqliteRegistryWriter {
  abstract readonly name: string
  protected abstract readonly open: () => Promise<WritableSql>
  protected readonly now: () => number = Date.now

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    checkModelName(name)
    await this.write((database) => {
      if (database.query("SELECT 1 FROM registered_models WHERE name = ?", [name]).length > 0) {
        throw new Error(`the registered model ${name} already exists`)
      }
      const times = { creation_time: this.now(), last_updated_time: this.now() }
      insert(database, "registered_models", { name, ...times, description: description ?? null })
    })
  }

  async createModelVersion({ name, source, runId, description, tags = {} }: VersionToCreate): Promise<ModelVersion> {
    const model = await modelSource(source, runId ?? "", this)
    const time = this.now()
    const facts = { stage: "None", source: model.source, runId: model.runId, status: "READY", userId: "" } as const
    const version = await this.write((database, schema) => {
      const { own, where, values } = modelIn(database, name, schema)
      const [[most] = []] = database.query(`SELECT max(version) FROM model_versions WHERE ${where}`, values)
      const number = BigInt((most ?? 0) as number | bigint) + 1n
      insert(database, "model_versions", {
        ...own,
        version: number,
        creation_time: time,
        last_updated_time: time,
        description: description ?? null,
        user_id: null,
        current_stage: "None",
        source: model.source,
        run_id: model.runId || null,
        status: "READY",
        status_message: null,
        run_link: null,
        storage_location: model.location,
      })
      for (const [key, value] of Object.entries(tags))
        setVersionTag(database, { ...own, version: number }, key, value, schema)
      touch(database, { where, values, own }, time)
      return String(number)
    })
    const times = { creationTime: time, lastUpdateTime: time }
    return { name, version, ...facts, ...times, description: description ?? "", tags, aliases: [] }
  }

  async setModelStage(name: string, version: string, stage: ModelStage, archiveExisting = false): Promise<void> {
    if (!stages.includes(stage)) throw new RangeError(`got stage ${stage}, expected one of ${stages.join(", ")}`)
    if (archiveExisting && stage !== "Staging" && stage !== "Production") {
      throw new RangeError(`got stage ${stage} with archiveExisting, expected Staging or Production`)
    }
    await this.write((database, schema) => {
      const model = modelIn(database, name, schema)
      const place = versionIn(database, model, name, version)
      const time = this.now()
      const change = "UPDATE model_versions SET current_stage = ?, last_updated_time = ?"
      if (archiveExisting) {
        const others = `${change} WHERE ${model.where} AND version <> ? AND current_stage = ?`
        database.run(others, ["Archived", time, ...model.values, place.own.version!, stage])
      }
      database.run(`${change} WHERE ${place.where}`, [stage, time, ...place.values])
      touch(database, model, time)
    })
  }

  async setModelAlias(name: string, alias: string, version: string): Promise<void> {
    checkAlias(alias)
    await this.write((database, schema) => {
      const model = modelIn(database, name, schema)
      const { own } = versionIn(database, model, name, version)
      database.run(`DELETE FROM registered_model_aliases WHERE ${model.where} AND alias = ?`, [...model.values, alias])
      insert(database, "registered_model_aliases", { ...own, alias })
    })
  }

  async deleteModelAlias(name: string, alias: string): Promise<void> {
    await this.write((database, schema) => {
      const { where, values } = modelIn(database, name, schema)
      database.run(`DELETE FROM registered_model_aliases WHERE ${where} AND alias = ?`, [...values, alias])
    })
  }

  async setModelVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    await this.write((database, schema) => {
      const { own } = versionIn(database, modelIn(database, name, schema), name, version)
      setVersionTag(database, own, key, value, schema)
    })
  }

  async describeModelVersion(name: string, version: string, description: string): Promise<void> {
    checkLength("description", description, 5000)
    await this.write((database, schema) => {
      const { where, values } = versionIn(database, modelIn(database, name, schema), name, version)
      const change = "UPDATE model_versions SET description = ?, last_updated_time = ?"
      database.run(`${change} WHERE ${where}`, [description, this.now(), ...values])
    })
  }

  async artifactUri(runId: string): Promise<string> {
    const [row] = await this.read("SELECT artifact_uri FROM runs WHERE run_uuid = ?", [runId])
    if (row) return String(row[0] ?? "")
    throw new Error(`${this.name}: there is no run ${runId}`)
  }

  /** Where a logged model's artifacts lie. */
  protected async modelUri(modelId: string): Promise<string> {
    const model = (await this.loggedSources()).find((each) => each.modelId === modelId)
    if (model) return model.artifactUri
    throw new Error(`${this.name}: there is no logged model ${modelId}`)
  }

  async loggedSources(runId?: string): Promise<LoggedSource[]> {
    const known = await this.read("SELECT 1 FROM sqlite_master WHERE name = 'logged_models'", [])
    if (known.length === 0) return []
    const columns = "SELECT model_id, name, coalesce(source_run_id, ''), artifact_location FROM logged_models"
    const rows = await this.read(
      runId === undefined ? columns : `${columns} WHERE source_run_id = ?`,
      runId === undefined ? [] : [runId],
    )
    return rows.map((row) => {
      const [modelId, name, sourceRunId, artifactUri] = row.map(String)
      return { modelId: modelId!, name: name!, sourceRunId: sourceRunId!, artifactUri: artifactUri! }
    })
  }

  protected async read(statement: string, parameters: readonly SqlValue[]): Promise<SqlValue[][]> {
    const database = await this.open()
    try {
      return await database.query(statement, parameters)
    } finally {
      await database.close()
    }
  }

  /** One transaction in a database whose schema is known. It is open only as long. */
  protected async write<Result>(work: (database: SqlTransaction, schema: SqliteSchema) => Result): Promise<Result> {
    const database = await this.open()
    try {
      return await database.transaction((inside) => work(inside, checkSchema(inside, this.name)))
    } finally {
      await database.close()
    }
  }
}

/** Adds a row. Names come from this code, values are bound. */
export function insert(database: SqlTransaction, table: string, row: Readonly<Record<string, SqlValue>>): void {
  const columns = Object.keys(row)
  const names = columns.map((column) => `"${column}"`).join(", ")
  const marks = columns.map(() => "?").join(", ")
  database.run(`INSERT INTO ${table} (${names}) VALUES (${marks})`, Object.values(row))
}

/** @throws Error where there is no such model, or one in several workspaces. */
export function modelIn(database: SqlTransaction, name: string, { workspaces }: SqliteSchema): Place {
  const column = workspaces ? "workspace" : "name"
  const rows = database.query(`SELECT ${column} FROM registered_models WHERE name = ?`, [name])
  if (rows.length === 0) throw new Error(`there is no registered model ${name}. Create it first`)
  if (rows.length > 1) throw new Error(`the registered model ${name} is in ${rows.length} workspaces, expected one`)
  const workspace = rows[0]![0]!
  return workspaces
    ? { where: "workspace = ? AND name = ?", values: [workspace, name], own: { workspace, name } }
    : { where: "name = ?", values: [name], own: { name } }
}

/** @throws Error where there is no such version. */
function versionIn(database: SqlTransaction, { where, values, own }: Place, name: string, version: string): Place {
  const number = /^\d+$/.test(version) ? BigInt(version) : -1n
  const place = { where: `${where} AND version = ?`, values: [...values, number], own: { ...own, version: number } }
  const found = database.query(`SELECT 1 FROM model_versions WHERE ${place.where}`, place.values)
  if (found.length > 0) return place
  throw new Error(`the registered model ${name} has no version ${version}`)
}

export function setVersionTag(
  database: SqlTransaction,
  own: Readonly<Record<string, SqlValue>>,
  key: string,
  value: string,
  { rules }: SqliteSchema,
): void {
  checkKey("tag", key, rules)
  checkLength(`value of tag ${key}`, value, rules.longestVersionTag)
  const where = Object.keys(own)
    .map((column) => `${column} = ?`)
    .join(" AND ")
  database.run(`DELETE FROM model_version_tags WHERE ${where} AND "key" = ?`, [...Object.values(own), key])
  insert(database, "model_version_tags", { ...own, key, value })
}

function touch(database: SqlTransaction, { where, values }: Place, time: number): void {
  database.run(`UPDATE registered_models SET last_updated_time = ? WHERE ${where}`, [time, ...values])
}
