import { type FileEntry, type Files, joinPath } from "../data/files.js"
import type { LoggedModel, ModelPoint, RegisteredModel } from "../data/registry.js"
import type { Experiment, MetricPoint, Problem, Run, RunLinks } from "../data/run.js"
import { recordedFolder } from "./artifact-place.js"
import { isAt, listArtifacts, readArtifact } from "./file-artifacts.js"
import { type ExperimentFolder, findExperiments } from "./file-experiments.js"
import { keyFiles } from "./file-keys.js"
import { readLinks } from "./file-links.js"
import { FileMemory } from "./file-memory.js"
import { runMeta } from "./file-meta.js"
import { type FoundModel, findModels, readModelPoints } from "./file-models.js"
import { recallMemory, recordMemory } from "./file-recall.js"
import { readRegistry } from "./file-registry.js"
import { type FoundRun, findRuns, readRuns } from "./file-run.js"
import { searchFound } from "./file-search.js"
import { textOf } from "./file-text.js"
import { parseMetricLines } from "./metric-lines.js"
import { pageOf } from "./page.js"
import { remoteArtifacts } from "./remote-artifacts.js"
import type { ExperimentQuery, Glance, RunQuery, RunStore } from "./run-store.js"
import { searchExperiments } from "./search.js"
import type { StoreWriter } from "./store-writer.js"
import { Writing } from "./writing.js"

/** So many files read anew are worth to be remembered for the next session. */
const MANY = 2000
/** How long pages follow one another from one search, in ms. */
const PAGING = 60_000

/** MLflow's file store (`mlruns`), read without MLflow. What is damaged is reported; all else is read. */
export class FileStore extends Writing implements RunStore {
  readonly name: string
  readonly #files: Files
  readonly #memory: FileMemory
  readonly #onDisk: ((path: string) => Files) | undefined
  readonly #places = new Map<string, FoundRun>()
  #recalling: Promise<void> | undefined
  #recorded = 0
  #paging: { query: string; until: number; found: readonly FoundRun[] } | undefined

  /**
   * @param writer of the same files, where they can be written.
   * @param onDisk an absolute folder of this machine: artifacts may lie outside of the store.
   */
  constructor(files: Files, writer?: StoreWriter, onDisk?: (path: string) => Files) {
    super(writer)
    this.name = files.name
    this.#files = files
    this.#memory = new FileMemory(files)
    this.#onDisk = onDisk
  }

  async glance(count: number): Promise<Glance> {
    const folders = (await this.#experimentFolders()).filter(({ experiment }) => experiment.lifecycleStage === "active")
    const experiments = folders.map(({ experiment, runs }) => ({ ...experiment, runCount: runs.size }))
    const found: FoundRun[] = []
    for (const folder of folders) {
      const some = [...folder.runs].slice(0, count - found.length)
      found.push(...(await this.#runsOf({ ...folder, runs: new Map(some) })))
    }
    const active = found.filter(({ meta }) => meta.lifecycleStage === "active")
    return { experiments, runs: await readRuns(this.#memory, active) }
  }

  async experiments({ view = "ACTIVE_ONLY", filter = "" }: ExperimentQuery = {}): Promise<Experiment[]> {
    const folders = await this.#experimentFolders()
    const byId = new Map(folders.map((folder) => [folder.experiment.experimentId, folder]))
    const all = folders.map(({ experiment }) => ({ ...experiment, runCount: 0 }))
    const shown = searchExperiments(all, { view, filter })
    for (const each of shown) {
      const runs = await this.#runsOf(byId.get(each.experimentId)!)
      each.runCount = runs.filter(({ meta }) => meta.lifecycleStage === "active").length
    }
    this.#record()
    return shown
  }

  async searchRuns(query: RunQuery = {}): Promise<{ runs: Run[]; nextPageToken?: string }> {
    const { maxResults = 1000, pageToken } = query
    const page = pageOf(await this.#search(query), maxResults, pageToken)
    const runs = await readRuns(this.#memory, page.items)
    this.#record()
    return { runs, ...(page.nextPageToken !== undefined && { nextPageToken: page.nextPageToken }) }
  }

  async run(runId: string): Promise<Run> {
    const [run] = await readRuns(this.#memory, [await this.#find(runId)])
    return run!
  }

  async metricHistory(runId: string, key: string): Promise<MetricPoint[]> {
    const { folder } = await this.#find(runId)
    const [files = []] = await keyFiles(this.#memory, [folder], "metrics")
    const file = `metrics/${key}`
    if (!files.includes(file)) return []
    // Lines that make no sense were reported when the latest value was read.
    return parseMetricLines(textOf(await this.#files.read(joinPath(folder.path, file))), () => {})
  }

  async links(runId: string): Promise<RunLinks> {
    const { folder, experiment } = await this.#find(runId)
    return readLinks(this.#files, experiment.path, folder.path)
  }

  async modelPoints(modelId: string): Promise<ModelPoint[]> {
    return readModelPoints(this.#memory, this.#files, (await this.#model(modelId)).folder)
  }

  async artifacts(id: string, path = ""): Promise<readonly FileEntry[]> {
    const { files, path: folder } = await this.#artifactFolder(id)
    const entries = await listArtifacts(files, folder, path)
    if (entries.length > 0 || path === "") return entries
    const inner = await this.#inLoggedModel(id, path)
    return inner ? listArtifacts(this.#files, inner.folder, inner.path) : []
  }

  async readArtifact(id: string, path: string): Promise<Uint8Array> {
    const { files, path: folder } = await this.#artifactFolder(id)
    const bytes = await readArtifact(files, folder, path)
    if (bytes) return bytes
    const inner = await this.#inLoggedModel(id, path)
    const logged = inner && (await readArtifact(this.#files, inner.folder, inner.path))
    if (logged) return logged
    throw new Error(`${this.name}: ${nounOf(id)} ${id} has no artifact ${path}${await this.#elsewhere(id)}`)
  }

  async artifactsOnDisk(runId: string): Promise<string | undefined> {
    const { files, path } = await this.#artifactFolder(runId)
    return files.onDisk?.(path)
  }

  async artifactsMoved(runId: string): Promise<string | undefined> {
    const { folder, meta } = await this.#find(runId)
    const place = joinPath(folder.path, "artifacts")
    if (meta.artifactUri === "" || isAt(meta.artifactUri, this.name, place)) return undefined
    return (await this.#outside(place, meta.artifactUri, runId)) ? undefined : joinPath(this.name, place)
  }

  registeredModels(): Promise<RegisteredModel[]> {
    return readRegistry(this.#memory)
  }

  async loggedModels({ runId }: { readonly runId?: string } = {}): Promise<LoggedModel[]> {
    const models = (await this.#models()).map(({ model }) => model)
    return models.filter(({ sourceRunId }) => runId === undefined || sourceRunId === runId)
  }

  problems(): readonly Problem[] {
    return this.#memory.problems()
  }

  /** What is kept of files is looked at again anyhow. */
  protected override changed(): void {
    this.#paging = undefined
  }

  /** Pages of one search follow one another in one order, whatever is logged meanwhile. */
  async #search({ maxResults: _, pageToken, ...query }: RunQuery): Promise<readonly FoundRun[]> {
    const key = JSON.stringify(query)
    const paging = this.#paging
    if (pageToken && paging?.query === key && performance.now() < paging.until) return paging.found
    const folders = await this.#experimentFolders()
    const { experimentIds } = query
    const wanted = folders.filter(({ experiment }) => experimentIds?.includes(experiment.experimentId) ?? true)
    const runs: FoundRun[] = []
    for (const folder of wanted) runs.push(...(await this.#runsOf(folder)))
    const found = await searchFound(this.#memory, runs, query)
    this.#paging = { query: key, until: performance.now() + PAGING, found }
    return found
  }

  async #experimentFolders(): Promise<ExperimentFolder[]> {
    this.#recalling ??= this.#recall()
    await this.#recalling
    return findExperiments(this.#memory)
  }

  /** What an earlier session knew; each file is asked for changes before it is trusted. */
  async #recall(): Promise<void> {
    const text = await this.#files.cache?.load("")
    if (text !== undefined) recallMemory(this.#memory, text)
  }

  #record(): void {
    if (this.#memory.reads - this.#recorded < MANY) return
    this.#recorded = this.#memory.reads
    this.#files.cache?.keep("", () => recordMemory(this.#memory))
  }

  async #runsOf(folder: ExperimentFolder): Promise<FoundRun[]> {
    const runs = await findRuns(this.#memory, folder)
    for (const run of runs) this.#places.set(run.meta.runId, run)
    return runs
  }

  /** @throws Error where there is no such run, or its meta.yaml is of no use. */
  async #find(runId: string): Promise<FoundRun> {
    const known = this.#places.get(runId)
    const [meta] = known ? await this.#memory.column([known.folder], "meta.yaml", runMeta) : []
    if (known && meta?.runId === runId) return { ...known, meta }
    this.#places.delete(runId)
    const folders = await this.#experimentFolders()
    for (const folder of folders) {
      const own = folder.runs.get(runId)
      const named = own ? await this.#runsOf({ ...folder, runs: new Map([[runId, own]]) }) : []
      if (named[0]?.meta.runId === runId) return named[0]
    }
    for (const folder of folders) await this.#runsOf(folder)
    const found = this.#places.get(runId)
    if (found) return found
    const lost = folders.some(({ runs }) => {
      const own = runs.get(runId)
      return own !== undefined && this.#memory.knows(own, "meta.yaml")
    })
    if (lost) throw new Error(`${this.name}: run ${runId} cannot be read; problems() says why`)
    throw new Error(`${this.name}: no run ${runId}`)
  }

  async #models(): Promise<FoundModel[]> {
    const found: FoundModel[] = []
    for (const folder of await this.#experimentFolders()) found.push(...(await findModels(this.#memory, folder)))
    return found
  }

  /**
   * Artifacts lie in the run's or model's folder, wherever the store was moved to; where that is not there or is empty,
   * as MLflow leaves it for an experiment with an artifact location of its own, in the folder that was recorded.
   */
  async #artifactFolder(id: string): Promise<{ files: Files; path: string }> {
    const { place, uri } = await this.#placeOf(id)
    return (await this.#outside(place, uri, id)) ?? { files: this.#files, path: place }
  }

  async #placeOf(id: string): Promise<{ place: string; uri: string }> {
    if (id.startsWith("m-")) {
      const { folder, model } = await this.#model(id)
      return { place: joinPath(folder, "artifacts"), uri: model.artifactUri }
    }
    const { folder, meta } = await this.#find(id)
    return { place: joinPath(folder.path, "artifacts"), uri: meta.artifactUri }
  }

  async #outside(place: string, uri: string, id: string): Promise<{ files: Files; path: string } | undefined> {
    if (!this.#onDisk || ((await this.#files.list(place))?.length ?? 0) > 0) return undefined
    return recordedFolder(uri, id, this.#onDisk)
  }

  /** @throws Error where there is no such logged model. */
  async #model(id: string): Promise<FoundModel> {
    const found = (await this.#models()).find(({ model }) => model.modelId === id)
    if (found) return found
    throw new Error(`${this.name}: no logged model ${id}`)
  }

  /** MLflow 3 logs models beside the runs: the first folder of a run's path may be the name of such a model. */
  async #inLoggedModel(id: string, path: string): Promise<{ folder: string; path: string } | undefined> {
    if (id.startsWith("m-")) return undefined
    const [name, ...rest] = path.split("/").filter((part) => part !== "" && part !== ".")
    const own = (await this.#models()).filter(({ model }) => model.sourceRunId === id && model.name === name)
    const [newest] = own.sort((a, b) => (b.model.creationTime ?? 0) - (a.model.creationTime ?? 0))
    return newest && { folder: joinPath(newest.folder, "artifacts"), path: rest.join("/") }
  }

  /** Where artifacts lie that are not beside the run. */
  async #elsewhere(id: string): Promise<string> {
    if (id.startsWith("m-")) return ""
    const { artifactUri } = (await this.#find(id)).meta
    const remote = remoteArtifacts(artifactUri)
    return remote === undefined ? "" : `; the run's artifacts ${remote}`
  }
}

function nounOf(id: string): string {
  return id.startsWith("m-") ? "logged model" : "run"
}
