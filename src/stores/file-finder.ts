import { joinPath } from "../data/files.js"
import type { LifecycleStage } from "../data/run.js"
import type { WritableFiles } from "../data/writable-files.js"
import { foldersIn, metaText, REMOVED, readMetaIf, TRASH } from "./file-places.js"
import type { Meta } from "./yaml-meta.js"

/** A folder with its meta.yaml. */
export interface Found {
  readonly folder: string
  readonly meta: Meta
  readonly stage: LifecycleStage
}

/** Finds runs and experiments of a file store by their ids, for writing. */
export class FileFinder {
  readonly #files: WritableFiles
  /** Where a run was seen last. */
  readonly #runs = new Map<string, string>()

  constructor(files: WritableFiles) {
    this.#files = files
  }

  /** @throws Error where there is no such run. */
  async run(runId: string): Promise<Found> {
    if (!/^[a-zA-Z0-9][\w-]{0,255}$/.test(runId))
      throw new RangeError(`got run id ${JSON.stringify(runId)}, expected one`)
    for (const folder of await this.#runFolders(runId)) {
      const meta = await readMetaIf(this.#files, folder)
      if (!meta || metaText(meta.run_id ?? meta.run_uuid) !== runId) continue
      this.#runs.set(runId, folder)
      return found(folder, meta)
    }
    throw new Error(`${this.#files.name}: there is no run ${runId} in a folder of that name`)
  }

  /** @throws Error where there is no such run, or it is deleted. */
  async activeRun(runId: string): Promise<Found> {
    const run = await this.run(runId)
    if (run.stage === "active") return run
    throw new Error(`${this.#files.name}: run ${runId} is deleted, expected an active one. Restore it first`)
  }

  /** The folder of a run whose removal was begun. */
  async removedRun(runId: string): Promise<string | undefined> {
    for (const folder of await this.#runFolders(runId)) if (await this.#isRemoved(folder)) return folder
    return undefined
  }

  /** @throws Error where there is no such experiment. */
  async experiment(experimentId: string): Promise<Found> {
    if (/^[a-zA-Z0-9][\w-]{0,63}$/.test(experimentId)) {
      for (const folder of [experimentId, joinPath(TRASH, experimentId)]) {
        const meta = await readMetaIf(this.#files, folder)
        if (meta) return found(folder, meta)
      }
    }
    throw new Error(`${this.#files.name}: there is no experiment ${experimentId}`)
  }

  /** @throws Error where there is no such experiment, or it is deleted. */
  async activeExperiment(experimentId: string): Promise<Found> {
    const experiment = await this.experiment(experimentId)
    if (experiment.stage === "active" && experiment.folder === experimentId) return experiment
    throw new Error(
      `${this.#files.name}: experiment ${experimentId} is deleted, expected an active one. Restore it first`,
    )
  }

  /** The folder of an experiment whose removal was begun. */
  async removedExperiment(experimentId: string): Promise<string | undefined> {
    const folder = joinPath(TRASH, experimentId)
    return (await this.#isRemoved(folder)) ? folder : undefined
  }

  /** Every experiment that can be read; a damaged one is passed over. */
  async experiments(): Promise<Found[]> {
    const folders = await this.#experimentFolders()
    const metas = await Promise.all(folders.map((folder) => readMetaIf(this.#files, folder).catch(() => undefined)))
    return folders.flatMap((folder, i) => (metas[i] ? [found(folder, metas[i])] : []))
  }

  /** The runs of an experiment that can be read. */
  async runsOf(experiment: string): Promise<Found[]> {
    const names = (await foldersIn(this.#files, experiment)).filter((name) => !reserved.has(name))
    const runs: Found[] = []
    for (const name of names) {
      const folder = joinPath(experiment, name)
      const meta = await readMetaIf(this.#files, folder).catch(() => undefined)
      if (meta && metaText(meta.run_id ?? meta.run_uuid) === name) runs.push(found(folder, meta))
    }
    return runs
  }

  /** The folder of a model that MLflow 3 logged. @throws Error where there is no such model. */
  async loggedModel(modelId: string): Promise<Found> {
    for (const experiment of /^m-[\w-]{1,255}$/.test(modelId) ? await this.#experimentFolders() : []) {
      const folder = joinPath(experiment, `models/${modelId}`)
      const meta = await readMetaIf(this.#files, folder)
      if (meta && meta.lifecycle_stage !== "deleted") return found(folder, meta)
    }
    throw new Error(`${this.#files.name}: there is no logged model ${modelId}`)
  }

  async #isRemoved(folder: string): Promise<boolean> {
    const names = ((await this.#files.list(folder)) ?? []).map(({ name }) => name)
    return names.includes(REMOVED) && !names.includes("meta.yaml")
  }

  async #runFolders(runId: string): Promise<string[]> {
    const known = this.#runs.get(runId)
    if (known !== undefined && (await this.#files.list(known))) return [known]
    const experiments = await this.#experimentFolders()
    const here = await Promise.all(
      experiments.map(async (folder) => (await foldersIn(this.#files, folder)).includes(runId)),
    )
    return experiments.flatMap((folder, i) => (here[i] ? [joinPath(folder, runId)] : []))
  }

  async #experimentFolders(): Promise<string[]> {
    const [active, deleted] = await Promise.all(["", TRASH].map((top) => foldersIn(this.#files, top)))
    const own = active!.filter((name) => name !== TRASH && name !== "models")
    return [...own, ...deleted!.map((name) => joinPath(TRASH, name))]
  }
}

/** Folders of an experiment that are no runs. */
const reserved = new Set(["tags", "datasets", "traces", "models"])

function found(folder: string, meta: Meta): Found {
  return { folder, meta, stage: meta.lifecycle_stage === "deleted" ? "deleted" : "active" }
}
