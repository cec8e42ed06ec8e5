import { joinPath } from "../data/files.js"
import { FileModelWriter } from "./file-model-writer.js"
import { changeMeta, metaText, removeFolder, TRASH, writeText } from "./file-places.js"
import { fileStyle } from "./file-style.js"
import { checkExperimentName, checkKey, checkLength, type KeyRules } from "./keys.js"
import { randomExperimentId } from "./run-name.js"
import { writeMeta } from "./yaml-meta.js"

/** The verbs for experiments of a file store, as MLflow's FileStore has them. */
export abstract class FileExperimentWriter extends FileModelWriter {
  /** The store's folder as a `file:` URI without a slash at its end. */
  protected abstract readonly rootUri: string

  async createExperiment(name: string, tags: Readonly<Record<string, string>> = {}): Promise<string> {
    checkExperimentName(name)
    const { experimentExtras, rules } = await fileStyle(this.files)
    for (const [key, value] of Object.entries(tags)) checkExperimentTag(key, value, rules)
    await this.#checkNameIsFree(name)
    const id = randomExperimentId()
    for (const [key, value] of Object.entries(tags)) await writeText(this.files, `${id}/tags/${key}`, value, id)
    const times = { creation_time: this.now(), last_update_time: this.now() }
    const facts = { artifact_location: `${this.rootUri}/${id}`, experiment_id: id, lifecycle_stage: "active", name }
    // The last: a folder without meta.yaml is no experiment.
    await writeText(this.files, `${id}/meta.yaml`, writeMeta({ ...experimentExtras, ...times, ...facts }), id)
    return id
  }

  async renameExperiment(experimentId: string, name: string): Promise<void> {
    checkExperimentName(name)
    const { folder, meta } = await this.finder.activeExperiment(experimentId)
    if (metaText(meta.name) !== name) await this.#checkNameIsFree(name)
    await changeMeta(this.files, folder, { name, last_update_time: this.now() })
  }

  /** Its runs first, then itself, then into the folder for deleted ones. */
  async deleteExperiment(experimentId: string): Promise<void> {
    if (experimentId === "0")
      throw new Error(`${this.files.name}: experiment 0 is MLflow's default, which cannot be deleted`)
    const { folder } = await this.finder.experiment(experimentId)
    if (folder !== experimentId) throw new Error(`${this.files.name}: experiment ${experimentId} is deleted already`)
    const time = this.now()
    for (const run of await this.finder.runsOf(folder)) {
      if (run.stage === "deleted") continue
      await changeMeta(this.files, run.folder, { lifecycle_stage: "deleted", deleted_time: time })
    }
    await changeMeta(this.files, folder, { lifecycle_stage: "deleted", last_update_time: time })
    await this.files.move(folder, joinPath(TRASH, experimentId))
  }

  /** As in MLflow all its runs come back, those that were deleted before as well. */
  async restoreExperiment(experimentId: string): Promise<void> {
    const { folder, stage } = await this.finder.experiment(experimentId)
    if (folder === experimentId && stage === "active") {
      throw new Error(`${this.files.name}: experiment ${experimentId} is active, expected a deleted one`)
    }
    for (const run of await this.finder.runsOf(folder)) {
      if (run.stage === "active") continue
      await changeMeta(this.files, run.folder, { lifecycle_stage: "active", deleted_time: undefined })
    }
    await changeMeta(this.files, folder, { lifecycle_stage: "active", last_update_time: this.now() })
    if (folder !== experimentId) await this.files.move(folder, experimentId)
  }

  async setExperimentTag(experimentId: string, key: string, value: string): Promise<void> {
    const { folder } = await this.finder.activeExperiment(experimentId)
    checkExperimentTag(key, value, (await fileStyle(this.files, folder)).rules)
    await writeText(this.files, joinPath(folder, `tags/${key}`), value, folder)
  }

  async purgeExperiment(experimentId: string): Promise<void> {
    const begun = await this.finder.removedExperiment(experimentId)
    if (begun !== undefined) return removeFolder(this.files, begun)
    const { folder } = await this.finder.experiment(experimentId)
    if (folder === experimentId)
      throw new Error(`${this.files.name}: experiment ${experimentId} is active: delete it first`)
    await removeFolder(this.files, folder)
  }

  /** MLflow refuses a name that a deleted experiment has as well. */
  async #checkNameIsFree(name: string): Promise<void> {
    const taken = (await this.finder.experiments()).find(({ meta }) => metaText(meta.name) === name)
    if (!taken) return
    const deleted = taken.stage === "deleted" ? " and is deleted: restore it, or remove it for good" : ""
    throw new Error(`${this.files.name}: an experiment called ${JSON.stringify(name)} already exists${deleted}`)
  }
}

function checkExperimentTag(key: string, value: string, rules: KeyRules): void {
  checkKey("tag", key, rules)
  checkLength(`value of tag ${key}`, value, rules.longestExperimentTag)
}
