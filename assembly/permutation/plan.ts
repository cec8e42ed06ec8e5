// What permuting needs of a forest: which nodes each unit of features changes, and the leaves' values as integers.
//
// A unit is what is permuted together: one feature, or a group. Changes of leaves are added up as integers, the leaves'
// values times a power of two, because integer sums do not depend on their order: two rows that end in the same leaves
// have the same margin to the last bit however their changes came about, so that ties stay ties.
import { Bins } from "../bins"
import { I32s, release, reserve } from "../memory"

/** Trees of more leaves are walked row by row. */
export const PLANE_LEAVES: i32 = 256

/** Bits that the sum of all leaves may take; a change takes one more, and there is a sign. */
const SUM_BITS: f64 = 61

@unmanaged
export class Permutation {
  bins: Bins
  units: i32
  repeats: i32
  /** Feature -> its units: featureUnits[featureStarts[f] .. featureStarts[f + 1]]. */
  featureStarts: I32s
  featureUnits: I32s
  /** How many columns of permuted codes there are a repeat, and unit x bin column -> permuted column or -1. */
  columns: i32
  unitColumns: I32s
  /** Value = integer * grain; integers are a node's `width`, i64. */
  grain: f64
  integers: usize
  /** Rows at a time, a multiple of 16. */
  block: i32
  /** Node of the tree at hand (from its root) -> end of its subtree, and number of its first leaf. */
  ends: I32s
  firstLeaves: I32s
  /** The uppermost nodes of each unit: node, unit, and 1 where more nodes of the unit lie below. */
  tops: I32s
  /** Unit -> end of its last uppermost node's subtree, and that node's place in `tops`; or rows seen, see walk.ts. */
  unitEnds: I32s
  unitTops: I32s
  /** Nodes that change with a unit below an uppermost node, and how many. */
  dirty: I32s
  dirtyMarks: usize
  /** Node x row -> number of the leaf that the row would end in: as the table is, and permuted. */
  planes: usize
  replayed: usize
  /** Row -> all ones where it reaches a node's left or right child (or the node at all); a mask; changes by row. */
  lefts: usize
  rights: usize
  mask: usize
  changes: usize
  /** The tree's leaves' integers by the leaf's number. */
  leaves: usize
  constructor() {}

  @inline integer(node: i32, k: i32): i64 {
    return load<i64>(this.integers + ((<usize>(node * this.bins.forest.width + k)) << 3))
  }
  /** An integer of the tree at hand, by the leaf's number. */
  @inline leafInteger(leaf: i32, k: i32): i64 {
    return load<i64>(this.leaves + ((<usize>(leaf * this.bins.forest.width + k)) << 3))
  }
  @inline top(i: i32, word: i32): i32 {
    return this.tops[i * 3 + word]
  }
  /** What stands for `codes` at a unit's permuted column. */
  @inline codesOf(unit: i32, repeat: i32, column: i32, codes: usize, stride: i32, shuffled: usize): usize {
    const own = this.unitColumns[unit * this.bins.columns + column]
    if (own < 0) return codes
    // As if all columns were there, so that the column is found at its own number.
    const place = repeat * this.columns + own - column
    return shuffled + <usize>place * <usize>stride * <usize>this.bins.codeBytes
  }
}

/**
 * Prepares `units` units of features, each permuted `repeats` times: unit u has unitFeatures[unitStarts[u] ..
 * unitStarts[u + 1]]. `block` is the most rows that `permute` gets at a time. Free it with `releasePermutation`.
 */
export function createPermutation(
  bins: Bins,
  units: i32,
  repeats: i32,
  unitStarts: I32s,
  unitFeatures: I32s,
  block: i32,
): Permutation {
  const plan = changetype<Permutation>(reserve(offsetof<Permutation>()))
  plan.bins = bins
  plan.units = units
  plan.repeats = repeats
  plan.block = (block + 15) & ~15
  indexFeatures(plan, unitStarts, unitFeatures)
  numberColumns(plan, unitStarts, unitFeatures)
  makeIntegers(plan)
  reserveScratch(plan)
  return plan
}

export function releasePermutation(plan: Permutation): void {
  release(changetype<usize>(plan.featureStarts))
  release(changetype<usize>(plan.featureUnits))
  release(changetype<usize>(plan.unitColumns))
  release(plan.integers)
  release(changetype<usize>(plan.ends))
  release(changetype<usize>(plan.firstLeaves))
  release(changetype<usize>(plan.tops))
  release(changetype<usize>(plan.unitEnds))
  release(changetype<usize>(plan.unitTops))
  release(changetype<usize>(plan.dirty))
  release(plan.dirtyMarks)
  release(plan.planes)
  release(plan.replayed)
  release(plan.lefts)
  release(plan.rights)
  release(plan.mask)
  release(plan.changes)
  release(plan.leaves)
  release(changetype<usize>(plan))
}

/** Columns of permuted codes that each repeat takes. */
export function permutationColumns(plan: Permutation): i32 {
  return plan.columns
}

function indexFeatures(plan: Permutation, unitStarts: I32s, unitFeatures: I32s): void {
  const features = plan.bins.forest.features
  const all = unitStarts[plan.units]
  const starts = changetype<I32s>(reserve((<usize>(features + 1)) << 2))
  const list = changetype<I32s>(reserve((<usize>all) << 2))
  memory.fill(changetype<usize>(starts), 0, (<usize>(features + 1)) << 2)
  for (let i = 0; i < all; i++) starts[unitFeatures[i] + 1] = starts[unitFeatures[i] + 1] + 1
  for (let f = 0; f < features; f++) starts[f + 1] = starts[f + 1] + starts[f]
  // Backwards, each start comes down to where it belongs when its features are placed.
  for (let f = features; f > 0; f--) starts[f] = starts[f - 1]
  for (let unit = 0; unit < plan.units; unit++) {
    for (let i = unitStarts[unit]; i < unitStarts[unit + 1]; i++) {
      const at = starts[unitFeatures[i] + 1]
      list[at] = unit
      starts[unitFeatures[i] + 1] = at + 1
    }
  }
  plan.featureStarts = starts
  plan.featureUnits = list
}

function numberColumns(plan: Permutation, unitStarts: I32s, unitFeatures: I32s): void {
  const bins = plan.bins
  const size = plan.units * bins.columns
  const columns = changetype<I32s>(reserve((<usize>size) << 2))
  for (let i = 0; i < size; i++) columns[i] = -1
  let next = 0
  for (let unit = 0; unit < plan.units; unit++) {
    for (let i = unitStarts[unit]; i < unitStarts[unit + 1]; i++) {
      const feature = unitFeatures[i]
      for (let c = bins.firstColumns[feature]; c < bins.firstColumns[feature + 1]; c++) {
        columns[unit * bins.columns + c] = next++
      }
    }
  }
  plan.unitColumns = columns
  plan.columns = next
}

/** Scales the leaves so that the sum of the largest of every tree just fits. */
function makeIntegers(plan: Permutation): void {
  const forest = plan.bins.forest
  const width = forest.width
  let most: f64 = 0
  for (let tree = 0; tree < forest.trees; tree++) {
    let largest: f64 = 0
    for (let i = forest.roots[tree] * width; i < forest.roots[tree + 1] * width; i++) {
      largest = max(largest, Math.abs(forest.values[i]))
    }
    most += largest
  }
  const bits = most > 0 ? SUM_BITS - Math.ceil(Math.log2(most) + 1e-9) : 0
  // Both powers of two are numbers.
  const scale = 2 ** min(max(bits, -1000.0), 1000.0)
  plan.grain = 1 / scale
  plan.integers = reserve((<usize>(forest.nodes * width)) << 3)
  for (let i = 0; i < forest.nodes * width; i++) {
    store<i64>(plan.integers + ((<usize>i) << 3), <i64>nearest(forest.values[i] * scale))
  }
}

function reserveScratch(plan: Permutation): void {
  const forest = plan.bins.forest
  let nodes = 1
  for (let tree = 0; tree < forest.trees; tree++) {
    const own = forest.roots[tree + 1] - forest.roots[tree]
    if (own < 2 * PLANE_LEAVES) nodes = max(nodes, own)
  }
  let sharers = 1
  for (let f = 0; f < forest.features; f++) sharers = max(sharers, plan.featureStarts[f + 1] - plan.featureStarts[f])
  const rows = <usize>plan.block
  plan.ends = changetype<I32s>(reserve((<usize>nodes) << 2))
  plan.firstLeaves = changetype<I32s>(reserve((<usize>nodes) << 2))
  plan.tops = changetype<I32s>(reserve((<usize>(nodes * sharers * 3)) << 2))
  plan.unitEnds = changetype<I32s>(reserve((<usize>plan.units) << 2))
  plan.unitTops = changetype<I32s>(reserve((<usize>plan.units) << 2))
  plan.dirty = changetype<I32s>(reserve((<usize>nodes) << 2))
  plan.dirtyMarks = reserve(<usize>nodes)
  plan.planes = reserve(<usize>nodes * rows)
  plan.replayed = reserve(<usize>nodes * rows)
  plan.lefts = reserve(rows)
  plan.rights = reserve(rows)
  plan.mask = reserve(rows)
  plan.changes = reserve(rows << 3)
  plan.leaves = reserve((<usize>(PLANE_LEAVES * forest.width)) << 3)
}
