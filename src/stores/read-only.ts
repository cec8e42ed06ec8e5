import type { ModelVersion } from "../data/registry.js"
import type { Run } from "../data/run.js"
import type { StoreWriter } from "./store-writer.js"

/** What a store is that cannot be written: every call is rejected with the reason and the cure. */
export abstract class ReadOnly implements StoreWriter {
  abstract readonly name: string
  readonly writable: boolean = false

  setTag(..._: unknown[]): Promise<void> {
    return this.refuse("set a tag")
  }
  deleteTag(..._: unknown[]): Promise<void> {
    return this.refuse("delete a tag")
  }
  logMetric(..._: unknown[]): Promise<void> {
    return this.refuse("log a metric")
  }
  logParam(..._: unknown[]): Promise<void> {
    return this.refuse("log a param")
  }
  logBatch(..._: unknown[]): Promise<void> {
    return this.refuse("log a batch")
  }
  logArtifact(..._: unknown[]): Promise<void> {
    return this.refuse("log an artifact")
  }
  createExperiment(..._: unknown[]): Promise<string> {
    return this.refuse("create an experiment")
  }
  renameExperiment(..._: unknown[]): Promise<void> {
    return this.refuse("rename an experiment")
  }
  deleteExperiment(..._: unknown[]): Promise<void> {
    return this.refuse("delete an experiment")
  }
  restoreExperiment(..._: unknown[]): Promise<void> {
    return this.refuse("restore an experiment")
  }
  setExperimentTag(..._: unknown[]): Promise<void> {
    return this.refuse("set an experiment's tag")
  }
  createRun(..._: unknown[]): Promise<Run> {
    return this.refuse("create a run")
  }
  updateRun(..._: unknown[]): Promise<void> {
    return this.refuse("update a run")
  }
  deleteRun(..._: unknown[]): Promise<void> {
    return this.refuse("delete a run")
  }
  restoreRun(..._: unknown[]): Promise<void> {
    return this.refuse("restore a run")
  }
  purgeRun(..._: unknown[]): Promise<void> {
    return this.refuse("remove a run")
  }
  purgeExperiment(..._: unknown[]): Promise<void> {
    return this.refuse("remove an experiment")
  }
  createRegisteredModel(..._: unknown[]): Promise<void> {
    return this.refuse("register a model")
  }
  createModelVersion(..._: unknown[]): Promise<ModelVersion> {
    return this.refuse("register a model's version")
  }
  setModelStage(..._: unknown[]): Promise<void> {
    return this.refuse("move a model's version")
  }
  setModelAlias(..._: unknown[]): Promise<void> {
    return this.refuse("set an alias")
  }
  deleteModelAlias(..._: unknown[]): Promise<void> {
    return this.refuse("delete an alias")
  }
  setModelVersionTag(..._: unknown[]): Promise<void> {
    return this.refuse("set a version's tag")
  }
  describeModelVersion(..._: unknown[]): Promise<void> {
    return this.refuse("describe a version")
  }

  protected refuse(verb: string): Promise<never> {
    return Promise.reject(
      new Error(`${this.name}: cannot ${verb} here, the store is read only. Open a folder, a database or a server`),
    )
  }
}
