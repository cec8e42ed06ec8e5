// A grid over one or two features, and its classes under one tree: grid values that all of the tree's nodes of these
// features send the same way are one class.
import { Bins, CATEGORICAL_NODE, fillBins } from "./bins"
import { goesLeft } from "./decide"
import { F64s, I32s, release, reserve, U64s } from "./memory"

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

/** Finds the classes of the grid under one tree; false when the tree has no node of a varied feature. */
export function settleTree<T extends number>(plan: Dependence, root: i32, end: i32): bool {
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
