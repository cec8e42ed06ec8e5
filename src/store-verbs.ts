import type { RunStore } from "./stores/run-store.js"

/** What is asked of a store from elsewhere: another thread, or a page of this server. All of it reads. */
export type StoreVerb =
  | "glance"
  | "experiments"
  | "searchRuns"
  | "run"
  | "metricHistory"
  | "artifacts"
  | "readArtifact"
  | "registeredModels"
  | "loggedModels"
  | "links"
  | "modelPoints"

const verbs: Readonly<Record<StoreVerb, true>> = {
  ...{ glance: true, experiments: true, searchRuns: true, run: true, metricHistory: true, artifacts: true },
  ...{ readArtifact: true, registeredModels: true, loggedModels: true, links: true, modelPoints: true },
}

export const storeVerbs: readonly StoreVerb[] = Object.keys(verbs) as StoreVerb[]

/** A question to a store. */
export type Asked = {
  [Name in StoreVerb]: { readonly verb: Name; readonly given: Parameters<NonNullable<RunStore[Name]>> }
}[StoreVerb]

/** What the store says to it, if it has the verb. */
export async function answerOf(store: RunStore, { verb, given }: Asked): Promise<unknown> {
  const method = store[verb] as ((...given: readonly unknown[]) => Promise<unknown>) | undefined
  return method?.apply(store, given)
}
