import type { ModelVersion } from "../data/registry.js"
import type { Run } from "../data/run.js"
import type { StoreWriter } from "./store-writer.js"

type Arguments<Verb extends keyof StoreWriter> = Parameters<StoreWriter[Verb]>

/**
 * The writing half of a store: verbs go to a writer where there is one, and what was read before is then forgotten.
 * Without a writer every verb is rejected with the reason and the cure.
 */
export abstract class Writing implements StoreWriter {
  abstract readonly name: string
  readonly writable: boolean
  readonly #writer: StoreWriter | undefined

  constructor(writer?: StoreWriter) {
    this.#writer = writer
    this.writable = writer !== undefined
  }

  setTag(...given: Arguments<"setTag">): Promise<void> {
    return this.#write("set a tag", (writer) => writer.setTag(...given))
  }
  deleteTag(...given: Arguments<"deleteTag">): Promise<void> {
    return this.#write("delete a tag", (writer) => writer.deleteTag(...given))
  }
  logMetric(...given: Arguments<"logMetric">): Promise<void> {
    return this.#write("log a metric", (writer) => writer.logMetric(...given))
  }
  logParam(...given: Arguments<"logParam">): Promise<void> {
    return this.#write("log a param", (writer) => writer.logParam(...given))
  }
  logBatch(...given: Arguments<"logBatch">): Promise<void> {
    return this.#write("log a batch", (writer) => writer.logBatch(...given))
  }
  logArtifact(...given: Arguments<"logArtifact">): Promise<void> {
    return this.#write("log an artifact", (writer) => writer.logArtifact(...given))
  }
  createExperiment(...given: Arguments<"createExperiment">): Promise<string> {
    return this.#write("create an experiment", (writer) => writer.createExperiment(...given))
  }
  renameExperiment(...given: Arguments<"renameExperiment">): Promise<void> {
    return this.#write("rename an experiment", (writer) => writer.renameExperiment(...given))
  }
  deleteExperiment(...given: Arguments<"deleteExperiment">): Promise<void> {
    return this.#write("delete an experiment", (writer) => writer.deleteExperiment(...given))
  }
  restoreExperiment(...given: Arguments<"restoreExperiment">): Promise<void> {
    return this.#write("restore an experiment", (writer) => writer.restoreExperiment(...given))
  }
  setExperimentTag(...given: Arguments<"setExperimentTag">): Promise<void> {
    return this.#write("set an experiment's tag", (writer) => writer.setExperimentTag(...given))
  }
  createRun(...given: Arguments<"createRun">): Promise<Run> {
    return this.#write("create a run", (writer) => writer.createRun(...given))
  }
  updateRun(...given: Arguments<"updateRun">): Promise<void> {
    return this.#write("update a run", (writer) => writer.updateRun(...given))
  }
  deleteRun(...given: Arguments<"deleteRun">): Promise<void> {
    return this.#write("delete a run", (writer) => writer.deleteRun(...given))
  }
  restoreRun(...given: Arguments<"restoreRun">): Promise<void> {
    return this.#write("restore a run", (writer) => writer.restoreRun(...given))
  }
  purgeRun(...given: Arguments<"purgeRun">): Promise<void> {
    return this.#write("remove a run", (writer) => writer.purgeRun(...given))
  }
  purgeExperiment(...given: Arguments<"purgeExperiment">): Promise<void> {
    return this.#write("remove an experiment", (writer) => writer.purgeExperiment(...given))
  }
  logLinks(...given: Arguments<"logLinks">): Promise<void> {
    return this.#write("log inputs and outputs", (writer) => writer.logLinks(...given))
  }
  refusesLoggedModels(): Promise<string | undefined> {
    return this.#write("log a model", (writer) => writer.refusesLoggedModels())
  }
  createLoggedModel(...given: Arguments<"createLoggedModel">): Promise<string> {
    return this.#write("log a model", (writer) => writer.createLoggedModel(...given))
  }
  finishLoggedModel(...given: Arguments<"finishLoggedModel">): Promise<void> {
    return this.#write("log a model", (writer) => writer.finishLoggedModel(...given))
  }
  copyRegisteredModel(...given: Arguments<"copyRegisteredModel">): Promise<string[]> {
    return this.#write("register a model", (writer) => writer.copyRegisteredModel(...given))
  }
  createRegisteredModel(...given: Arguments<"createRegisteredModel">): Promise<void> {
    return this.#write("register a model", (writer) => writer.createRegisteredModel(...given))
  }
  createModelVersion(...given: Arguments<"createModelVersion">): Promise<ModelVersion> {
    return this.#write("register a model's version", (writer) => writer.createModelVersion(...given))
  }
  setModelStage(...given: Arguments<"setModelStage">): Promise<void> {
    return this.#write("move a model's version", (writer) => writer.setModelStage(...given))
  }
  setModelAlias(...given: Arguments<"setModelAlias">): Promise<void> {
    return this.#write("set an alias", (writer) => writer.setModelAlias(...given))
  }
  deleteModelAlias(...given: Arguments<"deleteModelAlias">): Promise<void> {
    return this.#write("delete an alias", (writer) => writer.deleteModelAlias(...given))
  }
  setModelVersionTag(...given: Arguments<"setModelVersionTag">): Promise<void> {
    return this.#write("set a version's tag", (writer) => writer.setModelVersionTag(...given))
  }
  describeModelVersion(...given: Arguments<"describeModelVersion">): Promise<void> {
    return this.#write("describe a version", (writer) => writer.describeModelVersion(...given))
  }

  /** Forgets what was read: it may have changed. */
  protected changed(): void {}

  async #write<Result>(verb: string, write: (writer: StoreWriter) => Promise<Result>): Promise<Result> {
    if (!this.#writer) {
      throw new Error(
        `${this.name}: cannot ${verb} here, the store is read only. Open a folder, a database or a server`,
      )
    }
    try {
      return await write(this.#writer)
    } finally {
      this.changed()
    }
  }
}
