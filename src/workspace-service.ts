import type { Problem, Run } from "./data/run.js"
import { type Dropped, treeOfDropped } from "./page/dropped-tree.js"
import { listingOf, type Served, treeOfServed } from "./page/served-tree.js"
import { servedStore } from "./served-store.js"
import { type Asked, answerOf } from "./store-verbs.js"
import type { RunStore } from "./stores/run-store.js"
import { openOwn, runModels, type WorkspaceFile } from "./workspace.js"

/** A file of a workspace by its number. */
export interface ListedWorkspaceFile {
  readonly file: number
  readonly path: string
  readonly run?: Run
}

/** A workspace as it is told to another thread: files and stores by their numbers. */
export interface ListedWorkspace {
  readonly stores: readonly { readonly store: number; readonly name: string }[]
  readonly models: readonly ListedWorkspaceFile[]
  readonly tables: readonly ListedWorkspaceFile[]
  readonly others: readonly ListedWorkspaceFile[]
  readonly problems: readonly Problem[]
}

/** Opens and reads stores for another thread, which is never blocked by it. */
export class WorkspaceService {
  readonly #stores: RunStore[] = []
  readonly #files: WorkspaceFile[] = []

  async open(given: Dropped | Served): Promise<ListedWorkspace> {
    const served = "place" in given ? listingOf(given) : undefined
    const left = served?.stores?.map((name) => servedStore((given as Served).place, name)) ?? []
    const { stores, models, tables, others, problems } = await openOwn(
      "place" in given ? treeOfServed(given) : await treeOfDropped(given),
    )
    return {
      stores: [...left, ...stores].map((store) => ({ store: this.#stores.push(store) - 1, name: store.name })),
      ...{ models: this.#list(models), tables: this.#list(tables), others: this.#list(others), problems },
    }
  }

  async runModels(store: number): Promise<ListedWorkspaceFile[]> {
    return this.#list(await runModels(this.#stores[store]!))
  }

  read(file: number): Promise<Uint8Array> {
    return this.#files[file]!.read()
  }

  /** The answer, and what could not be read so far. */
  async ask(store: number, asked: Asked): Promise<{ answer: unknown; problems: readonly Problem[] }> {
    const own = this.#stores[store]!
    return { answer: await answerOf(own, asked), problems: own.problems() }
  }

  #list(files: readonly WorkspaceFile[]): ListedWorkspaceFile[] {
    return files.map((each) => ({
      file: this.#files.push(each) - 1,
      path: each.path,
      ...(each.run && { run: each.run }),
    }))
  }
}
