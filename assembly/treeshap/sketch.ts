// The shape of one tree before it is laid: who is above whom, which feature was met before, and what is left out.

import { coverRatio } from "../forest"
import { F64s, I32s, release, reserve, U8s } from "../memory"
import { Tape } from "./tape"

/** A subtree that is computed elsewhere, or holds nothing else. */
export const DROPPED: i32 = -1

/**
 * Arrays by node, numbered from the tree's root on. An edge goes by the number of its lower node; of an inner node's
 * feature the lowest edge above it is `earlier` (-1: the feature is new on the path).
 */
@unmanaged
export class Sketch {
  tape: Tape
  tree: i32
  root: i32
  nodes: i32
  /** Quadrature points: as many as the longest path that is left needs, even. */
  points: i32
  parents: I32s
  depths: I32s
  earlier: I32s
  /** Distinct features on the path down to a node. */
  distinct: I32s
  /** Nodes of the subtree, and its inner nodes that are left (DROPPED: none of it is). */
  spans: I32s
  sizes: I32s
  /** Cover ratio of a node to its parent, and of its feature's chain of edges. */
  ratios: F64s
  chains: F64s
  /** What becomes of a node: see roles.ts. */
  roles: U8s
  /** Inner node -> where its decision is kept; edge -> where its state is. */
  slots: I32s
  states: I32s
  /** Used feature -> the lowest edge of it on the path at hand; depth -> what it was before. */
  lowest: I32s
  before: I32s
  pathSlots: I32s
  constructor() {}
}

/** Scratch for the largest tree of a forest. */
export function createSketch(tape: Tape): Sketch {
  const forest = tape.bins.forest
  let nodes = 1
  for (let tree = 0; tree < forest.trees; tree++) nodes = max(nodes, forest.roots[tree + 1] - forest.roots[tree])
  const words = (<usize>nodes) << 2
  const sketch = changetype<Sketch>(reserve(offsetof<Sketch>()))
  sketch.tape = tape
  sketch.parents = changetype<I32s>(reserve(words))
  sketch.depths = changetype<I32s>(reserve(words))
  sketch.earlier = changetype<I32s>(reserve(words))
  sketch.distinct = changetype<I32s>(reserve(words))
  sketch.spans = changetype<I32s>(reserve(words))
  sketch.sizes = changetype<I32s>(reserve(words))
  sketch.ratios = changetype<F64s>(reserve(words << 1))
  sketch.chains = changetype<F64s>(reserve(words << 1))
  sketch.roles = changetype<U8s>(reserve(<usize>nodes))
  sketch.slots = changetype<I32s>(reserve(words))
  sketch.states = changetype<I32s>(reserve(words))
  sketch.before = changetype<I32s>(reserve(words))
  sketch.pathSlots = changetype<I32s>(reserve(words))
  const features = (<usize>tape.bins.usedFeatures) << 2
  sketch.lowest = changetype<I32s>(reserve(features))
  memory.fill(changetype<usize>(sketch.lowest), 0xff, features)
  return sketch
}

export function releaseSketch(sketch: Sketch): void {
  release(changetype<usize>(sketch.parents))
  release(changetype<usize>(sketch.depths))
  release(changetype<usize>(sketch.earlier))
  release(changetype<usize>(sketch.distinct))
  release(changetype<usize>(sketch.spans))
  release(changetype<usize>(sketch.sizes))
  release(changetype<usize>(sketch.ratios))
  release(changetype<usize>(sketch.chains))
  release(changetype<usize>(sketch.roles))
  release(changetype<usize>(sketch.slots))
  release(changetype<usize>(sketch.states))
  release(changetype<usize>(sketch.before))
  release(changetype<usize>(sketch.pathSlots))
  release(changetype<usize>(sketch.lowest))
  release(changetype<usize>(sketch))
}

export function sketchTree(sketch: Sketch, tree: i32): void {
  const forest = sketch.tape.bins.forest
  sketch.tree = tree
  sketch.root = forest.roots[tree]
  sketch.nodes = forest.roots[tree + 1] - sketch.root
  walkDown(sketch)
  walkUp(sketch)
  let distinct = 0
  for (let i = 0; i < sketch.nodes; i++) {
    if (sketch.sizes[i] == DROPPED) i += sketch.spans[i] - 1
    else distinct = max(distinct, sketch.distinct[i])
  }
  // Half as many points as features are exact; an even number fills vectors.
  sketch.points = sketch.tape.banzhaf ? 2 : max(2, ((distinct + 3) >> 2) << 1)
}

/** Parents, depths and repeats, in preorder; the path's features are kept by feature, so no path is searched. */
function walkDown(sketch: Sketch): void {
  const bins = sketch.tape.bins
  const forest = bins.forest
  const root = sketch.root
  let depth = 0
  sketch.parents[0] = -1
  sketch.depths[0] = 0
  sketch.distinct[0] = 0
  for (let i = 0; i < sketch.nodes; i++) {
    if (i > 0) {
      for (; depth >= sketch.depths[i]; depth--) sketch.lowest[sketch.pathSlots[depth]] = sketch.before[depth]
      depth++
      enterEdge(sketch, i)
    }
    const feature = forest.splits[root + i]
    if (feature < 0) continue
    const right = forest.rights[root + i] - root
    sketch.earlier[i] = sketch.lowest[bins.slots[feature]]
    sketch.parents[i + 1] = sketch.parents[right] = i
    sketch.depths[i + 1] = sketch.depths[right] = sketch.depths[i] + 1
  }
  for (; depth > 0; depth--) sketch.lowest[sketch.pathSlots[depth]] = sketch.before[depth]
}

function enterEdge(sketch: Sketch, i: i32): void {
  const bins = sketch.tape.bins
  const parent = sketch.parents[i]
  const depth = sketch.depths[i]
  const slot = bins.slots[bins.forest.splits[sketch.root + parent]]
  const earlier = sketch.earlier[parent]
  const ratio = coverRatio(bins.forest, sketch.root + parent, sketch.root + i)
  sketch.ratios[i] = ratio
  sketch.chains[i] = earlier >= 0 ? sketch.chains[earlier] * ratio : ratio
  sketch.distinct[i] = sketch.distinct[parent] + (earlier >= 0 ? 0 : 1)
  sketch.before[depth] = sketch.lowest[slot]
  sketch.pathSlots[depth] = slot
  sketch.lowest[slot] = i
}

function walkUp(sketch: Sketch): void {
  const forest = sketch.tape.bins.forest
  const marks = sketch.tape.marks
  const marked = changetype<usize>(marks) != 0
  for (let i = sketch.nodes - 1; i >= 0; i--) {
    const node = sketch.root + i
    const out = marked && marks[node] != 0
    if (forest.splits[node] < 0) {
      sketch.spans[i] = 1
      sketch.sizes[i] = out ? DROPPED : 0
      continue
    }
    const right = forest.rights[node] - sketch.root
    const left = sketch.sizes[i + 1]
    const other = sketch.sizes[right]
    sketch.spans[i] = 1 + sketch.spans[i + 1] + sketch.spans[right]
    sketch.sizes[i] = out || (left & other) == DROPPED ? DROPPED : 1 + max(left, 0) + max(other, 0)
  }
}
