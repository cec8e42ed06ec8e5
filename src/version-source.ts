import type { ModelVersion } from "./data/registry.js"
import type { PlacedRun } from "./run-contents.js"

/** Where runs keep their artifacts, by their ids. */
export type ArtifactPlaces = ReadonlyMap<string, string>

export function artifactPlaces(runs: ReadonlyMap<string, PlacedRun>): ArtifactPlaces {
  return new Map([...runs.values()].map(({ run }) => [run.runId, run.artifactUri.replace(/\/+$/, "")]))
}

/** A version's source as `runs:/ID/PATH` where it lies among its run's artifacts, wherever the store is; others stay. */
export function runSource({ source, runId }: ModelVersion, places: ArtifactPlaces): string {
  const place = places.get(runId)
  return place && source.startsWith(`${place}/`) ? `runs:/${runId}/${source.slice(place.length + 1)}` : source
}
