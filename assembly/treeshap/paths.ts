// What every engine needs to know of the paths of one tree. Node i of a tree stands for the edge that leads into it,
// too; nodes are in preorder, so a left child follows its parent and a subtree is a run of nodes.
import { Bins } from "../bins"
import { coverRatio } from "../forest"
import { F64s, I32s, release, reserve } from "../memory"

@unmanaged
export class Paths {
  bins: Bins
  /** Of the tree that was traced last: its first node in the forest, and how many it has. */
  root: i32
  nodes: i32
  parents: I32s
  /** Edge -> the edge above it that splits on the same feature, -1 for none. */
  earlier: I32s
  /** Edge -> distinct features on the path down to and with it. */
  distinct: I32s
  /** Edge -> the place of its feature among them, counted from the root. */
  places: I32s
  /** Node -> inner nodes of its subtree, itself included. */
  inner: I32s
  /** Edge -> cover ratio of its feature: the product over the edge and all earlier ones. */
  chains: F64s
  /** Feature -> its lowest edge on the path at hand; and that path. */
  lowest: I32s
  stack: I32s
  constructor() {}
}

/** Room for any tree of the forest. Free it with `releasePaths`. */
export function createPaths(bins: Bins): Paths {
  const forest = bins.forest
  let nodes = 1
  for (let tree = 0; tree < forest.trees; tree++) nodes = max(nodes, forest.roots[tree + 1] - forest.roots[tree])
  const paths = changetype<Paths>(reserve(offsetof<Paths>()))
  const ints = (<usize>nodes) << 2
  paths.bins = bins
  paths.parents = changetype<I32s>(reserve(ints))
  paths.earlier = changetype<I32s>(reserve(ints))
  paths.distinct = changetype<I32s>(reserve(ints))
  paths.places = changetype<I32s>(reserve(ints))
  paths.inner = changetype<I32s>(reserve(ints))
  paths.chains = changetype<F64s>(reserve(ints << 1))
  paths.lowest = changetype<I32s>(reserve((<usize>forest.features) << 2))
  paths.stack = changetype<I32s>(reserve(ints))
  return paths
}

export function releasePaths(paths: Paths): void {
  release(changetype<usize>(paths.parents))
  release(changetype<usize>(paths.earlier))
  release(changetype<usize>(paths.distinct))
  release(changetype<usize>(paths.places))
  release(changetype<usize>(paths.inner))
  release(changetype<usize>(paths.chains))
  release(changetype<usize>(paths.lowest))
  release(changetype<usize>(paths.stack))
  release(changetype<usize>(paths))
}

/** Traces a tree, in time proportional to its nodes whatever its depth. */
export function traceTree(paths: Paths, tree: i32): void {
  const forest = paths.bins.forest
  const root = forest.roots[tree]
  const nodes = forest.roots[tree + 1] - root
  paths.root = root
  paths.nodes = nodes
  memory.fill(changetype<usize>(paths.lowest), 0xff, (<usize>forest.features) << 2)
  paths.parents[0] = -1
  paths.earlier[0] = -1
  paths.distinct[0] = 0
  paths.chains[0] = 1
  paths.stack[0] = 0
  let depth = 0
  for (let i = 0; i < nodes; i++) {
    if (i > 0) depth = traceEdge(paths, i, depth)
    if (forest.splits[root + i] < 0) continue
    paths.parents[i + 1] = i
    paths.parents[forest.rights[root + i] - root] = i
  }
  for (let i = nodes - 1; i >= 0; i--) {
    if (forest.splits[root + i] < 0) paths.inner[i] = 0
    else paths.inner[i] = 1 + paths.inner[i + 1] + paths.inner[forest.rights[root + i] - root]
  }
}

/** Leaves what is no ancestor of edge i, then steps down to it; returns its depth. */
function traceEdge(paths: Paths, i: i32, depth: i32): i32 {
  const forest = paths.bins.forest
  const splits = forest.splits
  const root = paths.root
  const parent = paths.parents[i]
  while (paths.stack[depth] != parent) {
    const left = paths.stack[depth--]
    paths.lowest[splits[root + paths.parents[left]]] = paths.earlier[left]
  }
  const feature = splits[root + parent]
  const above = paths.lowest[feature]
  const ratio = coverRatio(forest, root + parent, root + i)
  paths.earlier[i] = above
  paths.distinct[i] = paths.distinct[parent] + (above < 0 ? 1 : 0)
  paths.places[i] = above < 0 ? paths.distinct[parent] : paths.places[above]
  paths.chains[i] = above < 0 ? ratio : paths.chains[above] * ratio
  paths.lowest[feature] = i
  paths.stack[depth + 1] = i
  return depth + 1
}

/** The feature that an edge decides. */
export function featureOf(paths: Paths, edge: i32): i32 {
  return paths.bins.forest.splits[paths.root + paths.parents[edge]]
}
