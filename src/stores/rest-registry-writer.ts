import type { LoggedModel, ModelStage, ModelVersion, RegisteredModel } from "../data/registry.js"
import type { Run } from "../data/run.js"
import { modelSource } from "./model-source.js"
import type { RestApi } from "./rest-api.js"
import { modelVersionOf } from "./rest-registry.js"
import type { Json } from "./rest-run.js"
import type { VersionToCreate } from "./store-writer.js"

/** The registry's verbs over MLflow's REST API. */
export abstract class RestRegistryWriter {
  protected abstract readonly api: RestApi
  abstract run(runId: string): Promise<Run>
  abstract registeredModels(): Promise<RegisteredModel[]>
  abstract loggedModels(query?: { readonly runId?: string }): Promise<LoggedModel[]>

  async artifactUri(runId: string): Promise<string> {
    return (await this.run(runId)).artifactUri
  }

  loggedSources(runId?: string): Promise<LoggedModel[]> {
    return this.loggedModels(runId === undefined ? {} : { runId })
  }

  async createRegisteredModel(name: string, description?: string): Promise<void> {
    await this.api.write("registered-models/create", { name, ...(description && { description }) })
  }

  async createModelVersion({ name, source, runId, description, tags }: VersionToCreate): Promise<ModelVersion> {
    const found = await modelSource(source, runId ?? "", this)
    const body = {
      name,
      source: found.source,
      ...(found.runId && { run_id: found.runId }),
      ...(found.modelId && { model_id: found.modelId }),
      ...(description && { description }),
      tags: pairs(tags),
    }
    const { model_version: created } = await this.api.write("model-versions/create", body)
    return modelVersionOf(created as Json)
  }

  async setModelStage(name: string, version: string, stage: ModelStage, archiveExisting = false): Promise<void> {
    const body = { name, version, stage, archive_existing_versions: archiveExisting }
    await this.api.set("model-versions/transition-stage", body)
  }

  async setModelAlias(name: string, alias: string, version: string): Promise<void> {
    await this.api.set("registered-models/alias", { name, alias, version })
  }

  async deleteModelAlias(name: string, alias: string): Promise<void> {
    await this.api.write("registered-models/alias", { name, alias }, "DELETE")
  }

  async setModelVersionTag(name: string, version: string, key: string, value: string): Promise<void> {
    await this.api.set("model-versions/set-tag", { name, version, key, value })
  }

  async describeModelVersion(name: string, version: string, description: string): Promise<void> {
    await this.api.set("model-versions/update", { name, version, description }, "PATCH")
  }
}

/** Texts by key as `[{ key, value }]`. */
export function pairs(texts: Readonly<Record<string, string>> = {}): { key: string; value: string }[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }))
}
