import { joinPath } from "../data/files.js"
import type { LocalArtifact } from "../data/http.js"
import type { Run, RunStatus } from "../data/run.js"
import type { SqlTransaction, SqlValue, WritableSql } from "../data/sql.js"
import type { WritableFiles } from "../data/writable-files.js"
import { artifactPath } from "./artifact-path.js"
import { artifactFolder } from "./artifact-place.js"
import { checkExperimentName } from "./keys.js"
import { checkRunId, RUN_NAME, randomRunId, randomRunName } from "./run-name.js"
import { logPoints, sqlPoint } from "./sqlite-log.js"
import { SqliteModelWriter } from "./sqlite-model-writer.js"
import { purgeExperimentRows, purgeRunRows } from "./sqlite-purge.js"
import { insert } from "./sqlite-registry-writer.js"
import {
  activeExperiment,
  activeRun,
  checkNameIsFree,
  experimentIn,
  logParam,
  setExperimentTag,
  setTag,
  stageOf,
} from "./sqlite-rows.js"
import type { BatchToLog, MetricToLog, RunToCreate, RunUpdate, StoreWriter } from "./store-writer.js"

const statuses: readonly RunStatus[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]

export interface SqliteWriterOptions {
  /** What messages call the database. */
  readonly name: string
  /** Opens the database for writing; it is closed after each verb. */
  readonly open: () => Promise<WritableSql>
  /** The folder that holds the database, and its `file:` URI. */
  readonly beside: WritableFiles
  readonly besideUri: string
  readonly onDisk: (path: string) => WritableFiles
  readonly localArtifact: LocalArtifact
  readonly now?: () => number
}

/**
 * Writes to MLflow's SQLite database as its SqlAlchemyStore does: one transaction a verb, so that all of it is there or
 * nothing. A schema that is not known is refused, and never migrated.
 */
export class SqliteWriter extends SqliteModelWriter implements StoreWriter {
  readonly name: string
  protected readonly open: () => Promise<WritableSql>
  protected override readonly now: () => number
  readonly #options: SqliteWriterOptions

  constructor(options: SqliteWriterOptions) {
    super()
    this.name = options.name
    this.open = options.open
    this.now = options.now ?? Date.now
    this.#options = options
  }

  setTag(runId: string, key: string, value: string): Promise<void> {
    return this.logBatch(runId, { tags: { [key]: value } })
  }

  deleteTag(runId: string, key: string): Promise<void> {
    return this.write((database) => {
      activeRun(database, runId)
      if (database.run(`DELETE FROM tags WHERE run_uuid = ? AND "key" = ?`, [runId, key]) === 0) {
        throw new Error(`run ${runId} has no tag ${key}`)
      }
    })
  }

  logMetric(runId: string, key: string, value: number, at: Omit<MetricToLog, "key" | "value"> = {}): Promise<void> {
    return this.logBatch(runId, { metrics: [{ key, value, ...at }] })
  }

  logParam(runId: string, key: string, value: string): Promise<void> {
    return this.logBatch(runId, { params: { [key]: value } })
  }

  logBatch(runId: string, { metrics = [], params = {}, tags = {} }: BatchToLog): Promise<void> {
    return this.write((database, { rules }) => {
      activeRun(database, runId)
      for (const [key, value] of Object.entries(params)) logParam(database, runId, key, value, rules)
      logPoints(
        database,
        runId,
        metrics.map((metric) => sqlPoint(metric, rules, this.now())),
      )
      for (const [key, value] of Object.entries(tags)) setTag(database, runId, key, value, rules)
    })
  }

  /** Artifacts go where a reader of this database finds them. */
  async logArtifact(runId: string, path: string, bytes: Uint8Array): Promise<void> {
    const inner = artifactPath(path)
    const isModel = runId.startsWith("m-")
    if (!isModel) await this.write((database) => activeRun(database, runId))
    const uri = (await (isModel ? this.modelUri(runId) : this.artifactUri(runId))).replace(/\/+$/, "")
    const { beside, onDisk, localArtifact } = this.#options
    const folder = await artifactFolder(uri, runId, beside, onDisk)
    if (folder) {
      // One of the two that were handed over.
      const files = folder.files as WritableFiles
      const above = folder.path.slice(0, Math.max(0, folder.path.lastIndexOf("/")))
      return files === beside
        ? files.replace(joinPath(folder.path, inner), bytes, above)
        : this.#write(uri, inner, bytes)
    }
    if (await localArtifact(uri, inner, bytes)) return
    const rest = /^(?:file:|\/|[A-Za-z]:).*\/([^/]+\/[^/]+\/[^/]+\/artifacts)$/.exec(uri)?.[1]
    if (rest === undefined) throw this.#elsewhere(runId, uri)
    await beside.replace(joinPath(rest, inner), bytes, rest.slice(0, rest.lastIndexOf("/")))
  }

  async createExperiment(name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    checkExperimentName(name)
    const root = await this.#artifactRoot()
    return this.write((database, { rules }) => {
      checkNameIsFree(database, name)
      const times = { creation_time: this.now(), last_update_time: this.now() }
      insert(database, "experiments", { name, lifecycle_stage: "active", ...times, artifact_location: null })
      const [[id] = []] = database.query("SELECT last_insert_rowid()")
      const place = [`${root}/${id}`, id!]
      database.run("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?", place)
      for (const [key, value] of Object.entries(tags)) setExperimentTag(database, id!, key, value, rules)
      return String(id)
    })
  }

  renameExperiment(experimentId: string, name: string): Promise<void> {
    checkExperimentName(name)
    return this.write((database) => {
      const id = activeExperiment(database, experimentId)
      const [[old] = []] = database.query("SELECT name FROM experiments WHERE experiment_id = ?", [id])
      if (old !== name) checkNameIsFree(database, name)
      const change = "UPDATE experiments SET name = ?, last_update_time = ? WHERE experiment_id = ?"
      database.run(change, [name, this.now(), id])
    })
  }

  deleteExperiment(experimentId: string): Promise<void> {
    return this.write((database) => {
      const id = activeExperiment(database, experimentId)
      const runs = "UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ?"
      database.run(`${runs} WHERE experiment_id = ? AND lifecycle_stage <> 'deleted'`, [this.now(), id])
      this.#setStage(database, id, "deleted")
    })
  }

  /** As in MLflow all its runs come back, those that were deleted before as well. */
  restoreExperiment(experimentId: string): Promise<void> {
    return this.write((database) => {
      const { id, stage } = experimentIn(database, experimentId)
      if (stage !== "deleted") throw new Error(`experiment ${experimentId} is active, expected a deleted one`)
      database.run("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE experiment_id = ?", [id])
      this.#setStage(database, id, "active")
    })
  }

  setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    return this.write((database, { rules }) => {
      setExperimentTag(database, activeExperiment(database, experimentId), key, value, rules)
    })
  }

  createRun({ runId: kept, experimentId, runName, startTime, userId, tags = {} }: RunToCreate): Promise<Run> {
    const named = runName || tags[RUN_NAME] || randomRunName()
    if (tags[RUN_NAME] && tags[RUN_NAME] !== named) {
      throw new RangeError(`got run name ${named} and tag ${RUN_NAME} ${tags[RUN_NAME]}, expected the same`)
    }
    return this.write((database, { rules }): Run => {
      const id = activeExperiment(database, experimentId)
      const runId = kept === undefined ? randomRunId() : checkRunId(kept)
      if (database.query("SELECT 1 FROM runs WHERE run_uuid = ?", [runId]).length > 0) {
        throw new Error(`${this.name}: there is a run ${runId} already`)
      }
      const [[location] = []] = database.query("SELECT artifact_location FROM experiments WHERE experiment_id = ?", [
        id,
      ])
      const artifactUri = `${String(location ?? "").replace(/\/+$/, "")}/${runId}/artifacts`
      const user = userId ?? tags["mlflow.user"] ?? "unknown"
      const start = startTime ?? this.now()
      insert(database, "runs", {
        run_uuid: runId,
        name: named,
        source_type: "UNKNOWN",
        source_name: "",
        entry_point_name: "",
        user_id: user,
        status: "RUNNING",
        start_time: start,
        end_time: null,
        deleted_time: null,
        source_version: "",
        lifecycle_stage: "active",
        artifact_uri: artifactUri,
        experiment_id: id,
      })
      const all = { ...tags, [RUN_NAME]: named }
      for (const [key, value] of Object.entries(all)) setTag(database, runId, key, value, rules)
      const data = { metrics: {}, params: {}, tags: all, datasets: [] }
      const facts = { runId, runName: named, experimentId, userId: user, artifactUri, startTime: start, endTime: null }
      return { ...facts, status: "RUNNING", lifecycleStage: "active", ...data }
    })
  }

  updateRun(runId: string, { status, endTime, runName }: RunUpdate): Promise<void> {
    if (status !== undefined && !statuses.includes(status)) {
      throw new RangeError(`got status ${status}, expected one of ${statuses.join(", ")}`)
    }
    return this.write((database, { rules }) => {
      activeRun(database, runId)
      const change = "UPDATE runs SET status = coalesce(?, status), end_time = coalesce(?, end_time) WHERE run_uuid = ?"
      database.run(change, [status ?? null, endTime ?? null, runId])
      if (runName) setTag(database, runId, RUN_NAME, runName, rules)
    })
  }

  deleteRun(runId: string): Promise<void> {
    return this.write((database) => {
      if (stageOf(database, runId) === "deleted") return
      const change = "UPDATE runs SET lifecycle_stage = 'deleted', deleted_time = ? WHERE run_uuid = ?"
      database.run(change, [this.now(), runId])
    })
  }

  restoreRun(runId: string): Promise<void> {
    return this.write((database) => {
      stageOf(database, runId)
      database.run("UPDATE runs SET lifecycle_stage = 'active', deleted_time = NULL WHERE run_uuid = ?", [runId])
    })
  }

  /** Its artifacts first: while they are there, so is the run that says where. */
  async purgeRun(runId: string): Promise<void> {
    await this.write((database) => {
      if (stageOf(database, runId) !== "deleted") throw new Error(`run ${runId} is active: delete it first`)
    })
    await this.#removeArtifacts(runId)
    await this.write((database) => purgeRunRows(database, [runId]))
  }

  async purgeExperiment(experimentId: string): Promise<void> {
    const runs = await this.write((database) => {
      const { id, stage } = experimentIn(database, experimentId)
      if (stage !== "deleted") throw new Error(`experiment ${experimentId} is active: delete it first`)
      return database.query("SELECT run_uuid FROM runs WHERE experiment_id = ?", [id]).map(([runId]) => String(runId))
    })
    for (const runId of runs) await this.#removeArtifacts(runId)
    await this.write((database) => {
      purgeRunRows(database, runs)
      purgeExperimentRows(database, experimentIn(database, experimentId).id)
    })
  }

  /** Only what a reader would find, and only a folder that is the run's own. */
  async #removeArtifacts(runId: string): Promise<void> {
    const { beside, onDisk } = this.#options
    const folder = await artifactFolder(await this.artifactUri(runId), runId, beside, onDisk)
    const steps = folder?.path.split("/") ?? []
    if (folder && steps.at(-1) === "artifacts" && steps.at(-2) === runId) {
      await (folder.files as WritableFiles).remove(steps.slice(0, -1).join("/"))
    } else if (folder?.path === "") await (folder.files as WritableFiles).remove("")
  }

  #setStage(database: SqlTransaction, id: SqlValue, stage: string): void {
    const change = "UPDATE experiments SET lifecycle_stage = ?, last_update_time = ? WHERE experiment_id = ?"
    database.run(change, [stage, this.now(), id])
  }

  /** Where the artifacts of new experiments lie: beside those that are there, unless that place is gone. */
  async #artifactRoot(): Promise<string> {
    const statement = "SELECT experiment_id, artifact_location FROM experiments ORDER BY experiment_id DESC"
    for (const [id, location] of await this.read(statement, [])) {
      const place = String(location ?? "").replace(/\/+$/, "")
      if (!place.endsWith(`/${id}`)) continue
      const root = place.slice(0, -String(id).length - 1)
      const local = /^(?:file:|\/|[A-Za-z]:)/.test(root)
      if (!local) return root
      const path = decodeURIComponent(root.replace(/^file:(?:\/\/)?/, ""))
      if (await this.#options.onDisk(path).list("")) return root
    }
    return `${this.#options.besideUri.replace(/\/+$/, "")}/mlruns`
  }

  async #write(uri: string, inner: string, bytes: Uint8Array): Promise<void> {
    if (!(await this.#options.localArtifact(uri, inner, bytes))) throw this.#elsewhere(uri, uri)
  }

  #elsewhere(runId: string, uri: string): Error {
    return new Error(
      `${this.name}: the artifacts of run ${runId} lie at ${uri}, expected a folder of this machine. ` +
        "Write them through the server or the client of that place",
    )
  }
}
