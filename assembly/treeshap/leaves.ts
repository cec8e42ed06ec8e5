// The leaves that are in no group.
import { F64s, I32s, release, reserve } from "../memory"
import { Builder } from "./builder"
import { traceTree } from "./paths"
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
  let at = 0
  for (let i = nextRest(builder, 0); i >= 0; i = nextRest(builder, i + 1)) leaves[at++] = i
  addWide(builder, tree, leaves, rest, codes, stride, from, count, weights, weightsStride, result, resultStride)
  release(changetype<usize>(leaves))
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
