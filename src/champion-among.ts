import type { RegisteredModel } from "./data/registry.js"
import type { Run } from "./data/run.js"
import type { NamedContender } from "./decide-in-store.js"

/** The pinned run; else that of the version with the alias `champion`, or in production; undefined where there is none. */
export function championAmong(
  runs: readonly Run[],
  models: readonly RegisteredModel[],
  pinned?: unknown,
): NamedContender | undefined {
  const byId = (id: unknown) => runs.find(({ runId }) => runId === id)
  const chosen = byId(pinned)
  if (chosen) return { run: chosen }
  const versions = models.flatMap((model) => model.versions)
  const named = [
    ...versions.filter(({ aliases }) => aliases.includes("champion")),
    ...versions.filter(({ stage }) => stage === "Production"),
  ]
  for (const { name, version, runId } of named) {
    const run = byId(runId)
    if (run) return { run, model: `models:/${name}/${version}` }
  }
  return undefined
}
