import type { Files } from "../data/files.js"
import { storesIn } from "../node.js"
import type { RunStore } from "../stores/run-store.js"
import { isListed, listAll, type ServedFile } from "./served-files.js"
import type { ServedStores } from "./served-stores.js"

/** More files than these are not listed for the page, which would ask for each of them. */
const MOST_FILES = 5000

/** Stores of so many files that the page asks this server for their runs instead of reading them itself. */
export class LargeStores {
  readonly #files: Files
  readonly #served: ServedStores
  readonly #most: number
  readonly #byName = new Map<string, RunStore>()

  /** @param most files that are listed. */
  constructor(files: Files, served: ServedStores, most: number = MOST_FILES) {
    this.#files = files
    this.#served = served
    this.#most = most
  }

  /** Files for the page, and the names of the stores that it asks for: none while all files can be listed. */
  async listing(): Promise<{ files: readonly ServedFile[]; stores: readonly string[] }> {
    const all = await listAll(this.#files, this.#most)
    if (all) return { files: all, stores: [] }
    // The page opens archives itself.
    const { stores, own } = await storesIn(this.#files, { archivesShut: true })
    for (const store of stores) await this.#keep(store)
    const listed = await Promise.all(
      own.map(async ({ path, bytes = 0 }) => ((await isListed(this.#files, path)) ? [{ path, bytes }] : [])),
    )
    return { files: listed.flat(), stores: stores.map(({ name }) => name) }
  }

  named(name: string): RunStore | undefined {
    return this.#byName.get(name)
  }

  /** The one that the API answers for, where it is the same: what it remembers of runs is kept once. */
  async #keep(store: RunStore): Promise<void> {
    const same = (await this.#served.all().catch(() => [])).find(({ name }) => name === store.name)
    if (!this.#byName.has(store.name)) this.#byName.set(store.name, same ?? store)
  }
}
