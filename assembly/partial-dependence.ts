// Partial dependence and individual conditional expectation: what rows' margins become when one or two features take
// the values of a grid.
//
// A tree sees a grid value only through its own nodes of these features: values that all of them send the same way are
// one class (see dependence-grid.ts), and a tree has a handful of classes however fine the grid. A row walks the tree
// once: at a node of a varied feature a set of classes parts into those that go left and those that go right, elsewhere
// the row decides for all of them. Sets are bits of a word; a tree with more than 64 classes is walked once for each 64.
//
// Sums over rows are kept a class and spread over the grid once a tree. Single rows are kept as differences between
// neighbours on the grid, which a row's few changes touch, and become margins by a running sum at the end.
import { CATEGORICAL_NODE } from "./bins"
import { goesLeft } from "./decide"
import { Dependence, settleTree } from "./dependence-grid"
import { F64s, U64s } from "./memory"
import { leafOf } from "./predict"

export { createDependence, releaseDependence } from "./dependence-grid"

/**
 * Adds the leaves of trees [fromTree, toTree), summed over `count` rows from row `from` on, to `sums` (points x
 * outputs). `weights` has one number a row from row `from` on; 0 is none. `codes` and `stride` are as for `predict`.
 */
export function partialDependence(
  plan: Dependence,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  weights: F64s,
  sums: F64s,
): void {
  const width = plan.bins.codeBytes
  for (let tree = fromTree; tree < toTree; tree++) {
    if (width == 1) sumTree<u8>(plan, tree, codes, stride, from, count, weights, sums)
    else if (width == 2) sumTree<u16>(plan, tree, codes, stride, from, count, weights, sums)
    else sumTree<u32>(plan, tree, codes, stride, from, count, weights, sums)
  }
}

/**
 * Adds the leaves of trees [fromTree, toTree) to every row's margins over the grid, `margins` (count x points x
 * outputs): as differences, which `settleExpectation` turns into margins when all trees are in. Begin with the base at
 * a row's first point and zeros elsewhere.
 */
export function conditionalExpectation(
  plan: Dependence,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  margins: F64s,
): void {
  const width = plan.bins.codeBytes
  for (let tree = fromTree; tree < toTree; tree++) {
    if (width == 1) placeTree<u8>(plan, tree, codes, stride, from, count, margins)
    else if (width == 2) placeTree<u16>(plan, tree, codes, stride, from, count, margins)
    else placeTree<u32>(plan, tree, codes, stride, from, count, margins)
  }
}

/** Running sums along both features: from what `conditionalExpectation` left to margins. */
export function settleExpectation(plan: Dependence, count: i32, margins: F64s): void {
  const outputs = plan.bins.forest.outputs
  const line = plan.b.points * outputs
  const size = plan.a.points * line
  for (let row = 0; row < count; row++) {
    const own = margins.from(row * size)
    for (let start = 0; start < size; start += line) {
      for (let at = start + outputs; at < start + line; at++) own[at] += own[at - outputs]
    }
    for (let at = line; at < size; at++) own[at] += own[at - line]
  }
}

function sumTree<T extends number>(
  plan: Dependence,
  tree: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  weights: F64s,
  sums: F64s,
): void {
  const forest = plan.bins.forest
  const width = forest.width
  const values = forest.values
  const root = forest.roots[tree]
  const varied = settleTree<T>(plan, root, forest.roots[tree + 1])
  const classes = plan.classes
  const leaves = plan.leaves
  const own = plan.sums
  const common = own.from(classes * width)
  memory.fill(changetype<usize>(own), 0, (<usize>((classes + 1) * width)) << 3)
  for (let row = 0; row < count; row++) {
    const weight = changetype<usize>(weights) == 0 ? 1 : weights[row]
    const leaf = varied
      ? spread<T>(plan, root, codes, stride, from + row)
      : leafOf<T>(plan.bins, root, codes, stride, from + row)
    if (leaf >= 0) {
      for (let k = 0; k < width; k++) common[k] += weight * values[leaf * width + k]
      continue
    }
    for (let c = 0; c < classes; c++) {
      for (let k = 0; k < width; k++) own[c * width + k] += weight * values[leaves[c] * width + k]
    }
  }
  addSums(plan, width > 1 ? 0 : forest.treeOutputs[tree], sums)
}

/** A tree's sums, kept a class, added to every point of the grid. */
function addSums(plan: Dependence, output: i32, sums: F64s): void {
  const forest = plan.bins.forest
  const width = forest.width
  const a = plan.a
  const b = plan.b
  const own = plan.sums
  const common = own.from(plan.classes * width)
  let at = output
  for (let i = 0; i < a.points; i++) {
    for (let j = 0; j < b.points; j++) {
      const c = a.classOf[i] * b.classes + b.classOf[j]
      for (let k = 0; k < width; k++) sums[at + k] += common[k] + own[c * width + k]
      at += forest.outputs
    }
  }
}

function placeTree<T extends number>(
  plan: Dependence,
  tree: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  margins: F64s,
): void {
  const forest = plan.bins.forest
  const width = forest.width
  const values = forest.values
  const root = forest.roots[tree]
  const output = width > 1 ? 0 : forest.treeOutputs[tree]
  const size = plan.a.points * plan.b.points * forest.outputs
  const varied = settleTree<T>(plan, root, forest.roots[tree + 1])
  for (let row = 0; row < count; row++) {
    const own = margins.from(row * size + output)
    const leaf = varied
      ? spread<T>(plan, root, codes, stride, from + row)
      : leafOf<T>(plan.bins, root, codes, stride, from + row)
    if (leaf < 0) placeRow(plan, own)
    else for (let k = 0; k < width; k++) own[k] += values[leaf * width + k]
  }
}

/** Adds where and by how much the leaf's value changes along the grid, at the corners of the runs of equal class. */
function placeRow(plan: Dependence, own: F64s): void {
  const forest = plan.bins.forest
  const width = forest.width
  const values = forest.values
  const a = plan.a
  const b = plan.b
  const leaves = plan.leaves
  for (let i = 0; i < a.runs; i++) {
    const line = a.classOf[a.starts[i]] * b.classes
    const above = i > 0 ? a.classOf[a.starts[i - 1]] * b.classes : 0
    for (let j = 0; j < b.runs; j++) {
      const point = a.starts[i] * b.points + b.starts[j]
      const column = b.classOf[b.starts[j]]
      const before = j > 0 ? b.classOf[b.starts[j - 1]] : 0
      for (let k = 0; k < width; k++) {
        let change = values[leaves[line + column] * width + k]
        if (i > 0) change -= values[leaves[above + column] * width + k]
        if (j > 0) {
          let left = values[leaves[line + before] * width + k]
          if (i > 0) left -= values[leaves[above + before] * width + k]
          change -= left
        }
        own[point * forest.outputs + k] += change
      }
    }
  }
}

/**
 * Finds the leaf of every class for one row: in `plan.leaves`, returning -1; when all classes end in one leaf, it may
 * be returned instead.
 */
function spread<T extends number>(plan: Dependence, root: i32, codes: usize, stride: i32, row: i32): i32 {
  const bins = plan.bins
  const rights = bins.forest.rights
  const nodeColumns = bins.nodeColumns
  const firstA = plan.a.first
  const columnsA = <u32>plan.a.columns
  const firstB = plan.b.first
  const columnsB = <u32>plan.b.columns
  const stackNodes = plan.stackNodes
  const stackMasks = plan.stackMasks
  const one = plan.words == 1
  for (let word = 0; word < plan.words; word++) {
    const masks = changetype<U64s>(changetype<usize>(plan.masks) + ((<usize>(word * plan.nodes)) << 3))
    const all = wordOf(plan.classes, word)
    let mask = all
    let node = root
    let depth = 0
    for (;;) {
      const column = nodeColumns[node]
      if (column < 0) {
        if (one && mask == all) return node
        for (let rest = mask; rest != 0; rest &= rest - 1) plan.leaves[(word << 6) + <i32>ctz(rest)] = node
        if (depth == 0) break
        depth--
        node = stackNodes[depth]
        mask = stackMasks[depth]
        continue
      }
      const plain = column & ~CATEGORICAL_NODE
      if (<u32>(plain - firstA) >= columnsA && <u32>(plain - firstB) >= columnsB) {
        node = goesLeft<T>(bins, node, codes, stride, row) ? node + 1 : rights[node]
        continue
      }
      const left = mask & masks[node - root]
      if (left == 0) node = rights[node]
      else {
        if (left != mask) {
          stackNodes[depth] = rights[node]
          stackMasks[depth] = mask ^ left
          depth++
          mask = left
        }
        node++
      }
    }
  }
  return -1
}

/** The classes of a word as bits. */
function wordOf(classes: i32, word: i32): u64 {
  const rest = classes - (word << 6)
  return rest >= 64 ? ~(<u64>0) : ((<u64>1) << (<u64>rest)) - 1
}
