/** A model that MLflow 3 logged, as far as a version is made from it. */
export interface LoggedSource {
  readonly modelId: string
  readonly name: string
  /** "" when no run made it. */
  readonly sourceRunId: string
  readonly artifactUri: string
}

/** Where a version's model lies, as MLflow's `register_model` records it. */
export interface ModelSource {
  readonly source: string
  /** "" when no run made it. */
  readonly runId: string
  /** "" unless MLflow 3 logged it as a model of its own. */
  readonly modelId: string
  /** Where the files are, which is the source unless that only names a model. */
  readonly location: string
}

/** What is looked up to follow a source. */
export interface SourceLookup {
  /** @throws Error where there is no such run. */
  artifactUri(runId: string): Promise<string>
  /** Of a run, or all. */
  loggedSources(runId?: string): Promise<readonly LoggedSource[]>
}

/**
 * Follows `runs:/ID/PATH` to the model that MLflow 3 logged under that name, else to the run's artifacts, and
 * `models:/m-ID` to its files; any other source stays.
 * @throws Error where the run or the model is missing.
 */
export async function modelSource(source: string, runId: string, lookup: SourceLookup): Promise<ModelSource> {
  const [, id, path] = /^runs:\/+([^/]+)\/+(.+)$/.exec(source) ?? []
  if (id !== undefined && path !== undefined) {
    const logged = (await lookup.loggedSources(id)).find(({ name }) => name === path)
    if (logged) return sourceOf(logged)
    const location = `${(await lookup.artifactUri(id)).replace(/\/+$/, "")}/${path}`
    return { source: location, runId: id, modelId: "", location }
  }
  const [, modelId] = /^models:\/+(m-[^/]+)$/.exec(source) ?? []
  if (modelId === undefined) return { source, runId, modelId: "", location: source }
  const logged = (await lookup.loggedSources()).find((model) => model.modelId === modelId)
  if (!logged) throw new Error(`got source ${source}, expected a model that was logged: there is no ${modelId}`)
  return { ...sourceOf(logged), runId: runId || logged.sourceRunId }
}

function sourceOf({ modelId, sourceRunId, artifactUri }: LoggedSource): ModelSource {
  return { source: `models:/${modelId}`, runId: sourceRunId, modelId, location: artifactUri }
}
