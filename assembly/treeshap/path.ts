// The path to one leaf, as far as it is compared: which features, by which masks, and where their values go.
import { F64s, I32s, release, reserve } from "../memory"
import { featureOf, Paths } from "./paths"
import { WORD_BITS } from "./words"

@unmanaged
export class Path {
  features: i32
  /** Place -> lowest edge, slot among the features that the forest uses, cover ratio. */
  edges: I32s
  slots: I32s
  ratios: F64s
  value: f64
  constructor() {}
}

export function createPath(): Path {
  const path = changetype<Path>(reserve(offsetof<Path>()))
  path.edges = changetype<I32s>(reserve(WORD_BITS << 2))
  path.slots = changetype<I32s>(reserve(WORD_BITS << 2))
  path.ratios = changetype<F64s>(reserve(WORD_BITS << 3))
  return path
}

export function releasePath(path: Path): void {
  release(changetype<usize>(path.edges))
  release(changetype<usize>(path.slots))
  release(changetype<usize>(path.ratios))
  release(changetype<usize>(path))
}

/** Describes the path to a leaf of the traced tree. */
export function describePath(paths: Paths, path: Path, leaf: i32): void {
  path.features = paths.distinct[leaf]
  for (let place = 0; place < path.features; place++) path.edges[place] = -1
  let found = 0
  for (let edge = leaf; found < path.features; edge = paths.parents[edge]) {
    const place = paths.places[edge]
    if (path.edges[place] >= 0) continue
    path.edges[place] = edge
    path.slots[place] = paths.bins.slots[featureOf(paths, edge)]
    path.ratios[place] = paths.chains[edge]
    found++
  }
}
