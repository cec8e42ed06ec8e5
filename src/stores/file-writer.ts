import { joinPath } from "../data/files.js"
import type { LocalArtifact } from "../data/http.js"
import type { Run, RunStatus } from "../data/run.js"
import type { WritableFiles } from "../data/writable-files.js"
import { artifactPath } from "./artifact-path.js"
import { FileExperimentWriter } from "./file-experiment-writer.js"
import { FileFinder, type Found } from "./file-finder.js"
import { changeMeta, metaText, readMetaIf, readTextIf, removeFolder, writeText } from "./file-places.js"
import { fileStyle } from "./file-style.js"
import { checkKey, checkParam, checkPoint, checkTag, type KeyRules } from "./keys.js"
import { pythonFloat } from "./python-float.js"
import { checkRunId, RUN_NAME, randomRunId, randomRunName } from "./run-name.js"
import type { BatchToLog, MetricToLog, RunToCreate, RunUpdate, StoreWriter } from "./store-writer.js"
import { writeMeta } from "./yaml-meta.js"

const statuses: readonly RunStatus[] = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]

export interface FileWriterOptions {
  /** The store's folder as a `file:` URI: where the artifacts of new experiments are said to lie. */
  readonly rootUri: string
  /** MD5 as 32 hexadecimal digits: MLflow names datasets so. */
  readonly md5: (text: string) => string
  /** Writes artifacts of experiments that keep them elsewhere on this machine. */
  readonly localArtifact?: LocalArtifact
  readonly now?: () => number
}

/**
 * Writes to a file store as MLflow's FileStore does, in the format of the release that wrote what is there. A metric is
 * one line added in one write; every other file is replaced as a whole. What takes many files is done in an order that
 * leaves the store readable between any two of them, and is finished by the same call.
 */
export class FileWriter extends FileExperimentWriter implements StoreWriter {
  protected readonly files: WritableFiles
  protected readonly finder: FileFinder
  protected override readonly now: () => number
  readonly #known = new Map<string, KeyRules>()
  protected readonly rootUri: string
  protected readonly md5: (text: string) => string
  readonly #localArtifact: LocalArtifact | undefined

  constructor(files: WritableFiles, { rootUri, localArtifact, md5, now = Date.now }: FileWriterOptions) {
    super()
    this.files = files
    this.finder = new FileFinder(files)
    this.now = now
    this.md5 = md5
    this.rootUri = rootUri.replace(/\/+$/, "")
    this.#localArtifact = localArtifact
  }

  async setTag(runId: string, key: string, value: string): Promise<void> {
    const run = await this.finder.activeRun(runId)
    checkKey("tag", key, await this.#rules(run))
    await this.#setTag(run, key, value)
  }

  async deleteTag(runId: string, key: string): Promise<void> {
    const run = await this.finder.activeRun(runId)
    checkKey("tag", key, { ...(await this.#rules(run)), colons: true })
    const path = joinPath(run.folder, `tags/${key}`)
    if ((await readTextIf(this.files, path)) === undefined) {
      throw new Error(`${this.files.name}: run ${runId} has no tag ${key}`)
    }
    await this.files.remove(path)
  }

  async logMetric(
    runId: string,
    key: string,
    value: number,
    at: Omit<MetricToLog, "key" | "value"> = {},
  ): Promise<void> {
    await this.logBatch(runId, { metrics: [{ key, value, ...at }] })
  }

  async logParam(runId: string, key: string, value: string): Promise<void> {
    await this.logBatch(runId, { params: { [key]: value } })
  }

  /** Everything is checked before anything is written. */
  async logBatch(runId: string, { metrics = [], params = {}, tags = {} }: BatchToLog): Promise<void> {
    const run = await this.finder.activeRun(runId)
    const rules = await this.#rules(run)
    const lines = metricLines(metrics, rules, this.now())
    for (const [key, value] of Object.entries(tags)) checkTag(key, value, rules)
    const fresh: [string, string][] = []
    for (const [key, value] of Object.entries(params)) {
      checkParam(key, value, rules)
      if (await this.#isNewParam(run, key, value)) fresh.push([joinPath(run.folder, `params/${key}`), value])
    }
    for (const [path, value] of fresh) await writeText(this.files, path, value, run.folder)
    for (const [key, added] of lines)
      await this.files.appendLines(joinPath(run.folder, `metrics/${key}`), added, run.folder)
    for (const [key, value] of Object.entries(tags)) await this.#setTag(run, key, value)
  }

  /** Artifacts lie in the run's folder, where readers of a moved store look, unless they are kept outside of the store. */
  async logArtifact(runId: string, path: string, bytes: Uint8Array): Promise<void> {
    const inner = artifactPath(path)
    const isModel = runId.startsWith("m-")
    const { folder, meta } = await (isModel ? this.finder.loggedModel(runId) : this.finder.activeRun(runId))
    const uri = metaText(isModel ? meta.artifact_location : meta.artifact_uri).replace(/\/+$/, "")
    const own = `/${metaText(meta.experiment_id)}/${isModel ? "models/" : ""}${runId}/artifacts`
    if (uri === "" || uri.endsWith(own)) {
      await this.files.replace(joinPath(folder, `artifacts/${inner}`), bytes, folder)
    } else if (!(await this.#localArtifact?.(uri, inner, bytes))) {
      throw new Error(
        `${this.files.name}: the artifacts of run ${runId} lie at ${uri}, expected a folder of this machine. ` +
          "Write them there with the client of that place",
      )
    }
  }

  async createRun({ runId: kept, experimentId, runName, startTime, userId, tags = {} }: RunToCreate): Promise<Run> {
    const { folder: experiment, meta } = await this.finder.activeExperiment(experimentId)
    const { runUuid, rules } = await fileStyle(this.files, experiment)
    const runId = kept === undefined ? randomRunId() : checkRunId(kept)
    if (await readMetaIf(this.files, joinPath(experiment, runId))) {
      throw new Error(`${this.files.name}: there is a run ${runId} already`)
    }
    const named = runName || tags[RUN_NAME] || randomRunName()
    const all = { ...tags, [RUN_NAME]: named }
    if (tags[RUN_NAME] && tags[RUN_NAME] !== named) {
      throw new RangeError(`got run name ${named} and tag ${RUN_NAME} ${tags[RUN_NAME]}, expected the same`)
    }
    for (const [key, value] of Object.entries(all)) checkTag(key, value, rules)
    const facts = {
      artifact_uri: `${this.locationOf(experimentId, metaText(meta.artifact_location))}/${runId}/artifacts`,
      end_time: null,
      experiment_id: experimentId,
      lifecycle_stage: "active",
      run_id: runId,
      run_name: named,
      ...(runUuid && { run_uuid: runId }),
      start_time: startTime ?? this.now(),
      status: 1,
      user_id: userId ?? tags["mlflow.user"] ?? "unknown",
    } as const
    const always = { entry_point_name: "", source_name: "", source_type: 4, source_version: "", tags: [] } as const
    const folder = joinPath(experiment, runId)
    for (const name of ["metrics", "params", "artifacts"]) await this.files.makeFolder(joinPath(folder, name))
    for (const [key, value] of Object.entries(all))
      await writeText(this.files, joinPath(folder, `tags/${key}`), value, folder)
    // The last: a folder without meta.yaml is no run.
    await writeText(this.files, joinPath(folder, "meta.yaml"), writeMeta({ ...always, ...facts }), folder)
    return {
      runId,
      runName: named,
      experimentId,
      status: "RUNNING",
      startTime: facts.start_time,
      endTime: null,
      userId: facts.user_id,
      lifecycleStage: "active",
      artifactUri: facts.artifact_uri,
      metrics: {},
      params: {},
      tags: all,
      datasets: [],
    }
  }

  async updateRun(runId: string, { status, endTime, runName }: RunUpdate): Promise<void> {
    const run = await this.finder.activeRun(runId)
    const number = status === undefined ? 0 : statuses.indexOf(status) + 1
    if (status !== undefined && number === 0) {
      throw new RangeError(`got status ${status}, expected one of ${statuses.join(", ")}`)
    }
    if (runName) await writeText(this.files, joinPath(run.folder, `tags/${RUN_NAME}`), runName, run.folder)
    await changeMeta(this.files, run.folder, {
      ...(status !== undefined && { status: number }),
      ...(endTime !== undefined && { end_time: endTime }),
      ...(runName && { run_name: runName }),
    })
  }

  async deleteRun(runId: string): Promise<void> {
    const { folder, stage } = await this.finder.run(runId)
    if (stage === "active")
      await changeMeta(this.files, folder, { lifecycle_stage: "deleted", deleted_time: this.now() })
  }

  async restoreRun(runId: string): Promise<void> {
    const { folder, stage } = await this.finder.run(runId)
    if (stage === "deleted")
      await changeMeta(this.files, folder, { lifecycle_stage: "active", deleted_time: undefined })
  }

  async purgeRun(runId: string): Promise<void> {
    const begun = await this.finder.removedRun(runId)
    if (begun !== undefined) return removeFolder(this.files, begun)
    const { folder, stage } = await this.finder.run(runId)
    if (stage !== "deleted") throw new Error(`${this.files.name}: run ${runId} is active: delete it first`)
    await removeFolder(this.files, folder)
  }

  /** Looked up once: a trainer logs often. */
  async #rules({ folder }: Found): Promise<KeyRules> {
    const experiment = folder.slice(0, folder.lastIndexOf("/"))
    const rules = this.#known.get(experiment) ?? (await fileStyle(this.files, experiment)).rules
    this.#known.set(experiment, rules)
    return rules
  }

  /** A run's name stands in its tag and in its meta.yaml. */
  async #setTag({ folder }: Found, key: string, value: string): Promise<void> {
    await writeText(this.files, joinPath(folder, `tags/${key}`), value, folder)
    if (key === RUN_NAME) await changeMeta(this.files, folder, { run_name: value })
  }

  async #isNewParam({ folder }: Found, key: string, value: string): Promise<boolean> {
    const present = await readTextIf(this.files, joinPath(folder, `params/${key}`))
    if (present === undefined) return true
    if (present === value) return false
    const shown = (text: string) => JSON.stringify(text.slice(0, 100))
    throw new Error(
      `${this.files.name}: param ${key} is ${shown(present)} already, got ${shown(value)}: params never change`,
    )
  }

  /** Where an experiment's artifacts lie: a store that was moved says so with its new place. */
  protected locationOf(experimentId: string, recorded: string): string {
    const location = recorded.replace(/\/+$/, "")
    return location === "" || location.endsWith(`/${experimentId}`) ? `${this.rootUri}/${experimentId}` : location
  }
}

/** The lines to add by key, in their order. */
function metricLines(metrics: readonly MetricToLog[], rules: KeyRules, now: number): Map<string, string[]> {
  const lines = new Map<string, string[]>()
  for (const { key, value, timestamp = now, step = 0 } of metrics) {
    checkKey("metric", key, rules)
    checkPoint(key, timestamp, step)
    lines.set(key, [...(lines.get(key) ?? []), `${timestamp} ${pythonFloat(value)} ${step}`])
  }
  return lines
}
