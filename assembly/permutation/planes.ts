// Trees of up to 256 leaves, a block of rows at a time. As in predict.ts every subtree knows, for every row, the leaf
// that the row would end in; here all of them are kept. A row reaches a node if its leaf is one of the node's. At the
// uppermost node of a unit, rows whose decision the permutation turns go to the leaf that the other child has for
// them. Where the unit has more nodes below, the nodes from there up to the uppermost choose anew.
import { choose } from "./choose"
import { Permutation } from "./plan"
import { flip, replay } from "./turns"

export function permutePlanes(
  plan: Permutation,
  tree: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  shuffled: usize,
  deltas: usize,
  sums: usize,
): void {
  const forest = plan.bins.forest
  const root = forest.roots[tree]
  const nodes = forest.roots[tree + 1] - root
  settleTree(plan, root, nodes)
  const tops = findTops(plan, root, nodes)
  if (tops == 0 && sums == 0) return
  const rows = (count + 15) & ~15
  fillPlanes(plan, root, nodes, codes, stride, from, rows)
  const output = forest.width > 1 ? 0 : forest.treeOutputs[tree]
  if (sums) addSums(plan, output, stride, from, count, sums)
  for (let i = 0; i < tops; i++) {
    const node = plan.top(i, 0)
    const unit = plan.top(i, 1)
    const own = deltas + ((<usize>((unit * plan.repeats * forest.outputs + output) * stride + from)) << 3)
    if (plan.top(i, 2)) replay(plan, root, node, unit, codes, stride, from, count, shuffled, own)
    else flip(plan, root, node, unit, codes, stride, from, count, shuffled, own)
  }
}

/** The ends of subtrees, the first leaf of each, and the leaves' integers by number. */
function settleTree(plan: Permutation, root: i32, nodes: i32): void {
  const forest = plan.bins.forest
  const width = forest.width
  const ends = plan.ends
  let leaf = (nodes + 1) >> 1
  for (let i = nodes - 1; i >= 0; i--) {
    if (forest.splits[root + i] < 0) {
      leaf--
      ends[i] = i + 1
      for (let k = 0; k < width; k++) {
        store<i64>(plan.leaves + ((<usize>(leaf * width + k)) << 3), plan.integer(root + i, k))
      }
    } else ends[i] = ends[forest.rights[root + i] - root]
    plan.firstLeaves[i] = leaf
  }
}

/** Lists the uppermost nodes of each unit; returns how many there are. */
function findTops(plan: Permutation, root: i32, nodes: i32): i32 {
  const splits = plan.bins.forest.splits
  const tops = plan.tops
  for (let unit = 0; unit < plan.units; unit++) plan.unitEnds[unit] = 0
  let found = 0
  for (let i = 0; i < nodes; i++) {
    const feature = splits[root + i]
    if (feature < 0) continue
    for (let at = plan.featureStarts[feature]; at < plan.featureStarts[feature + 1]; at++) {
      const unit = plan.featureUnits[at]
      if (i < plan.unitEnds[unit]) {
        tops[plan.unitTops[unit] * 3 + 2] = 1
        continue
      }
      plan.unitEnds[unit] = plan.ends[i]
      plan.unitTops[unit] = found
      tops[found * 3] = i
      tops[found * 3 + 1] = unit
      tops[found * 3 + 2] = 0
      found++
    }
  }
  return found
}

function fillPlanes(plan: Permutation, root: i32, nodes: i32, codes: usize, stride: i32, from: i32, rows: i32): void {
  const forest = plan.bins.forest
  const size = <usize>rows
  for (let i = nodes - 1; i >= 0; i--) {
    const plane = plan.planes + <usize>i * size
    if (forest.splits[root + i] < 0) memory.fill(plane, <u8>plan.firstLeaves[i], size)
    else {
      const right = plan.planes + <usize>(forest.rights[root + i] - root) * size
      choose(plan, root + i, codes, stride, from, plane + size, right, plane, rows)
    }
  }
}

function addSums(plan: Permutation, output: i32, stride: i32, from: i32, count: i32, sums: usize): void {
  const width = plan.bins.forest.width
  for (let k = 0; k < width; k++) {
    const column = sums + ((<usize>((output + k) * stride + from)) << 3)
    for (let r: usize = 0; r < <usize>count; r++) {
      const leaf = <i32>load<u8>(plan.planes + r)
      const at = column + (r << 3)
      store<i64>(at, load<i64>(at) + plan.leafInteger(leaf, k))
    }
  }
}
