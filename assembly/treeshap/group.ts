// A group: a subtree of a tree whose SHAP values are one table, indexed by a pattern of decisions. The high bits of a
// pattern are the distinct features of the path above (1: the row met every condition on them), the low ones the inner
// nodes in preorder (1: the row goes left). A table has a column for each term.
import { I32s, release, reserve } from "../memory"
import { featureOf, Paths } from "./paths"
import { PAIRS, termsOf } from "./plan"
import { MOST_BITS } from "./words"

/** What is known of the group at hand. Feature a of a group is one of the path (a < above) or of the nodes below. */
@unmanaged
export class Group {
  top: i32
  /** Distinct features above, inner nodes, and the features of both. */
  above: i32
  inner: i32
  features: i32
  terms: i32
  /** Feature -> the model's feature, and of those above the lowest edge. */
  names: I32s
  edges: I32s
  /** Term -> its features (equal for a single one). */
  first: I32s
  second: I32s
  constructor() {}

  get bits(): i32 {
    return this.above + this.inner
  }
}

export function createGroup(): Group {
  const group = changetype<Group>(reserve(offsetof<Group>()))
  group.names = changetype<I32s>(reserve(MOST_BITS << 2))
  group.edges = changetype<I32s>(reserve(MOST_BITS << 2))
  const most = termsOf(PAIRS, MOST_BITS)
  group.first = changetype<I32s>(reserve((<usize>most) << 2))
  group.second = changetype<I32s>(reserve((<usize>most) << 2))
  return group
}

export function releaseGroup(group: Group): void {
  release(changetype<usize>(group.names))
  release(changetype<usize>(group.edges))
  release(changetype<usize>(group.first))
  release(changetype<usize>(group.second))
  release(changetype<usize>(group))
}

/** Describes the group at a node of the tree that was traced. */
export function describeGroup(group: Group, paths: Paths, top: i32, order: i32): void {
  const forest = paths.bins.forest
  group.top = top
  group.above = paths.distinct[top]
  group.inner = paths.inner[top]
  findAbove(group, paths)
  group.features = group.above
  for (let i = top; i <= top + 2 * group.inner; i++) {
    const feature = forest.splits[paths.root + i]
    if (feature >= 0 && indexOf(group, feature) < 0) group.names[group.features++] = feature
  }
  listTerms(group, order)
}

/** The lowest edge of each feature above. */
function findAbove(group: Group, paths: Paths): void {
  for (let place = 0; place < group.above; place++) group.edges[place] = -1
  let found = 0
  for (let edge = group.top; found < group.above; edge = paths.parents[edge]) {
    const place = paths.places[edge]
    if (group.edges[place] >= 0) continue
    group.names[place] = featureOf(paths, edge)
    group.edges[place] = edge
    found++
  }
}

/** The place of a feature of the model in the group, -1 where it has none. */
export function indexOf(group: Group, feature: i32): i32 {
  for (let a = 0; a < group.features; a++) if (group.names[a] == feature) return a
  return -1
}

function listTerms(group: Group, order: i32): void {
  let at = 0
  for (let a = 0; a < group.features; a++) {
    const end = order == PAIRS ? group.features : a + 1
    for (let b = a; b < end; b++) {
      group.first[at] = a
      group.second[at] = b
      at++
    }
  }
  group.terms = at
}
