// Margins: every row walks every tree. Trees outside, rows inside, so that a tree's nodes stay in the cache.
import { Bins, CATEGORICAL_NODE } from "./bins"
import { F64s } from "./memory"

/**
 * Adds the leaves of trees [fromTree, toTree) to `margins` (count x outputs, row-major) for `count` rows from row
 * `from` on. `codes` is what `fillBins` wrote, `stride` codes a column. Linear leaves add only their fallback value;
 * see linear.ts.
 */
export function predict(
  bins: Bins,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  margins: F64s,
): void {
  const width = bins.codeBytes
  for (let tree = fromTree; tree < toTree; tree++) {
    if (width == 1) addTree<u8>(bins, tree, codes, stride, from, count, margins)
    else if (width == 2) addTree<u16>(bins, tree, codes, stride, from, count, margins)
    else addTree<u32>(bins, tree, codes, stride, from, count, margins)
  }
}

function addTree<T extends number>(
  bins: Bins,
  tree: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  margins: F64s,
): void {
  const forest = bins.forest
  const root = forest.roots[tree]
  const width = forest.width
  const outputs = forest.outputs
  const output = width > 1 ? 0 : forest.treeOutputs[tree]
  const values = forest.values
  for (let row = 0; row < count; row++) {
    const leaf = leafOf<T>(bins, root, codes, stride, from + row)
    const at = row * outputs + output
    for (let k = 0; k < width; k++) margins[at + k] += values[leaf * width + k]
  }
}

/** The leaf that a row ends in. */
export function leafOf<T extends number>(bins: Bins, root: i32, codes: usize, stride: i32, row: i32): i32 {
  const rights = bins.forest.rights
  let node = root
  while (bins.nodeColumns[node] >= 0) node = goesLeft<T>(bins, node, codes, stride, row) ? node + 1 : rights[node]
  return node
}

/** Whether a row goes left at an inner node. */
export function goesLeft<T extends number>(bins: Bins, node: i32, codes: usize, stride: i32, row: i32): bool {
  const column = bins.nodeColumns[node]
  const plain = column & ~CATEGORICAL_NODE
  const code = <u32>load<T>(codes + (<usize>plain * <usize>stride + <usize>row) * sizeof<T>())
  if (column == plain) return code <= bins.nodeCuts[node]
  return ((bins.bits[bins.nodeCuts[node] + (code >> 5)] >> (code & 31)) & 1) != 0
}
