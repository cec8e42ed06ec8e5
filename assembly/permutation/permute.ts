// How margins change when units of features are permuted: all units and repeats in one pass over the trees.
import { Permutation, PLANE_LEAVES } from "./plan"
import { permutePlanes } from "./planes"
import { permuteWalking } from "./walk"

/**
 * For trees [fromTree, toTree) and `count` rows (at most the plan's block) from row `from` on, adds what changes to
 * `deltas`: for each unit, repeat and output a column of `stride` integers. `sums`, a column an output, gets the
 * unpermuted leaves; 0 leaves them out. `codes` and `shuffled` have `stride` codes a column.
 */
export function permute(
  plan: Permutation,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  shuffled: usize,
  deltas: usize,
  sums: usize,
): void {
  const roots = plan.bins.forest.roots
  const width = plan.bins.codeBytes
  for (let tree = fromTree; tree < toTree; tree++) {
    const nodes = roots[tree + 1] - roots[tree]
    if (nodes < 2 * PLANE_LEAVES) permutePlanes(plan, tree, codes, stride, from, count, shuffled, deltas, sums)
    else if (width == 1) permuteWalking<u8>(plan, tree, codes, stride, from, count, shuffled, deltas, sums)
    else if (width == 2) permuteWalking<u16>(plan, tree, codes, stride, from, count, shuffled, deltas, sums)
    else permuteWalking<u32>(plan, tree, codes, stride, from, count, shuffled, deltas, sums)
  }
}
