// Decisions as masks: a byte a row, all ones where the row goes left at a node, or where it met every condition that a
// path has put on a feature so far. A block of rows has a mask for each slot; the groups of a tree share them.
import { Bins } from "../bins"
import { decideNode } from "../decide"
import { I32s, U8s } from "../memory"
import { Paths } from "./paths"

/** Words of a decision: the node, or -1 where two masks are and-ed; the slot written; two masks (slot << 1 | not). */
const WORDS: i32 = 4

/** Slots and decisions of the tree at hand, in scratch for any tree. */
@unmanaged
export class Slots {
  /** Node -> 1 above a group's top, 2 in a group, 0 elsewhere. */
  places: U8s
  /** Inner node -> slot of "goes left". */
  nodes: I32s
  /** Edge above a group or into its top -> mask (slot << 1 | not) of "met every condition on the feature". */
  edges: I32s
  decisions: I32s
  count: i32
  used: i32
  constructor() {}
}

/** Lists what has to be decided for the groups `tops[from..to)` of the traced tree. */
export function listDecisions(slots: Slots, paths: Paths, tops: I32s, from: i32, to: i32): void {
  placeNodes(slots, paths, tops, from, to)
  slots.count = 0
  slots.used = 0
  const splits = paths.bins.forest.splits
  for (let i = 0; i < paths.nodes; i++) {
    const place = slots.places[i]
    if (place == 0) continue
    if (i > 0 && slots.places[paths.parents[i]] == 1) slots.edges[i] = edgeMask(slots, paths, i)
    if (splits[paths.root + i] >= 0) slots.nodes[i] = decide(slots, paths.root + i, 0, 0)
  }
}

function placeNodes(slots: Slots, paths: Paths, tops: I32s, from: i32, to: i32): void {
  memory.fill(changetype<usize>(slots.places), 0, <usize>paths.nodes)
  for (let g = from; g < to; g++) {
    const top = tops[g]
    memory.fill(changetype<usize>(slots.places) + <usize>top, 2, <usize>(2 * paths.inner[top] + 1))
    for (let i = paths.parents[top]; i >= 0 && slots.places[i] == 0; i = paths.parents[i]) slots.places[i] = 1
  }
}

function edgeMask(slots: Slots, paths: Paths, edge: i32): i32 {
  const parent = paths.parents[edge]
  const own = (slots.nodes[parent] << 1) | (edge == parent + 1 ? 0 : 1)
  const earlier = paths.earlier[edge]
  return earlier < 0 ? own : decide(slots, -1, slots.edges[earlier], own) << 1
}

function decide(slots: Slots, node: i32, first: i32, second: i32): i32 {
  const at = slots.count * WORDS
  slots.decisions[at] = node
  slots.decisions[at + 1] = slots.used
  slots.decisions[at + 2] = first
  slots.decisions[at + 3] = second
  slots.count++
  return slots.used++
}

/** Bytes of a list of decisions. */
export function decisionBytes(count: i32): usize {
  return (<usize>(count * WORDS)) << 2
}

/**
 * Makes the masks of `count` rows (a multiple of 16) from row `row` on; a slot's mask has `count` bytes. Rows beyond
 * the table's last get masks of no meaning.
 */
export function runDecisions(
  decisions: I32s,
  decisionCount: i32,
  bins: Bins,
  codes: usize,
  stride: i32,
  row: i32,
  masks: usize,
  count: i32,
): void {
  for (let d = 0; d < decisionCount; d++) {
    const at = d * WORDS
    const node = decisions[at]
    const out = masks + <usize>(decisions[at + 1] * count)
    if (node < 0) both(masks, decisions[at + 2], decisions[at + 3], out, count)
    else decideNode(bins, node, codes, stride, row, out, count)
  }
}

function both(masks: usize, first: i32, second: i32, out: usize, count: i32): void {
  const a = masks + <usize>((first >> 1) * count)
  const b = masks + <usize>((second >> 1) * count)
  const notA = i8x16.splat(<i8>-(first & 1))
  const notB = i8x16.splat(<i8>-(second & 1))
  for (let i: usize = 0; i < <usize>count; i += 16) {
    v128.store(out + i, v128.and(v128.xor(v128.load(a + i), notA), v128.xor(v128.load(b + i), notB)))
  }
}
