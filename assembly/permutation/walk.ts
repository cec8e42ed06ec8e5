// Trees of very many leaves, row by row: a row's path is walked once, and from the first node of each unit on it goes
// on with the unit's permuted codes.
import { CATEGORICAL_NODE } from "../bins"
import { goesLeft } from "../decide"
import { leafOf } from "../predict"
import { Permutation } from "./plan"

export function permuteWalking<T extends number>(
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
  const bins = plan.bins
  const forest = bins.forest
  const root = forest.roots[tree]
  const output = forest.width > 1 ? 0 : forest.treeOutputs[tree]
  const seen = plan.unitEnds
  for (let unit = 0; unit < plan.units; unit++) seen[unit] = -1
  for (let row = from; row < from + count; row++) {
    const leaf = leafOf<T>(bins, root, codes, stride, row)
    if (sums) addLeaf(plan, leaf, -1, sums, output, stride, row)
    let node = root
    while (bins.nodeColumns[node] >= 0) {
      const feature = bins.columnFeatures[bins.nodeColumns[node] & ~CATEGORICAL_NODE]
      for (let i = plan.featureStarts[feature]; i < plan.featureStarts[feature + 1]; i++) {
        const unit = plan.featureUnits[i]
        if (seen[unit] == row) continue
        seen[unit] = row
        for (let repeat = 0; repeat < plan.repeats; repeat++) {
          const changed = permutedLeaf<T>(plan, node, unit, repeat, codes, stride, row, shuffled)
          const first = (unit * plan.repeats + repeat) * forest.outputs + output
          if (changed != leaf) addLeaf(plan, changed, leaf, deltas, first, stride, row)
        }
      }
      node = goesLeft<T>(bins, node, codes, stride, row) ? node + 1 : forest.rights[node]
    }
  }
}

/** The leaf below a node, the unit's columns permuted. */
function permutedLeaf<T extends number>(
  plan: Permutation,
  from: i32,
  unit: i32,
  repeat: i32,
  codes: usize,
  stride: i32,
  row: i32,
  shuffled: usize,
): i32 {
  const bins = plan.bins
  const rights = bins.forest.rights
  let node = from
  while (bins.nodeColumns[node] >= 0) {
    const column = bins.nodeColumns[node] & ~CATEGORICAL_NODE
    const own = plan.codesOf(unit, repeat, column, codes, stride, shuffled)
    node = goesLeft<T>(bins, node, own, stride, row) ? node + 1 : rights[node]
  }
  return node
}

/** Adds a leaf, less another one unless that is -1. */
function addLeaf(plan: Permutation, leaf: i32, less: i32, columns: usize, first: i32, stride: i32, row: i32): void {
  const width = plan.bins.forest.width
  for (let k = 0; k < width; k++) {
    const at = columns + ((<usize>(first + k) * <usize>stride + <usize>row) << 3)
    let value = plan.integer(leaf, k)
    if (less >= 0) value -= plan.integer(less, k)
    store<i64>(at, load<i64>(at) + value)
  }
}
