// The leaves that no table is worth: those of few features by the patterns that occur, the others row by row.
import { F64s, I32s, release, reserve } from "../memory"
import { Builder } from "./builder"
import { addNarrow } from "./narrow-leaves"
import { traceTree } from "./paths"
import { NARROW_BITS } from "./pattern-rivals"
import { PAIRS } from "./plan"
import { addWide } from "./wide-leaves"

/** The most distinct features on a path to a leaf that no group has. */
export function widestRest(builder: Builder): i32 {
  let most = 0
  for (let tree = 0; tree < builder.plan.bins.forest.trees; tree++) {
    if (builder.plan.rest[tree] == 0) continue
    traceTree(builder.paths, tree)
    for (let i = nextRest(builder, 0); i >= 0; i = nextRest(builder, i + 1)) most = max(most, builder.paths.distinct[i])
  }
  return most
}

/**
 * Adds what the leaves of a tree that no group has contribute to `count` rows from row `from` on; `result` as in
 * `lookUp`. `weights` (0: all alike) has a factor for each output, row and background row; an output's are
 * `weightsStride` apart.
 */
export function addLeaves(
  builder: Builder,
  tree: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  weights: F64s,
  weightsStride: i32,
  result: F64s,
  resultStride: i32,
): void {
  const rest = builder.plan.rest[tree]
  if (rest == 0) return
  traceTree(builder.paths, tree)
  const leaves = changetype<I32s>(reserve((<usize>rest) << 2))
  const narrow = listLeaves(builder, leaves, rest, changetype<usize>(weights) != 0)
  if (narrow > 0) {
    addNarrow(builder, tree, leaves, narrow, codes, stride, from, count, changetype<usize>(result), resultStride)
  }
  if (narrow < rest) {
    const wide = changetype<I32s>(changetype<usize>(leaves) + ((<usize>narrow) << 2))
    addWide(
      builder,
      tree,
      wide,
      rest - narrow,
      codes,
      stride,
      from,
      count,
      weights,
      weightsStride,
      result,
      resultStride,
    )
  }
  release(changetype<usize>(leaves))
}

/** Lists the leaves that no group has, those first whose patterns are few; returns how many those are. */
function listLeaves(builder: Builder, leaves: I32s, rest: i32, apart: bool): i32 {
  const few = builder.rows > 0 && !apart && builder.plan.order != PAIRS ? NARROW_BITS : 0
  let first = 0
  let last = rest
  for (let i = nextRest(builder, 0); i >= 0; i = nextRest(builder, i + 1)) {
    if (builder.paths.distinct[i] <= few) leaves[first++] = i
    else leaves[--last] = i
  }
  return first
}

/** The next leaf from node i on that lies in no group, -1 for none. */
function nextRest(builder: Builder, i: i32): i32 {
  const paths = builder.paths
  for (; i < paths.nodes; i++) {
    if (builder.plan.marks[paths.root + i]) i += 2 * paths.inner[i]
    else if (paths.inner[i] == 0) return i
  }
  return -1
}
