import type { FileEntry } from "../data/files.js"
import type { LoggedModel, ModelPoint, RegisteredModel } from "../data/registry.js"
import type { Experiment, MetricPoint, Problem, Run, RunLinks } from "../data/run.js"
import { CombinedWriter } from "./combined-writer.js"
import { pageOf } from "./page.js"
import type { ExperimentQuery, RunQuery, RunStore } from "./run-store.js"
import { searchExperiments, searchRuns } from "./search.js"
import { Writing } from "./writing.js"

/** A store and what its experiments name as their source. */
export interface Part {
  readonly source: string
  readonly store: RunStore
}

/** What one question to a part may answer. */
const PAGE = 50_000

/**
 * Several stores of one folder as one: a database beside experiment folders, as MLflow leaves behind when a project moves
 * from one to the other. Everything is listed, each experiment with its source; where a run is in several, the first part
 * answers for it.
 */
export class CombinedStore extends Writing implements RunStore {
  readonly name: string
  readonly parts: readonly Part[]

  constructor(name: string, parts: readonly Part[]) {
    const stores = parts.map(({ store }) => store)
    super(stores.every(({ writable }) => writable) ? new CombinedWriter(name, stores) : undefined)
    this.name = name
    this.parts = parts
  }

  async experiments({ view = "ACTIVE_ONLY", filter = "" }: ExperimentQuery = {}): Promise<Experiment[]> {
    const listed = await this.#each(async ({ store, source }) =>
      (await store.experiments({ view, filter })).map((experiment) => ({ ...experiment, source })),
    )
    return searchExperiments(listed.flat(), { view: "ALL" })
  }

  async searchRuns(query: RunQuery = {}): Promise<{ runs: Run[]; nextPageToken?: string }> {
    const { maxResults = 1000, pageToken, source, ...wanted } = query
    const found = await this.#each((part) =>
      source === undefined || part.source === source ? allRuns(part.store, wanted) : Promise.resolve([]),
    )
    const { orderBy = [] } = wanted
    const { items, nextPageToken } = pageOf(searchRuns(found.flat(), { orderBy, view: "ALL" }), maxResults, pageToken)
    return { runs: items, ...(nextPageToken !== undefined && { nextPageToken }) }
  }

  async close(): Promise<void> {
    for (const { store } of this.parts) await store.close?.()
  }

  async run(runId: string): Promise<Run> {
    return (await this.#ownerOf(runId)).run(runId)
  }

  async metricHistory(runId: string, key: string): Promise<MetricPoint[]> {
    return (await this.#ownerOf(runId)).metricHistory(runId, key)
  }

  async links(runId: string): Promise<RunLinks> {
    return (await this.#ownerOf(runId)).links(runId)
  }

  async modelPoints(modelId: string): Promise<ModelPoint[]> {
    return (await this.#ownerOf(modelId)).modelPoints(modelId)
  }

  async artifacts(id: string, path?: string): Promise<readonly FileEntry[]> {
    return (await this.#ownerOf(id)).artifacts(id, path)
  }

  async readArtifact(id: string, path: string): Promise<Uint8Array> {
    return (await this.#ownerOf(id)).readArtifact(id, path)
  }

  async artifactsOnDisk(id: string): Promise<string | undefined> {
    return (await this.#ownerOf(id)).artifactsOnDisk?.(id)
  }

  async artifactsMoved(id: string): Promise<string | undefined> {
    return (await this.#ownerOf(id)).artifactsMoved?.(id)
  }

  async registeredModels(): Promise<RegisteredModel[]> {
    const found = (await this.#each(({ store }) => store.registeredModels())).flat()
    return found.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
  }

  async loggedModels(query: { readonly runId?: string } = {}): Promise<LoggedModel[]> {
    return (await this.#each(({ store }) => store.loggedModels(query))).flat()
  }

  problems(): readonly Problem[] {
    return this.parts.flatMap(({ store }) => store.problems())
  }

  /** The first part that has a run or a logged model. */
  async #ownerOf(id: string): Promise<RunStore> {
    for (const { store } of this.parts) if (await has(store, id)) return store
    throw new Error(`${this.name}: no run ${id}`)
  }

  #each<Answer>(ask: (part: Part) => Promise<Answer>): Promise<Answer[]> {
    return Promise.all(this.parts.map(ask))
  }
}

async function has(store: RunStore, id: string): Promise<boolean> {
  const run = await store.run(id).catch(() => undefined)
  return run !== undefined || (await store.loggedModels()).some(({ modelId }) => modelId === id)
}

async function allRuns(store: RunStore, query: RunQuery): Promise<Run[]> {
  const runs: Run[] = []
  let pageToken: string | undefined
  do {
    const page = await store.searchRuns({ ...query, maxResults: PAGE, ...(pageToken && { pageToken }) })
    for (const run of page.runs) runs.push(run)
    pageToken = page.nextPageToken
  } while (pageToken)
  return runs
}
