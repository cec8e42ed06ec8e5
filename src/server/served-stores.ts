import type { Experiment, Run } from "../data/run.js"
import { nearestName } from "../kernels/nearest-name.js"
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

  /** The run and its store. @throws ApiError 404, and 400 for what can be no id. */
  async run(id: string): Promise<{ store: RunStore; run: Run }> {
    if (!ids.test(id))
      throw new ApiError(400, `got run id ${JSON.stringify(id)}, expected letters and digits`, HAVE_IDS)
    const stores = await this.all()
    for (const store of stores) {
      const run = await store.run(id).catch(() => undefined)
      if (run) return { store, run }
    }
    throw new ApiError(404, `no run ${id}`, HAVE_IDS)
  }
}

const HAVE_IDS = "GET /runs has the ids."
