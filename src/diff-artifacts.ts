import type { RunDifference } from "./results/store-diff.js"
import { artifactSizes } from "./run-contents.js"
import type { RunStore } from "./stores/run-store.js"

/** Compares the artifacts of a run or a logged model byte for byte. */
export async function diffArtifacts(id: string, a: RunStore, b: RunStore): Promise<RunDifference[]> {
  const [x, y] = await Promise.all([artifactSizes(a, id), artifactSizes(b, id)])
  const found: RunDifference[] = []
  for (const path of new Set([...x.keys(), ...y.keys()])) {
    const difference = await diffArtifact(id, path, [a, x], [b, y])
    if (difference) found.push(difference)
  }
  return found
}

type Side = readonly [store: RunStore, sizes: ReadonlyMap<string, number | undefined>]

async function diffArtifact(id: string, path: string, [a, x]: Side, [b, y]: Side): Promise<RunDifference | undefined> {
  const what = { what: "artifact", key: path } as const
  if (!x.has(path) || !y.has(path)) return { ...what, a: sizeText(x, path), b: sizeText(y, path) }
  const [p, q] = await Promise.all([a.readArtifact(id, path), b.readArtifact(id, path)])
  if (p.length !== q.length) return { ...what, a: `${p.length} bytes`, b: `${q.length} bytes` }
  const at = p.findIndex((byte, i) => byte !== q[i])
  return at < 0 ? undefined : { ...what, a: `byte ${p[at]} at ${at}`, b: `byte ${q[at]} at ${at}` }
}

function sizeText(sizes: ReadonlyMap<string, number | undefined>, path: string): string | null {
  return sizes.has(path) ? `${sizes.get(path) ?? "some"} bytes` : null
}
