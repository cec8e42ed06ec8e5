// Which nodes of a tree are played one by one and which bottom subtrees are looked up as groups, and what that takes.

import { I32s } from "../memory"
import { DROPPED, Sketch } from "./sketch"

/** A node played by itself, a leaf below such nodes, the root of a group. Nodes within groups have no role. */
export const UPPER: u8 = 0
export const LEAF: u8 = 1
export const GROUP: u8 = 2

/** A group's table is indexed by at most so many bits: its decisions, and a flag a feature met above it. */
export const GROUP_BITS: i32 = 8

/** Counts of what `layTree` will write. */
@unmanaged
export class Extent {
  slots: i32
  uppers: i32
  flags: i32
  operations: i32
  groupWords: i32
  levels: i32
  /** Vectors (one value a point) for edges and for groups. */
  edgeVectors: i32
  groupVectors: i32
  constructor() {}
}

/** What a group is made of. */
@unmanaged
export class Members {
  decisions: i32
  features: i32
  flags: i32
  /** Place of a feature among the group's -> the feature, and the edge above the group that met it (-1: none). */
  featureList: I32s
  aboveList: I32s
  constructor() {}
}

/** Groups take up to `most` decisions; 0 makes none. */
export function assignRoles(sketch: Sketch, members: Members, most: i32, extent: Extent): void {
  memory.fill(changetype<usize>(extent), 0, offsetof<Extent>())
  extent.levels = 1
  if (sketch.sizes[0] <= 0) return
  const width = sketch.tape.bins.forest.width
  for (let i = 0; i < sketch.nodes; i++) {
    const size = sketch.sizes[i]
    if (size == DROPPED) {
      i += sketch.spans[i] - 1
      continue
    }
    if (i > 0) {
      extent.operations++
      extent.edgeVectors += sketch.earlier[sketch.parents[i]] >= 0 ? 6 : 4
    }
    if (size == 0) {
      sketch.roles[i] = LEAF
    } else if (i > 0 && size <= most && gather(sketch, i, members, most)) {
      sketch.roles[i] = GROUP
      countGroup(extent, members, width)
      i += sketch.spans[i] - 1
    } else {
      sketch.roles[i] = UPPER
      countUpper(sketch, i, extent)
    }
  }
}

function countUpper(sketch: Sketch, i: i32, extent: Extent): void {
  extent.uppers++
  extent.slots++
  if (i > 0) extent.operations++
  // One level more: a group or leaf below the deepest node has a product, too.
  extent.levels = max(extent.levels, sketch.depths[i] + 2)
}

function countGroup(extent: Extent, members: Members, width: i32): void {
  extent.slots += members.decisions + members.flags
  extent.flags += members.flags
  extent.groupWords += 5 + members.features
  extent.groupVectors += (width * (1 + members.features)) << (members.decisions + members.flags)
}

/** Lists the features of the subtree at node i; false when its table would need too many bits. */
export function gather(sketch: Sketch, root: i32, members: Members, most: i32): bool {
  const forest = sketch.tape.bins.forest
  members.decisions = members.features = members.flags = 0
  for (let i = root; i < root + sketch.spans[root]; i++) {
    if (sketch.sizes[i] == DROPPED) {
      i += sketch.spans[i] - 1
      continue
    }
    if (sketch.sizes[i] == 0) continue
    members.decisions++
    const place = placeOf(members, forest.splits[sketch.root + i])
    if (place < members.features) continue
    const above = sketch.earlier[i]
    members.featureList[place] = forest.splits[sketch.root + i]
    members.aboveList[place] = above
    members.features++
    if (above >= 0) members.flags++
  }
  return members.decisions + members.flags <= min(GROUP_BITS, most + 1)
}

/** A feature's place in a group; the number of its features when it is not there. */
export function placeOf(members: Members, feature: i32): i32 {
  let place = 0
  while (place < members.features && members.featureList[place] != feature) place++
  return place
}
