import { type FileEntry, type Files, joinPath } from "../data/files.js"
import type { LoggedModel, RegisteredModel } from "../data/registry.js"
import type { Experiment, MetricPoint, Problem, Run } from "../data/run.js"
import { problemOf, readMeta, readTexts, stageOf, timeOf } from "./file-keys.js"
import { readHistory, readRun } from "./file-run.js"
import type { ExperimentQuery, RunQuery, RunStore, View } from "./run-store.js"
import type { StoreWriter } from "./store-writer.js"
import { Writing } from "./writing.js"

/** Folders of an experiment that are no runs. */
const reserved = new Set(["tags", "datasets", "traces", "models"])

/** An experiment's folder; deleted ones lie in `.trash`. */
interface ExperimentFolder {
  readonly path: string
  readonly experiment: Omit<Experiment, "runCount">
  readonly runs: readonly string[]
}

/** MLflow's file store (`mlruns`), read without MLflow. What is damaged is reported; all else is read. */
export class FileStore extends Writing implements RunStore {
  readonly name: string
  readonly #files: Files
  readonly #problems = new Map<string, Problem>()
  #folders: Promise<ExperimentFolder[]> | undefined
  readonly #runs = new Map<string, Promise<Run | undefined>>()

  /** @param writer of the same files, where they can be written. */
  constructor(files: Files, writer?: StoreWriter) {
    super(writer)
    this.name = files.name
    this.#files = files
  }

  async experiments({ view = "ACTIVE_ONLY" }: ExperimentQuery = {}): Promise<Experiment[]> {
    const folders = (await this.#experimentFolders()).filter(({ experiment }) => inView(experiment, view))
    const experiments = await Promise.all(
      folders.map(async (folder) => {
        const runs = await this.#runsOf(folder)
        return { ...folder.experiment, runCount: runs.filter((run) => run.lifecycleStage === "active").length }
      }),
    )
    return experiments.sort(
      (a, b) => (b.creationTime ?? 0) - (a.creationTime ?? 0) || compare(a.experimentId, b.experimentId),
    )
  }

  async searchRuns(query: RunQuery = {}): Promise<{ runs: Run[]; nextPageToken?: string }> {
    const { experimentIds, view = "ACTIVE_ONLY", maxResults = 1000, pageToken } = query
    const folders = await this.#experimentFolders()
    const wanted = folders.filter(({ experiment }) => experimentIds?.includes(experiment.experimentId) ?? true)
    const runs = (await Promise.all(wanted.map((folder) => this.#runsOf(folder)))).flat()
    const found = runs.filter((run) => inView(run, view)).sort(newestFirst)
    const from = pageOffset(pageToken, maxResults)
    const end = from + maxResults
    return { runs: found.slice(from, end), ...(end < found.length && { nextPageToken: String(end) }) }
  }

  async run(runId: string): Promise<Run> {
    const run = await this.#runAt(await this.#folderOf(runId))
    if (run) return run
    throw new Error(`${this.name}: run ${runId} cannot be read; problems() says why`)
  }

  async metricHistory(runId: string, key: string): Promise<MetricPoint[]> {
    const folder = await this.#folderOf(runId)
    const known = Object.hasOwn((await this.run(runId)).metrics, key)
    return known ? readHistory(this.#files, folder, key) : []
  }

  async artifacts(runId: string, path = ""): Promise<readonly FileEntry[]> {
    return (await this.#files.list(await this.#artifactPath(runId, path))) ?? []
  }

  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    const place = await this.#artifactPath(runId, path)
    if (await this.#isFile(place)) return this.#files.read(place)
    throw new Error(`${this.name}: run ${runId} has no artifact ${path}`)
  }

  async registeredModels(): Promise<RegisteredModel[]> {
    return []
  }

  async loggedModels(): Promise<LoggedModel[]> {
    return []
  }

  problems(): readonly Problem[] {
    return [...this.#problems.values()]
  }

  protected override changed(): void {
    this.#folders = undefined
    this.#runs.clear()
    this.#problems.clear()
  }

  /** Artifacts lie in the run's folder, wherever the store was moved to; the recorded URI is not followed. */
  async #artifactPath(runId: string, path: string): Promise<string> {
    const inner = path.split("/").filter((part) => part !== "" && part !== ".")
    if (inner.includes(".."))
      throw new RangeError(`${this.name}: got artifact path ${path}, expected one inside the run`)
    return [await this.#folderOf(runId), "artifacts", ...inner].join("/")
  }

  async #isFile(path: string): Promise<boolean> {
    const end = path.lastIndexOf("/")
    const entries = await this.#files.list(path.slice(0, end))
    return entries?.some(({ name, folder }) => !folder && name === path.slice(end + 1)) ?? false
  }

  async #folderOf(runId: string): Promise<string> {
    const folders = await this.#experimentFolders()
    const named = folders.find(({ runs }) => runs.includes(runId))
    if (named) return joinPath(named.path, runId)
    for (const [folder, reading] of await this.#allRuns()) if ((await reading)?.runId === runId) return folder
    throw new Error(`${this.name}: no run ${runId}`)
  }

  /** Every run by its folder: a folder may have been renamed. */
  async #allRuns(): Promise<ReadonlyMap<string, Promise<Run | undefined>>> {
    for (const folder of await this.#experimentFolders()) await this.#runsOf(folder)
    return this.#runs
  }

  async #runsOf({ path, runs }: ExperimentFolder): Promise<Run[]> {
    const read = await Promise.all(runs.map((name) => this.#runAt(joinPath(path, name))))
    return read.filter((run) => run !== undefined)
  }

  #runAt(folder: string): Promise<Run | undefined> {
    const reading =
      this.#runs.get(folder) ?? readRun(this.#files, folder, this.#report).catch(this.#lost(`${folder}/meta.yaml`))
    this.#runs.set(folder, reading)
    return reading
  }

  #experimentFolders(): Promise<ExperimentFolder[]> {
    this.#folders ??= this.#findExperiments()
    return this.#folders
  }

  async #findExperiments(): Promise<ExperimentFolder[]> {
    const found = await Promise.all(["", ".trash"].map((top) => this.#experimentsIn(top)))
    return found.flat()
  }

  async #experimentsIn(top: string): Promise<ExperimentFolder[]> {
    const entries = (await this.#files.list(top)) ?? []
    const names = entries.filter(({ name, folder }) => folder && name !== ".trash" && name !== "models")
    const read = await Promise.all(names.map(({ name }) => this.#experimentAt(joinPath(top, name), name)))
    return read.filter((folder) => folder !== undefined)
  }

  async #experimentAt(path: string, id: string): Promise<ExperimentFolder | undefined> {
    const entries = (await this.#files.list(path)) ?? []
    // A folder without meta.yaml is no experiment: MLflow keeps artifacts of other stores in such.
    if (!entries.some(({ name }) => name === "meta.yaml")) return undefined
    const candidates = entries.filter(({ name, folder }) => folder && !reserved.has(name)).map(({ name }) => name)
    const runs = await Promise.all(
      candidates.map(async (name) => ((await this.#isRun(joinPath(path, name))) ? [name] : [])),
    )
    const experiment = await this.#readExperiment(path, id).catch(this.#lost(`${path}/meta.yaml`))
    return { path, experiment: experiment ?? nameless(id), runs: runs.flat() }
  }

  async #isRun(path: string): Promise<boolean> {
    return (await this.#files.list(path))?.some(({ name }) => name === "meta.yaml") ?? false
  }

  async #readExperiment(path: string, id: string): Promise<Omit<Experiment, "runCount">> {
    const meta = await readMeta(this.#files, path)
    const time = (key: string) => timeOf(meta, key, `${path}/meta.yaml`, this.#report)
    return {
      experimentId: String(meta.experiment_id ?? id),
      name: String(meta.name ?? ""),
      lifecycleStage: stageOf(meta),
      creationTime: time("creation_time"),
      lastUpdateTime: time("last_update_time"),
      tags: await readTexts(this.#files, joinPath(path, "tags"), this.#report),
    }
  }

  readonly #report = (problem: Problem): void => {
    this.#problems.set(problem.path, problem)
  }

  /** Reports an error and goes on without what it cost. */
  #lost(path: string): (error: unknown) => undefined {
    return (error) => {
      this.#report(problemOf(path, error))
      return undefined
    }
  }
}

/** @throws RangeError for a token that no page gave, or pages without rows. */
function pageOffset(token: string | undefined, maxResults: number): number {
  if (!(Number.isInteger(maxResults) && maxResults > 0)) {
    throw new RangeError(`got maxResults ${maxResults}, expected a whole number of at least 1`)
  }
  if (token === undefined) return 0
  if (/^\d+$/.test(token)) return Number(token)
  throw new RangeError(`got page token "${token}", expected the nextPageToken of an earlier page`)
}

/** An experiment whose meta.yaml is damaged: its runs are still shown. */
function nameless(experimentId: string): Omit<Experiment, "runCount"> {
  return {
    experimentId,
    name: experimentId,
    lifecycleStage: "active",
    creationTime: null,
    lastUpdateTime: null,
    tags: {},
  }
}

function inView({ lifecycleStage }: { lifecycleStage: string }, view: View): boolean {
  return view === "ALL" || (view === "ACTIVE_ONLY") === (lifecycleStage === "active")
}

function newestFirst(a: Run, b: Run): number {
  return (
    (b.startTime ?? Number.NEGATIVE_INFINITY) - (a.startTime ?? Number.NEGATIVE_INFINITY) || compare(a.runId, b.runId)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
