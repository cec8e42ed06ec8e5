// Partial dependence and individual conditional expectation: what rows' margins become when one or two features take
// the values of a grid.
//
// A tree sees a grid value only through its own nodes of these features, so values that all of them send the same way
// are one class, and a tree has a handful of classes however fine the grid. A row then walks the tree once: at a node
// of a varied feature a set of classes parts into those that go left and those that go right, elsewhere the row
// decides for all of them. Sets are bits of a word; a tree with more than 64 classes is walked once for each 64.
//
// Sums over rows are kept a class and spread over the grid once a tree. Single rows are kept as differences between
// neighbours on the grid, which a row's few changes touch, and become margins by a running sum at the end.
import { Bins, CATEGORICAL_NODE, fillBins } from "./bins"
import { F64s, I32s, release, reserve, U64s } from "./memory"
import { goesLeft, leafOf } from "./predict"

/** One varied feature: its grid's codes, and the grid's classes under the tree at hand. */
@unmanaged
class Axis {
  /** The feature's bin columns: `first` and how many. */
  first: i32
  columns: i32
  points: i32
  /** Codes of the grid as if those of all columns were there, so that `goesLeft` finds them. */
  codes: usize
  ownCodes: usize
  classes: i32
  /** Point -> class, class -> its first point, and for `refine` (class, left or not) -> class. */
  classOf: I32s
  firsts: I32s
  parts: I32s
  /** Where on the grid a run of points of one class begins. */
  runs: i32
  starts: I32s
  constructor() {}
}

/** A grid over one or two features of a forest, and room for the tree at hand. */
@unmanaged
export class Dependence {
  bins: Bins
  a: Axis
  b: Axis
  /** Class (i, j) is i * b.classes + j. */
  classes: i32
  /** Words of 64 classes. */
  words: i32
  nodes: i32
  /** Word x node -> which classes go left. */
  masks: U64s
  maskRoom: i32
  /** Class -> the leaf of the row at hand; class x width -> sums, and once more what is common to all classes. */
  leaves: I32s
  sums: F64s
  sumRoom: i32
  stackNodes: I32s
  stackMasks: U64s
  constructor() {}
}

/**
 * Prepares a grid: `pointsA` values of feature `featureA`, and of `featureB` or -1 and one value of any kind. Grid
 * points are numbered row by row: i * pointsB + j. Free it with `releaseDependence`.
 */
export function createDependence(
  bins: Bins,
  featureA: i32,
  valuesA: F64s,
  pointsA: i32,
  featureB: i32,
  valuesB: F64s,
  pointsB: i32,
): Dependence {
  const plan = changetype<Dependence>(reserve(offsetof<Dependence>()))
  plan.bins = bins
  plan.a = createAxis(bins, featureA, valuesA, pointsA)
  plan.b = createAxis(bins, featureB, valuesB, pointsB)
  plan.maskRoom = 0
  plan.masks = changetype<U64s>(0)
  plan.sumRoom = 0
  plan.leaves = changetype<I32s>(0)
  plan.sums = changetype<F64s>(0)
  // Every push parts a set of at most 64 classes.
  plan.stackNodes = changetype<I32s>(reserve(64 << 2))
  plan.stackMasks = changetype<U64s>(reserve(64 << 3))
  return plan
}

export function releaseDependence(plan: Dependence): void {
  releaseAxis(plan.a)
  releaseAxis(plan.b)
  release(changetype<usize>(plan.masks))
  release(changetype<usize>(plan.leaves))
  release(changetype<usize>(plan.sums))
  release(changetype<usize>(plan.stackNodes))
  release(changetype<usize>(plan.stackMasks))
  release(changetype<usize>(plan))
}

function createAxis(bins: Bins, feature: i32, values: F64s, points: i32): Axis {
  const axis = changetype<Axis>(reserve(offsetof<Axis>()))
  axis.first = feature < 0 ? 0 : bins.firstColumns[feature]
  axis.columns = feature < 0 ? 0 : bins.firstColumns[feature + 1] - axis.first
  axis.points = points
  const column = <usize>points * <usize>bins.codeBytes
  axis.ownCodes = reserve(<usize>axis.columns * column)
  axis.codes = axis.ownCodes - <usize>axis.first * column
  if (feature >= 0) fillBins(bins, feature, values, points, axis.codes, points, 0)
  axis.classOf = changetype<I32s>(reserve((<usize>points) << 2))
  axis.firsts = changetype<I32s>(reserve((<usize>points) << 2))
  axis.parts = changetype<I32s>(reserve((<usize>points) << 3))
  axis.starts = changetype<I32s>(reserve((<usize>points) << 2))
  return axis
}

function releaseAxis(axis: Axis): void {
  release(axis.ownCodes)
  release(changetype<usize>(axis.classOf))
  release(changetype<usize>(axis.firsts))
  release(changetype<usize>(axis.parts))
  release(changetype<usize>(axis.starts))
  release(changetype<usize>(axis))
}

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

/** Finds the classes of the grid under one tree; false when the tree has no node of a varied feature. */
function settleTree<T extends number>(plan: Dependence, root: i32, end: i32): bool {
  resetAxis(plan.a)
  resetAxis(plan.b)
  let varied = false
  for (let node = root; node < end; node++) {
    const axis = axisOf(plan, node)
    if (changetype<usize>(axis) == 0) continue
    varied = true
    refine<T>(plan.bins, axis, node)
  }
  plan.classes = plan.a.classes * plan.b.classes
  plan.words = (plan.classes + 63) >> 6
  plan.nodes = end - root
  makeRoom(plan)
  if (!varied) return false
  findRuns(plan.a)
  findRuns(plan.b)
  memory.fill(changetype<usize>(plan.masks), 0, (<usize>(plan.words * plan.nodes)) << 3)
  for (let node = root; node < end; node++) setMasks<T>(plan, root, node)
  return true
}

/** The axis whose feature a node splits on; null (0) at leaves and other features. */
function axisOf(plan: Dependence, node: i32): Axis {
  const column = plan.bins.nodeColumns[node]
  if (column < 0) return changetype<Axis>(0)
  const plain = column & ~CATEGORICAL_NODE
  if (<u32>(plain - plan.a.first) < <u32>plan.a.columns) return plan.a
  return <u32>(plain - plan.b.first) < <u32>plan.b.columns ? plan.b : changetype<Axis>(0)
}

/** All points in one class. */
function resetAxis(axis: Axis): void {
  memory.fill(changetype<usize>(axis.classOf), 0, (<usize>axis.points) << 2)
  axis.firsts[0] = 0
  axis.starts[0] = 0
  axis.classes = 1
  axis.runs = 1
}

/** Parts every class into those points that a node sends left and those that it sends right. */
function refine<T extends number>(bins: Bins, axis: Axis, node: i32): void {
  const parts = axis.parts
  memory.fill(changetype<usize>(parts), 0xff, (<usize>axis.classes) << 3)
  let classes = 0
  for (let point = 0; point < axis.points; point++) {
    const part = axis.classOf[point] * 2 + <i32>goesLeft<T>(bins, node, axis.codes, axis.points, point)
    if (parts[part] < 0) {
      parts[part] = classes
      axis.firsts[classes] = point
      classes++
    }
    axis.classOf[point] = parts[part]
  }
  axis.classes = classes
}

function findRuns(axis: Axis): void {
  let runs = 0
  for (let point = 0; point < axis.points; point++) {
    if (point > 0 && axis.classOf[point] == axis.classOf[point - 1]) continue
    axis.starts[runs] = point
    runs++
  }
  axis.runs = runs
}

function setMasks<T extends number>(plan: Dependence, root: i32, node: i32): void {
  const axis = axisOf(plan, node)
  if (changetype<usize>(axis) == 0) return
  const a = plan.a
  const b = plan.b
  const alongA = changetype<usize>(axis) == changetype<usize>(a)
  for (let i = 0; i < axis.classes; i++) {
    if (!goesLeft<T>(plan.bins, node, axis.codes, axis.points, axis.firsts[i])) continue
    // Class i of one feature together with every class of the other.
    const others = alongA ? b.classes : a.classes
    for (let other = 0; other < others; other++) {
      const c = alongA ? i * b.classes + other : other * b.classes + i
      const at = (c >> 6) * plan.nodes + node - root
      plan.masks[at] |= (<u64>1) << (<u64>(c & 63))
    }
  }
}

function makeRoom(plan: Dependence): void {
  const masks = plan.words * plan.nodes
  if (masks > plan.maskRoom) {
    release(changetype<usize>(plan.masks))
    plan.masks = changetype<U64s>(reserve((<usize>masks) << 3))
    plan.maskRoom = masks
  }
  const sums = (plan.classes + 1) * plan.bins.forest.width
  if (sums > plan.sumRoom) {
    release(changetype<usize>(plan.leaves))
    release(changetype<usize>(plan.sums))
    plan.leaves = changetype<I32s>(reserve((<usize>sums) << 2))
    plan.sums = changetype<F64s>(reserve((<usize>sums) << 3))
    plan.sumRoom = sums
  }
}
