import type { Experiment, Run } from "../data/run.js"
import { nearestName } from "../kernels/nearest-name.js"
import { RestError } from "../stores/rest-error.js"
import type { RunStore } from "../stores/run-store.js"
import { ApiError } from "./api-error.js"

/** An experiment and the store that it is in. */
export interface ServedExperiment {
  readonly store: RunStore
  readonly experiment: Experiment
}

/** Run ids as MLflow accepts them; those of logged models look alike. */
const ids = /^[a-zA-Z0-9][\w-]{0,255}$/

/** The stores that a server answers for, in the order in which they are asked. */
export class ServedStores {
  readonly #find: () => Promise<readonly RunStore[]>
  #found: Promise<readonly RunStore[]> | undefined

  /** @param find is called once there is a question, and again while it finds none. */
  constructor(find: () => Promise<readonly RunStore[]>) {
    this.#find = find
  }

  /** @throws ApiError 404 for a name that none of the stores has. */
  async all(name?: string): Promise<readonly RunStore[]> {
    this.#found ??= this.#find()
    const stores = await this.#found.catch((error: unknown) => {
      this.#found = undefined
      throw error
    })
    if (stores.length === 0) this.#found = undefined
    if (name === undefined) return stores
    const named = stores.filter((store) => store.name === name)
    if (named.length > 0) return named
    throw new ApiError(404, `no store ${name}`, `There is ${stores.map((each) => each.name).join(", ") || "none"}.`)
  }

  /** Every experiment, by store. */
  async experiments(query: Parameters<RunStore["experiments"]>[0] = {}, name?: string): Promise<ServedExperiment[]> {
    const stores = await this.all(name)
    const found = await Promise.all(
      stores.map(async (store) => (await store.experiments(query)).map((experiment) => ({ store, experiment }))),
    )
    return found.flat()
  }

  /** The first that has this id, or else this name, active ones before others. @throws ApiError 404. */
  async experimentNamed(name: string, store?: string): Promise<ServedExperiment> {
    const all = await this.experiments({ view: "ALL" }, store)
    const active = ({ experiment }: ServedExperiment): number => (experiment.lifecycleStage === "active" ? 0 : 1)
    const named = all.filter(({ experiment }) => experiment.name === name).sort((a, b) => active(a) - active(b))
    const found = all.find(({ experiment }) => experiment.experimentId === name) ?? named[0]
    if (found) return found
    const names = all.map(({ experiment }) => experiment.name)
    const nearest = nearestName(name, names)
    const cure = nearest === undefined ? "GET /experiments lists them." : `Is ${nearest} meant?`
    throw new ApiError(404, `no experiment ${name}`, cure)
  }

  /**
   * The store that experiments are in, or else the only one; undefined where there is none.
   * @throws ApiError 404 for what there is not, 422 where several stores could be meant.
   */
  async chosen(
    experiments: readonly string[],
    name?: string,
  ): Promise<{ store?: RunStore; experiments: Experiment[] }> {
    const chosen = await Promise.all(experiments.map((each) => this.experimentNamed(each, name)))
    const [first] = chosen
    if (chosen.some(({ store }) => store !== first?.store)) {
      throw new ApiError(422, "experiment: got those of several stores, expected one store", "Ask for each alone.")
    }
    const stores = first ? [first.store] : await this.all(name)
    const [store] = stores
    if (stores.length > 1) {
      const names = stores.map((each) => each.name).join(", ")
      const message = `got no experiment and no store, expected one: there are ${names}`
      throw new ApiError(422, message, "Name one with store=NAME.")
    }
    return { experiments: chosen.map(({ experiment }) => experiment), ...(store && { store }) }
  }

  /** The run and its store. @throws ApiError 404, and 400 for what can be no id. */
  async run(id: string): Promise<{ store: RunStore; run: Run }> {
    if (!ids.test(id))
      throw new ApiError(400, `got run id ${JSON.stringify(id)}, expected letters and digits`, HAVE_IDS)
    const stores = await this.all()
    for (const store of stores) {
      const run = await store.run(id).catch(unlessMissing)
      if (run) return { store, run }
    }
    throw new ApiError(404, `no run ${id}`, HAVE_IDS)
  }
}

/** A store that has no such run says so; one that fails is no answer. */
function unlessMissing(error: Error): undefined {
  if (error instanceof RestError ? error.status === 404 : /: no run /.test(error.message)) return undefined
  throw error
}

const HAVE_IDS = "GET /runs has the ids."
