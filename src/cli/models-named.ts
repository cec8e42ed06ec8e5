import type { ModelVersion, RegisteredModel } from "../data/registry.js"
import { nearestName } from "../kernels/nearest-name.js"
import type { RunStore } from "../stores/run-store.js"

/** @throws Error with the nearest name. */
export async function modelNamed(store: RunStore, name: string): Promise<RegisteredModel> {
  const models = await store.registeredModels()
  const found = models.find((model) => model.name === name)
  if (found) return found
  const nearest = nearestName(
    name,
    models.map((model) => model.name),
  )
  throw new Error(
    `${store.name}: no registered model ${name}; ${nearest ? `is ${nearest} meant?` : "leafwise models list has them"}`,
  )
}

/** @throws Error that lists the versions there are. */
export async function versionNamed(store: RunStore, name: string, version: string): Promise<ModelVersion> {
  const { versions } = await modelNamed(store, name)
  const found = versions.find((each) => each.version === version)
  if (found) return found
  throw new Error(
    `model ${name} has no version ${version}; it has ${versions.map((each) => each.version).join(", ") || "none"}`,
  )
}
