import type { FileEntry } from "../data/files.js"
import type { HttpOptions, LocalArtifact } from "../data/http.js"
import type { LoggedModel, ModelPoint, RegisteredModel } from "../data/registry.js"
import type { Experiment, MetricPoint, Problem, Run, RunLinks } from "../data/run.js"
import { RestApi } from "./rest-api.js"
import { listArtifacts, readArtifact } from "./rest-artifacts.js"
import { RestCalls } from "./rest-calls.js"
import { countRuns } from "./rest-counts.js"
import { RefusedFilter, RestError } from "./rest-error.js"
import { loggedModelOf, modelPointOf, modelVersionOf, registeredModelOf } from "./rest-registry.js"
import { experimentOf, type Json, linksOf, listOf, pointOf, runOf, textOf } from "./rest-run.js"
import { RestWriter } from "./rest-writer.js"
import type { ExperimentQuery, RunQuery, RunStore } from "./run-store.js"

/** What the server gives in one page at most. */
const RUNS = 50_000

/**
 * A tracking server of MLflow 2.9 or newer over its REST API 2.0. Filters and orders are the server's: its errors come
 * back in its own words.
 */
export class RestStore extends RestWriter implements RunStore {
  readonly name: string
  readonly writable: boolean = true
  protected readonly api: RestApi
  protected readonly localArtifact: LocalArtifact | undefined

  /** @param url of the server; credentials in it are sent as Basic authentication and shown nowhere. */
  constructor(url: string, options: HttpOptions) {
    super()
    this.api = new RestApi(new RestCalls(url, options))
    this.name = this.api.calls.url
    this.localArtifact = options.localArtifact
  }

  async experiments({ view = "ACTIVE_ONLY", filter }: ExperimentQuery = {}): Promise<Experiment[]> {
    const found = await this.#searched(filter ?? "", () =>
      this.#experiments({ view_type: view, ...(filter && { filter }) }),
    )
    const counts = await countRuns(
      this.api,
      found.map(({ experiment_id: id }) => textOf(id)),
    )
    return found.map((json) => experimentOf(json, counts.get(textOf(json.experiment_id)) ?? 0))
  }

  async searchRuns(query: RunQuery = {}): Promise<{ runs: Run[]; nextPageToken?: string }> {
    const { filter, orderBy, view = "ACTIVE_ONLY", maxResults = 1000 } = query
    if (!(Number.isInteger(maxResults) && maxResults > 0)) {
      throw new RangeError(`got maxResults ${maxResults}, expected a whole number of at least 1`)
    }
    const experiment_ids = query.experimentIds ?? (await this.#experimentIds())
    const question = {
      experiment_ids,
      run_view_type: view,
      ...(filter && { filter }),
      ...(orderBy && { order_by: orderBy }),
    }
    const asked = [filter, ...(orderBy ?? []), query.pageToken].filter((text) => text).join(", ")
    const runs: Run[] = []
    for (let page_token = query.pageToken; ; ) {
      const max_results = Math.min(RUNS, maxResults - runs.length)
      const body = { ...question, max_results, ...(page_token && { page_token }) }
      const answer = await this.#searched(asked, () => this.api.ask("runs/search", body))
      runs.push(...listOf(answer.runs).map(runOf))
      page_token = textOf(answer.next_page_token)
      if (page_token === "") return { runs }
      if (runs.length >= maxResults) return { runs, nextPageToken: page_token }
    }
  }

  async run(runId: string): Promise<Run> {
    return runOf((await this.api.get("runs/get", { run_id: runId })).run as Json)
  }

  async metricHistory(runId: string, key: string): Promise<MetricPoint[]> {
    const query = { run_id: runId, metric_key: key, max_results: 25_000 }
    const page = (page_token: string | undefined) => this.api.get("metrics/get-history", { ...query, page_token })
    return (await this.api.all("metrics", page)).map(pointOf)
  }

  async links(runId: string): Promise<RunLinks> {
    return linksOf((await this.api.get("runs/get", { run_id: runId })).run as Json)
  }

  async modelPoints(modelId: string): Promise<ModelPoint[]> {
    const { data = {} } = (await this.api.get(`logged-models/${modelId}`)).model as { data?: Json }
    return listOf(data.metrics).map(modelPointOf)
  }

  artifacts(runId: string, path = ""): Promise<readonly FileEntry[]> {
    return listArtifacts(this.api, runId, path)
  }

  readArtifact(runId: string, path: string): Promise<Uint8Array> {
    return readArtifact(this.api, runId, path)
  }

  async registeredModels(): Promise<RegisteredModel[]> {
    const search = (kind: string, key: string, max_results: number) =>
      this.api.all(key, (page_token) => this.api.get(`${kind}/search`, { max_results, page_token }))
    const [models, versions] = await Promise.all([
      search("registered-models", "registered_models", 1000),
      search("model-versions", "model_versions", 10_000),
    ])
    const all = versions.map(modelVersionOf)
    return models.map((json) => registeredModelOf(json, all)).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** None on servers before MLflow 3, which know no such models. */
  async loggedModels({ runId }: { readonly runId?: string } = {}): Promise<LoggedModel[]> {
    const experiment_ids = runId === undefined ? await this.#experimentIds() : [(await this.run(runId)).experimentId]
    const filter = runId === undefined ? {} : { filter: `source_run_id = '${runId}'` }
    const page = (page_token: string | undefined) =>
      this.api.ask("logged-models/search", {
        experiment_ids,
        ...filter,
        max_results: 100,
        ...(page_token && { page_token }),
      })
    try {
      return (await this.api.all("models", page)).map(loggedModelOf)
    } catch (error) {
      if (error instanceof RestError && error.unknownPath) return []
      throw error
    }
  }

  /** What the server cannot read it does not tell. */
  problems(): readonly Problem[] {
    return []
  }

  #experiments(question: object): Promise<Json[]> {
    return this.api.all("experiments", (page_token) =>
      this.api.ask("experiments/search", { max_results: 1000, ...question, ...(page_token && { page_token }) }),
    )
  }

  async #experimentIds(): Promise<string[]> {
    return (await this.#experiments({ view_type: "ALL" })).map(({ experiment_id: id }) => textOf(id))
  }

  /** @throws FilterError in the server's words where it refuses the filter or the order. */
  async #searched<Answer>(question: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask()
    } catch (error) {
      if (question === "" || !(error instanceof RestError) || error.code !== "INVALID_PARAMETER_VALUE") throw error
      throw new RefusedFilter(question, error)
    }
  }
}
