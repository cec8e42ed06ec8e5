// What a unit's permutation changes at and below its uppermost nodes.
import { CATEGORICAL_NODE } from "../bins"
import { decideNode } from "../decide"
import { choose } from "./choose"
import { Permutation } from "./plan"

/** Marks the rows whose leaf is one of `leaves` from `first` on; none beyond `count`. */
function markReached(plan: Permutation, first: i32, leaves: i32, count: i32, out: usize): void {
  const rows = <usize>((count + 15) & ~15)
  const firsts = i8x16.splat(<i8>first)
  if (leaves > 255) memory.fill(out, 0xff, rows)
  else {
    const sizes = i8x16.splat(<i8>leaves)
    for (let r: usize = 0; r < rows; r += 16) {
      v128.store(out + r, i8x16.lt_u(i8x16.sub(v128.load(plan.planes + r), firsts), sizes))
    }
  }
  memory.fill(out + <usize>count, 0, rows - <usize>count)
}

/** A node without others of its unit below: rows that the permutation turns change to the other child's leaf. */
export function flip(
  plan: Permutation,
  root: i32,
  node: i32,
  unit: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  shuffled: usize,
  deltas: usize,
): void {
  const bins = plan.bins
  const forest = bins.forest
  const right = forest.rights[root + node] - root
  const middle = plan.firstLeaves[right]
  const leftLeaves = middle - plan.firstLeaves[node]
  markReached(plan, plan.firstLeaves[node], leftLeaves, count, plan.lefts)
  markReached(plan, middle, ((plan.ends[node] - node + 1) >> 1) - leftLeaves, count, plan.rights)
  const marked = bins.nodeColumns[root + node]
  const column = marked & ~CATEGORICAL_NODE
  const fast = bins.codeBytes == 1 && marked == column
  const step = (<usize>(forest.outputs * stride)) << 3
  for (let k = 0; k < forest.width; k++) {
    findChanges(plan, node, right, k, count)
    let own = deltas + ((<usize>(k * stride)) << 3)
    for (let repeat = 0; repeat < plan.repeats; repeat++) {
      const permuted = plan.codesOf(unit, repeat, column, codes, stride, shuffled)
      if (fast) {
        turnBytes(plan, permuted + <usize>(column * stride + from), bins.nodeCuts[root + node], count, own)
      } else {
        decideNode(bins, root + node, permuted, stride, from, plan.mask, (count + 15) & ~15)
        turnMasked(plan, count, own)
      }
      own += step
    }
  }
}

/** What changes for each row at the node if its decision turns. */
function findChanges(plan: Permutation, node: i32, right: i32, k: i32, count: i32): void {
  const rows = <usize>((count + 15) & ~15)
  const leftPlane = plan.planes + <usize>(node + 1) * rows
  const rightPlane = plan.planes + <usize>right * rows
  for (let r: usize = 0; r < rows; r += 16) {
    const left = v128.load(plan.lefts + r)
    let bits = i8x16.bitmask(v128.or(left, v128.load(plan.rights + r)))
    while (bits != 0) {
      const row = r + <usize>ctz(bits)
      bits &= bits - 1
      const now = <i32>load<u8>(plan.planes + row)
      const other = <i32>load<u8>((load<u8>(plan.lefts + row) ? rightPlane : leftPlane) + row)
      const change = plan.leafInteger(other, k) - plan.leafInteger(now, k)
      store<i64>(plan.changes + (row << 3), change)
    }
  }
}

/** A row turns if it is left and now goes right, or the other way round. */
function turnBytes(plan: Permutation, codes: usize, cut: u32, count: i32, deltas: usize): void {
  const cuts = i8x16.splat(<i8>cut)
  const lefts = plan.lefts
  const rights = plan.rights
  const changes = plan.changes
  for (let r: usize = 0; r < <usize>count; r += 16) {
    const goesLeft = i8x16.le_u(v128.load(codes + r), cuts)
    const bits = i8x16.bitmask(v128.bitselect(v128.load(rights + r), v128.load(lefts + r), goesLeft))
    if (bits != 0) addChanges(bits, changes + (r << 3), deltas + (r << 3))
  }
}

function turnMasked(plan: Permutation, count: i32, deltas: usize): void {
  for (let r: usize = 0; r < <usize>count; r += 16) {
    const goesLeft = v128.load(plan.mask + r)
    const turned = v128.bitselect(v128.load(plan.rights + r), v128.load(plan.lefts + r), goesLeft)
    const bits = i8x16.bitmask(turned)
    if (bits != 0) addChanges(bits, plan.changes + (r << 3), deltas + (r << 3))
  }
}

function addChanges(turned: i32, changes: usize, deltas: usize): void {
  let bits = turned
  do {
    const at = (<usize>ctz(bits)) << 3
    store<i64>(deltas + at, load<i64>(deltas + at) + load<i64>(changes + at))
    bits &= bits - 1
  } while (bits != 0)
}

/** A node with others of its unit below: the nodes that depend on the unit choose anew. */
export function replay(
  plan: Permutation,
  root: i32,
  node: i32,
  unit: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  shuffled: usize,
  deltas: usize,
): void {
  const forest = plan.bins.forest
  const rows = (count + 15) & ~15
  const size = <usize>rows
  const changing = findDirty(plan, root, node, unit)
  const dirty = plan.dirty
  markReached(plan, plan.firstLeaves[node], (plan.ends[node] - node + 1) >> 1, count, plan.lefts)
  const step = (<usize>(forest.outputs * stride)) << 3
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    for (let i = 0; i < changing; i++) {
      const at = dirty[i]
      const column = plan.bins.nodeColumns[root + at] & ~CATEGORICAL_NODE
      const own = plan.codesOf(unit, repeat, column, codes, stride, shuffled)
      const left = planeOf(plan, at + 1, size)
      const right = planeOf(plan, forest.rights[root + at] - root, size)
      choose(plan, root + at, own, stride, from, left, right, plan.replayed + <usize>at * size, rows)
    }
    addMoved(plan, plan.replayed + <usize>node * size, stride, count, deltas + <usize>repeat * step)
  }
}

/** Lists the nodes below (and with) `node` that a unit changes, children first. */
function findDirty(plan: Permutation, root: i32, node: i32, unit: i32): i32 {
  const bins = plan.bins
  const marks = plan.dirtyMarks
  let found = 0
  for (let i = plan.ends[node] - 1; i >= node; i--) {
    const column = bins.nodeColumns[root + i]
    let mark = false
    if (column >= 0) {
      const right = bins.forest.rights[root + i] - root
      const below = load<u8>(marks + <usize>(i + 1)) | load<u8>(marks + <usize>right)
      mark = below != 0 || plan.unitColumns[unit * bins.columns + (column & ~CATEGORICAL_NODE)] >= 0
    }
    store<u8>(marks + <usize>i, mark ? 1 : 0)
    if (mark) plan.dirty[found++] = i
  }
  return found
}

function planeOf(plan: Permutation, node: i32, size: usize): usize {
  const planes = load<u8>(plan.dirtyMarks + <usize>node) ? plan.replayed : plan.planes
  return planes + <usize>node * size
}

/** Adds the change of every row that reaches the node and ends in another leaf. */
function addMoved(plan: Permutation, moved: usize, stride: i32, count: i32, deltas: usize): void {
  const width = plan.bins.forest.width
  for (let r: usize = 0; r < <usize>count; r += 16) {
    const others = i8x16.ne(v128.load(moved + r), v128.load(plan.planes + r))
    let bits = i8x16.bitmask(v128.and(others, v128.load(plan.lefts + r)))
    while (bits != 0) {
      const row = r + <usize>ctz(bits)
      bits &= bits - 1
      const to = <i32>load<u8>(moved + row)
      const now = <i32>load<u8>(plan.planes + row)
      for (let k = 0; k < width; k++) {
        const at = deltas + ((<usize>(k * stride) + row) << 3)
        store<i64>(at, load<i64>(at) + plan.leafInteger(to, k) - plan.leafInteger(now, k))
      }
    }
  }
}
