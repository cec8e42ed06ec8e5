import { type FileEntry, type Files, joinPath } from "../data/files.js"
import type { LoggedModel, ModelPoint, RegisteredModel } from "../data/registry.js"
import type { Experiment, MetricPoint, Problem, Run, RunLinks } from "../data/run.js"
import type { Sql } from "../data/sql.js"
import { type ArtifactFolder, artifactFolder } from "./artifact-place.js"
import { offsetOf, pageOf } from "./page.js"
import { remoteArtifacts } from "./remote-artifacts.js"
import type { ExperimentQuery, RunQuery, RunStore } from "./run-store.js"
import { type SearchOptions, searchExperiments, searchRuns } from "./search.js"
import { newestRun } from "./search-sort.js"
import { readExperiments } from "./sqlite-experiments.js"
import { type RunHead, SqliteHeads } from "./sqlite-heads.js"
import { readLinks, readModelPoints } from "./sqlite-links.js"
import { readModels } from "./sqlite-models.js"
import { readRegistry } from "./sqlite-registry.js"
import { readHistory, readRuns } from "./sqlite-runs.js"
import { type Searched, searchColumns } from "./sqlite-search.js"
import { SqliteTables } from "./sqlite-tables.js"
import type { StoreWriter } from "./store-writer.js"
import { Writing } from "./writing.js"

/** Runs that are kept when they were read; more are read again. */
const KEPT = 200_000
/** Runs that are read ahead of a page. */
const AHEAD = 20_000

export interface SqliteStoreOptions {
  /** The folder that holds the database, where artifacts are looked for first. */
  readonly beside?: Files
  /** An absolute folder of this machine, for artifacts that lie elsewhere. */
  readonly onDisk?: (path: string) => Files
  /** Of the same database, where it can be written. */
  readonly writer?: StoreWriter
}

/** What was read of a database as it is now. */
interface Snapshot extends Searched {
  readonly version: string
  readonly runs: Map<string, Run>
}

/**
 * MLflow's SQLite store (`mlflow.db`) of any version, read as it is: columns are looked up and nothing is migrated.
 * Searches answer as MLflow does on a database. What cannot be read is reported, and all else is shown.
 */
export class SqliteStore extends Writing implements RunStore {
  readonly name: string
  readonly #sql: Sql
  readonly #options: SqliteStoreOptions
  readonly #problems = new Map<string, Problem>()
  #snapshot: Snapshot | undefined

  private constructor(sql: Sql, options: SqliteStoreOptions) {
    super(options.writer)
    this.name = sql.name
    this.#sql = sql
    this.#options = options
  }

  /** @throws Error for a database that is not MLflow's. */
  static async open(sql: Sql, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const store = new SqliteStore(sql, options)
    await store.#now()
    return store
  }

  async experiments({ view = "ACTIVE_ONLY", filter = "" }: ExperimentQuery = {}): Promise<Experiment[]> {
    const { tables, heads } = await this.#now()
    const all = await readExperiments(tables, await heads.all(), this.#report)
    return searchExperiments(all, { view, filter, dialect: "sqlite" })
  }

  async searchRuns(query: RunQuery = {}): Promise<{ runs: Run[]; nextPageToken?: string }> {
    const { filter = "", orderBy = [], maxResults = 1000, pageToken } = query
    const now = await this.#now()
    const plain = filter === "" && orderBy.length === 0
    const seen = seenBy(query)
    const found = plain
      ? (await now.heads.all()).filter(seen).sort(newestRun)
      : await this.#search(now, seen, { filter, orderBy, view: "ALL", dialect: "sqlite" })
    const { items, nextPageToken } = pageOf(found, maxResults, pageToken)
    // Whoever asks for a second page will ask for the others: all at once is faster.
    if (pageToken) await this.#read(now, found.slice(offsetOf(pageToken), offsetOf(pageToken) + AHEAD))
    return { runs: await this.#read(now, items), ...(nextPageToken !== undefined && { nextPageToken }) }
  }

  async run(runId: string): Promise<Run> {
    const now = await this.#now()
    const [head] = await now.heads.of([runId])
    if (!head) throw new Error(`${this.name}: no run ${runId}`)
    const [run] = await this.#read(now, [head])
    return run!
  }

  async metricHistory(runId: string, key: string): Promise<MetricPoint[]> {
    const { heads, tables } = await this.#now()
    if ((await heads.of([runId])).length === 0) throw new Error(`${this.name}: no run ${runId}`)
    return readHistory(tables, runId, key)
  }

  async links(runId: string): Promise<RunLinks> {
    return readLinks((await this.#now()).tables, runId)
  }

  async modelPoints(modelId: string): Promise<ModelPoint[]> {
    return readModelPoints((await this.#now()).tables, modelId)
  }

  async artifacts(runId: string, path = ""): Promise<readonly FileEntry[]> {
    const inner = this.#inside(path)
    const folder = await this.#artifactFolder(runId)
    return (await folder?.files.list(inner === "" ? folder.path : joinPath(folder.path, inner))) ?? []
  }

  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    const inner = this.#inside(path)
    const folder = await this.#artifactFolder(runId)
    if (folder) return folder.files.read(joinPath(folder.path, inner))
    const place = await this.#recordedPlace(runId)
    const remote = remoteArtifacts(place)
    if (remote !== undefined) throw new Error(`${this.name}: the artifacts of ${runId} ${remote}`)
    throw new Error(
      `${this.name}: the artifacts of ${runId} are recorded at ${place}, where nothing can be read. Copy that folder beside the database`,
    )
  }

  async artifactsOnDisk(runId: string): Promise<string | undefined> {
    const folder = await this.#artifactFolder(runId)
    return folder?.files.onDisk?.(folder.path)
  }

  async artifactsMoved(runId: string): Promise<string | undefined> {
    return (await this.#artifactFolder(runId))?.moved
  }

  async registeredModels(): Promise<RegisteredModel[]> {
    return readRegistry((await this.#now()).tables)
  }

  async loggedModels({ runId }: { readonly runId?: string } = {}): Promise<LoggedModel[]> {
    return readModels((await this.#now()).tables, runId)
  }

  problems(): readonly Problem[] {
    return [...this.#sql.problems(), ...this.#problems.values()]
  }

  /** Gives back the file. */
  close(): Promise<void> {
    return this.#sql.close()
  }

  protected override changed(): void {
    this.#snapshot = undefined
  }

  /** What was read, as long as nobody changed the database. */
  async #now(): Promise<Snapshot> {
    const version = await this.#sql.version()
    if (this.#snapshot?.version === version) return this.#snapshot
    this.#problems.clear()
    const tables = await SqliteTables.open(this.#sql, this.#report)
    const heads = new SqliteHeads(tables, this.name, this.#report)
    this.#snapshot = { version, tables, heads, columns: new Map(), runs: new Map() }
    return this.#snapshot
  }

  async #search(now: Snapshot, seen: (head: RunHead) => boolean, options: SearchOptions): Promise<readonly RunHead[]> {
    const found = await searchColumns(now, seen, options)
    return found ?? searchRuns(await this.#read(now, (await now.heads.all()).filter(seen)), options)
  }

  async #read({ tables, heads, runs }: Snapshot, wanted: readonly RunHead[]): Promise<Run[]> {
    const missing = wanted.filter(({ runId }) => !runs.has(runId))
    const read = missing.length > 0 ? await readRuns(tables, missing, await heads.areMost(missing.length)) : []
    const fresh = new Map(read.map((run) => [run.runId, run]))
    const answer = wanted.map(({ runId }) => fresh.get(runId) ?? runs.get(runId)!)
    if (runs.size + read.length > KEPT) runs.clear()
    for (const run of read) runs.set(run.runId, run)
    return answer
  }

  async #artifactFolder(id: string): Promise<ArtifactFolder | undefined> {
    const { beside, onDisk } = this.#options
    return artifactFolder(await this.#recordedPlace(id), id, beside, onDisk)
  }

  /** Of a run or a logged model. @throws Error when there is neither. */
  async #recordedPlace(id: string): Promise<string> {
    const { heads } = await this.#now()
    const [head] = await heads.of([id])
    if (head) return head.artifactUri
    const model = (await this.loggedModels()).find(({ modelId }) => modelId === id)
    if (model) return model.artifactUri
    throw new Error(`${this.name}: no run ${id}`)
  }

  #inside(path: string): string {
    const steps = path.split("/").filter((step) => step !== "" && step !== ".")
    if (!steps.includes("..")) return steps.join("/")
    throw new RangeError(`${this.name}: got artifact path ${path}, expected one inside the run`)
  }

  readonly #report = (problem: Problem): void => {
    this.#problems.set(`${problem.path}\n${problem.reason}`, problem)
  }
}

function seenBy({ experimentIds, view = "ACTIVE_ONLY" }: RunQuery): (head: RunHead) => boolean {
  const wanted = experimentIds && new Set(experimentIds)
  const inView = (active: boolean) => view === "ALL" || (view === "ACTIVE_ONLY") === active
  return (head) => (wanted?.has(head.experimentId) ?? true) && inView(head.lifecycleStage === "active")
}
