import type { ModelVersion, RegisteredModel } from "./data/registry.js"
import type { RunStore } from "./stores/run-store.js"
import { type ArtifactPlaces, runSource } from "./version-source.js"

export interface RegistryCopy {
  /** The versions that were added, as `name/version`. */
  readonly versions: string[]
  readonly notes: string[]
}

/**
 * Copies the registered models and versions that a store lacks: with numbers, times, stages, tags and aliases, their
 * sources pointing to where the copied runs' artifacts lie. What is there stays.
 * @param ids what copied runs and models are called in the target.
 * @param isWanted of a version.
 */
export async function copyRegistry(
  from: RunStore,
  to: RunStore,
  places: { readonly from: ArtifactPlaces; readonly to: ArtifactPlaces },
  ids: ReadonlyMap<string, string>,
  isWanted: (version: ModelVersion) => boolean,
): Promise<RegistryCopy> {
  const there = new Map((await to.registeredModels()).map((model) => [model.name, model]))
  const copy: RegistryCopy = { versions: [], notes: [] }
  for (const model of await from.registeredModels()) {
    const wanted = model.versions.filter(isWanted)
    if (wanted.length === 0 && model.versions.length > 0) continue
    const left = wanted.filter(
      ({ source }) => /^models:\/+m-/.test(source) && !ids.has(source.replace(/^models:\/+/, "")),
    )
    const kept = wanted.filter((version) => !left.includes(version))
    for (const { name, version, source } of left)
      copy.notes.push(`version ${version} of the registered model ${name} is not copied: ${source} is not there`)
    copy.notes.push(...clashes(kept, there.get(model.name), places))
    const moved = kept.map((version) => movedVersion(version, places, ids))
    const added = await to.copyRegisteredModel({ ...model, aliases: aliasesOf(model, kept), versions: moved })
    copy.versions.push(...added.map((version) => `${model.name}/${version}`))
  }
  return copy
}

function aliasesOf({ aliases }: RegisteredModel, versions: readonly ModelVersion[]): RegisteredModel["aliases"] {
  const kept = new Set(versions.map(({ version }) => version))
  return Object.fromEntries(Object.entries(aliases).filter(([, version]) => kept.has(version)))
}

function movedVersion(
  version: ModelVersion,
  places: { readonly from: ArtifactPlaces; readonly to: ArtifactPlaces },
  ids: ReadonlyMap<string, string>,
): ModelVersion {
  const runId = ids.get(version.runId) ?? version.runId
  const [, id, path] = /^runs:\/([^/]+)\/(.*)$/.exec(runSource(version, places.from)) ?? []
  const place = id === undefined ? undefined : places.to.get(ids.get(id) ?? id)
  const [, model] = /^models:\/+(m-.+)$/.exec(version.source) ?? []
  if (model !== undefined) return { ...version, runId, source: `models:/${ids.get(model) ?? model}` }
  return { ...version, runId, ...(place !== undefined && { source: `${place}/${path}` }) }
}

/** Versions that are there with another source. */
function clashes(
  versions: readonly ModelVersion[],
  there: RegisteredModel | undefined,
  places: { readonly from: ArtifactPlaces; readonly to: ArtifactPlaces },
): string[] {
  return versions.flatMap((version) => {
    const other = there?.versions.find((each) => each.version === version.version)
    if (!other || runSource(other, places.to) === runSource(version, places.from)) return []
    return [`version ${version.version} of the registered model ${version.name} is another one there: it stays`]
  })
}
