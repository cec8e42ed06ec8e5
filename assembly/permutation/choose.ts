// A node's choice between its children's leaves.
import { CATEGORICAL_NODE } from "../bins"
import { decideNode } from "../decide"
import { Permutation } from "./plan"

/** Writes for each row the left or the right child's leaf. */
export function choose(
  plan: Permutation,
  node: i32,
  codes: usize,
  stride: i32,
  from: i32,
  left: usize,
  right: usize,
  out: usize,
  rows: i32,
): void {
  const bins = plan.bins
  const column = bins.nodeColumns[node]
  const size = <usize>rows
  if (bins.codeBytes == 1 && column < CATEGORICAL_NODE) {
    const own = codes + <usize>(column * stride + from)
    const cuts = i8x16.splat(<i8>bins.nodeCuts[node])
    for (let r: usize = 0; r < size; r += 16) {
      const goesLeft = i8x16.le_u(v128.load(own + r), cuts)
      v128.store(out + r, v128.bitselect(v128.load(left + r), v128.load(right + r), goesLeft))
    }
    return
  }
  const mask = plan.mask
  decideNode(bins, node, codes, stride, from, mask, rows)
  for (let r: usize = 0; r < size; r += 16) {
    v128.store(out + r, v128.bitselect(v128.load(left + r), v128.load(right + r), v128.load(mask + r)))
  }
}
