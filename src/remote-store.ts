import type { FileEntry } from "./data/files.js"
import type { LoggedModel, ModelPoint, RegisteredModel } from "./data/registry.js"
import type { Experiment, MetricPoint, Problem, Run, RunLinks } from "./data/run.js"
import type { Asked } from "./store-verbs.js"
import type { ExperimentQuery, Glance, RunQuery, RunStore } from "./stores/run-store.js"
import { Writing } from "./stores/writing.js"

/** Asks a store in another thread. */
export type Ask = (asked: Asked) => Promise<{ answer: unknown; problems: readonly Problem[] }>

/** A store that is read in another thread, and never written. */
export class RemoteStore extends Writing implements RunStore {
  readonly name: string
  readonly #ask: Ask
  #problems: readonly Problem[] = []

  constructor(name: string, ask: Ask) {
    super()
    this.name = name
    this.#ask = ask
  }

  glance(count: number): Promise<Glance | undefined> {
    return this.#answer({ verb: "glance", given: [count] })
  }

  experiments(query: ExperimentQuery = {}): Promise<Experiment[]> {
    return this.#answer({ verb: "experiments", given: [query] })
  }

  searchRuns(query: RunQuery = {}): Promise<{ runs: Run[]; nextPageToken?: string }> {
    return this.#answer({ verb: "searchRuns", given: [query] })
  }

  run(runId: string): Promise<Run> {
    return this.#answer({ verb: "run", given: [runId] })
  }

  metricHistory(runId: string, key: string): Promise<MetricPoint[]> {
    return this.#answer({ verb: "metricHistory", given: [runId, key] })
  }

  links(runId: string): Promise<RunLinks> {
    return this.#answer({ verb: "links", given: [runId] })
  }

  modelPoints(modelId: string): Promise<ModelPoint[]> {
    return this.#answer({ verb: "modelPoints", given: [modelId] })
  }

  artifacts(runId: string, path = ""): Promise<readonly FileEntry[]> {
    return this.#answer({ verb: "artifacts", given: [runId, path] })
  }

  readArtifact(runId: string, path: string): Promise<Uint8Array> {
    return this.#answer({ verb: "readArtifact", given: [runId, path] })
  }

  registeredModels(): Promise<RegisteredModel[]> {
    return this.#answer({ verb: "registeredModels", given: [] })
  }

  loggedModels(query: { readonly runId?: string } = {}): Promise<LoggedModel[]> {
    return this.#answer({ verb: "loggedModels", given: [query] })
  }

  /** As of the last answer. */
  problems(): readonly Problem[] {
    return this.#problems
  }

  async #answer<Answer>(asked: Asked): Promise<Answer> {
    const { answer, problems } = await this.#ask(asked)
    this.#problems = problems
    return answer as Answer
  }
}
