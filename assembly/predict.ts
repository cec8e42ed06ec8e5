// Margins: every row finds its leaf in every tree. Trees outside, rows inside. For many rows at once a leaf is found
// from the leaves upwards: each subtree has, for every row, the number of the leaf that the row would end in, and a
// node takes its left or its right child's numbers by the mask of its decision. No row waits for its own last step.
import { Bins } from "./bins"
import { decideNode, goesLeft } from "./decide"
import { asksCategories, findFewLeaves, reserveSplats } from "./few-leaves"
import { F64s, release, reserve } from "./memory"

/** Rows at a time; a multiple of 32. Fewer than LEAST walk the tree instead. */
const BLOCK: i32 = 512
const LEAST: i32 = 12
/** Bytes of pending numbers, which chains of many nodes have many of. */
const SCRATCH: i32 = 1 << 19

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
  if (count >= LEAST) {
    predictBlocks(bins, codes, stride, from, count, fromTree, toTree, margins)
    return
  }
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

function predictBlocks(
  bins: Bins,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  margins: F64s,
): void {
  const forest = bins.forest
  const levels = deepest(bins, fromTree, toTree) + 2
  const fitting = max(32, (SCRATCH / levels) & ~31)
  const block = min(min(BLOCK, fitting), (count + 31) & ~31)
  // A leaf's number takes up to two planes of bytes; one more plane is for the mask.
  const mask = reserve(<usize>((2 * levels + 1) * block))
  const splats = bins.codeBytes == 1 ? reserveSplats() : 0
  const values = changetype<F64s>(reserve((<usize>(mostLeaves(bins, fromTree, toTree) * forest.width)) << 3))
  for (let tree = fromTree; tree < toTree; tree++) {
    const root = forest.roots[tree]
    const leaves = gatherValues(bins, tree, values)
    const few = splats != 0 && leaves > 1 && leaves <= 256 && !asksCategories(bins, tree)
    for (let row = 0; row < count; row += block) {
      const rows = min(block, (count - row + 31) & ~31)
      if (few) findFewLeaves(bins, tree, leaves, codes, stride, from + row, splats, mask + <usize>rows, rows)
      else if (leaves <= 256) findLeaves(bins, tree, leaves, codes, stride, from + row, mask, rows, 1)
      else if (leaves <= 65536) findLeaves(bins, tree, leaves, codes, stride, from + row, mask, rows, 2)
      else walk(bins, root, codes, stride, from + row, mask, min(rows, count - row))
      const own = leaves <= 65536 ? values : forest.values.from(root * forest.width)
      addLeaves(bins, tree, mask + <usize>rows, own, leaves, rows, margins, row, min(rows, count - row))
    }
  }
  release(changetype<usize>(values))
  release(splats)
  release(mask)
}

/** The values of a tree's leaves, one after the other; returns how many leaves there are. */
function gatherValues(bins: Bins, tree: i32, values: F64s): i32 {
  const forest = bins.forest
  const width = forest.width
  let leaves = 0
  for (let node = forest.roots[tree]; node < forest.roots[tree + 1]; node++) {
    if (forest.splits[node] >= 0) continue
    for (let k = 0; k < width; k++) values[leaves * width + k] = forest.values[node * width + k]
    leaves++
  }
  return leaves
}

function mostLeaves(bins: Bins, fromTree: i32, toTree: i32): i32 {
  const roots = bins.forest.roots
  let most = 1
  for (let tree = fromTree; tree < toTree; tree++) most = max(most, (roots[tree + 1] - roots[tree] + 1) >> 1)
  return most
}

/** The most pending numbers of any tree: at most its depth, and one. */
function deepest(bins: Bins, fromTree: i32, toTree: i32): i32 {
  const forest = bins.forest
  let most = 4
  for (let tree = fromTree; tree < toTree; tree++) {
    const root = forest.roots[tree]
    let pending = 0
    for (let i = forest.roots[tree + 1] - 1; i >= root; i--) {
      pending += forest.splits[i] < 0 ? 1 : -1
      most = max(most, pending)
    }
  }
  return most
}

/** Writes the number of each row's leaf, in `planes` planes of bytes, behind the mask. */
function findLeaves(
  bins: Bins,
  tree: i32,
  leaves: i32,
  codes: usize,
  stride: i32,
  row: i32,
  mask: usize,
  rows: i32,
  planes: i32,
): void {
  const size = <usize>(rows * planes)
  const root = bins.forest.roots[tree]
  let top = mask + <usize>rows - size
  let leaf = leaves
  for (let node = bins.forest.roots[tree + 1] - 1; node >= root; node--) {
    const column = bins.nodeColumns[node]
    if (column < 0) {
      leaf--
      top += size
      memory.fill(top, <u8>leaf, <usize>rows)
      if (planes == 2) memory.fill(top + <usize>rows, <u8>(leaf >> 8), <usize>rows)
      continue
    }
    top -= size
    decideNode(bins, node, codes, stride, row, mask, rows)
    for (let plane = 0; plane < planes; plane++) choose(mask, top + size, top, plane * rows, rows)
  }
}

/** Where the mask is set the left numbers replace the right ones. */
function choose(mask: usize, left: usize, right: usize, plane: i32, rows: i32): void {
  left += <usize>plane
  right += <usize>plane
  for (let i: usize = 0; i < <usize>rows; i += 16) {
    v128.store(right + i, v128.bitselect(v128.load(left + i), v128.load(right + i), v128.load(mask + i)))
  }
}

/** As findLeaves for trees of very many nodes: four bytes a row. */
function walk(bins: Bins, root: i32, codes: usize, stride: i32, row: i32, mask: usize, rows: i32): void {
  const out = mask + <usize>((rows + 31) & ~31)
  for (let i = 0; i < rows; i++) {
    const leaf =
      bins.codeBytes == 1
        ? leafOf<u8>(bins, root, codes, stride, row + i)
        : bins.codeBytes == 2
          ? leafOf<u16>(bins, root, codes, stride, row + i)
          : leafOf<u32>(bins, root, codes, stride, row + i)
    store<i32>(out + ((<usize>i) << 2), leaf - root)
  }
}

/** Adds the values of each row's leaf. */
function addLeaves(
  bins: Bins,
  tree: i32,
  found: usize,
  values: F64s,
  leaves: i32,
  plane: i32,
  margins: F64s,
  first: i32,
  count: i32,
): void {
  const forest = bins.forest
  const width = forest.width
  const outputs = forest.outputs
  const output = width > 1 ? 0 : forest.treeOutputs[tree]
  const own = margins.from(first * outputs + output)
  if (width == 1 && leaves <= 256) {
    addBytes(found, values, own, outputs, count)
    return
  }
  for (let i = 0; i < count; i++) {
    let leaf: i32
    if (leaves <= 256) leaf = load<u8>(found + <usize>i)
    else if (leaves <= 65536) leaf = load<u8>(found + <usize>i) | ((<i32>load<u8>(found + <usize>(plane + i))) << 8)
    else leaf = load<i32>(found + ((<usize>i) << 2))
    const at = i * outputs
    for (let k = 0; k < width; k++) own[at + k] = own[at + k] + values[leaf * width + k]
  }
}

function addBytes(found: usize, values: F64s, margins: F64s, outputs: i32, count: i32): void {
  let at = changetype<usize>(margins)
  const step = (<usize>outputs) << 3
  const whole = outputs == 1 ? count & ~3 : 0
  for (let i = 0; i < whole; i += 4) {
    const four = load<u32>(found + <usize>i)
    addTwo(at, values, four & 0xff, (four >> 8) & 0xff)
    addTwo(at + 16, values, (four >> 16) & 0xff, four >> 24)
    at += 32
  }
  for (let i = whole; i < count; i++) {
    store<f64>(at, load<f64>(at) + values[load<u8>(found + <usize>i)])
    at += step
  }
}

function addTwo(at: usize, values: F64s, first: u32, second: u32): void {
  const from = changetype<usize>(values)
  const both = v128.load64_lane(from + ((<usize>second) << 3), v128.load64_zero(from + ((<usize>first) << 3)), 1)
  v128.store(at, f64x2.add(v128.load(at), both))
}
