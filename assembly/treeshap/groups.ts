// A bottom subtree as a table. Its index has a bit for each decision inside (1: left) and one for each feature that was
// met above the group (1: no longer hot). An entry holds, at every quadrature point and for every value of a leaf, what
// the subtree answers to a product of 1, then what each of its features extracts from that.
import { I32s, U8s } from "../memory"
import { Members, placeOf } from "./roles"
import { DROPPED, Sketch } from "./sketch"
import { BROKEN, DEAD, firstEdge, HOT, laterEdge, Quadrature } from "./vectors"

/** A group of 8 decisions has 17 nodes. */
export const GROUP_NODES: i32 = 17

/** The group at hand, its nodes in preorder; scratch for its vectors. */
@unmanaged
export class Bench {
  nodes: i32
  /** Node of the group -> node of the tree, parent in the group, place of the parent's feature. */
  ids: I32s
  parents: I32s
  places: I32s
  /** Inner node -> its decision's bit; edge -> an edge of the group or (from GROUP_NODES on) a bit that settles it, -1: none. */
  bits: I32s
  earlier: I32s
  states: U8s
  /** Edges' vectors, products and sums. */
  edges: usize
  products: usize
  sums: usize
  constructor() {}
}

/** Fills the table of the group at node `root` of the tree; `members` are what it is made of. */
export function fillGroup(
  sketch: Sketch,
  bench: Bench,
  members: Members,
  quadrature: Quadrature,
  root: i32,
  table: usize,
): void {
  listNodes(sketch, bench, members, root)
  tabulateEdges(sketch, bench, quadrature)
  const width = sketch.tape.bins.forest.width
  const bytes = (<usize>quadrature.points) << 3
  const entry = bytes * <usize>(width * (1 + members.features))
  for (let index = 0; index < 1 << (members.decisions + members.flags); index++) {
    settleStates(bench, index)
    fillEntry(sketch, bench, members.features, bytes, table + <usize>index * entry)
  }
}

function listNodes(sketch: Sketch, bench: Bench, members: Members, root: i32): void {
  const forest = sketch.tape.bins.forest
  bench.nodes = 0
  let decisions = 0
  for (let i = root; i < root + sketch.spans[root]; i++) {
    if (sketch.sizes[i] == DROPPED) {
      i += sketch.spans[i] - 1
      continue
    }
    const own = bench.nodes++
    bench.ids[own] = i
    sketch.slots[i] = own
    bench.bits[own] = sketch.sizes[i] > 0 ? decisions++ : -1
    if (own == 0) continue
    const parent = sketch.parents[i]
    bench.parents[own] = sketch.slots[parent]
    bench.places[own] = placeOf(members, forest.splits[sketch.root + parent])
    bench.earlier[own] = earlierOf(sketch, members, root, parent, bench.places[own])
  }
}

function earlierOf(sketch: Sketch, members: Members, root: i32, parent: i32, place: i32): i32 {
  const earlier = sketch.earlier[parent]
  if (earlier > root) return sketch.slots[earlier]
  if (earlier < 0) return -1
  let bit = members.decisions
  for (let before = 0; before < place; before++) if (members.aboveList[before] >= 0) bit++
  return GROUP_NODES + bit
}

function tabulateEdges(sketch: Sketch, bench: Bench, quadrature: Quadrature): void {
  const bytes = (<usize>(6 * quadrature.points)) << 3
  for (let own = 1; own < bench.nodes; own++) {
    const i = bench.ids[own]
    const earlier = sketch.earlier[sketch.parents[i]]
    const out = bench.edges + <usize>own * bytes
    if (earlier < 0) firstEdge(out, quadrature, sketch.ratios[i])
    else laterEdge(out, quadrature, sketch.chains[earlier], sketch.ratios[i])
  }
}

function settleStates(bench: Bench, index: i32): void {
  for (let own = 1; own < bench.nodes; own++) {
    const parent = bench.parents[own]
    const isLeft = bench.ids[own] == bench.ids[parent] + 1
    const goesLeft = ((index >> bench.bits[parent]) & 1) != 0
    const earlier = bench.earlier[own]
    let dead = false
    if (earlier >= GROUP_NODES) dead = ((index >> (earlier - GROUP_NODES)) & 1) != 0
    else if (earlier >= 0) dead = bench.states[earlier] != HOT
    bench.states[own] = <u8>(dead ? DEAD : isLeft == goesLeft ? HOT : BROKEN)
  }
}

function fillEntry(sketch: Sketch, bench: Bench, features: i32, bytes: usize, entry: usize): void {
  const width = sketch.tape.bins.forest.width
  const wide = bytes * <usize>width
  const one = f64x2.splat(1)
  for (let at: usize = 0; at < bytes; at += 16) v128.store(bench.products + at, one)
  for (let own = 1; own < bench.nodes; own++) {
    const factor = bench.edges + (<usize>(own * 6) + ((<usize>bench.states[own]) << 1)) * bytes
    const above = bench.products + <usize>bench.parents[own] * bytes
    const below = bench.products + <usize>own * bytes
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(below + at, f64x2.mul(v128.load(above + at), v128.load(factor + at)))
    }
  }
  memory.fill(bench.sums, 0, wide * <usize>bench.nodes)
  memory.fill(entry, 0, wide * <usize>(1 + features))
  for (let own = bench.nodes - 1; own > 0; own--) {
    if (bench.bits[own] < 0) startSums(sketch, bench, own, bytes)
    closeEdge(bench, own, width, bytes, entry + wide * <usize>(1 + bench.places[own]))
  }
  memory.copy(entry, bench.sums, wide)
}

function startSums(sketch: Sketch, bench: Bench, own: i32, bytes: usize): void {
  const forest = sketch.tape.bins.forest
  const product = bench.products + <usize>own * bytes
  for (let k = 0; k < forest.width; k++) {
    const value = f64x2.splat(forest.values[(sketch.root + bench.ids[own]) * forest.width + k])
    const sum = bench.sums + <usize>(own * forest.width + k) * bytes
    for (let at: usize = 0; at < bytes; at += 16) v128.store(sum + at, f64x2.mul(v128.load(product + at), value))
  }
}

function closeEdge(bench: Bench, own: i32, width: i32, bytes: usize, extracted: usize): void {
  const weights = bench.edges + (<usize>(own * 6 + 1) + ((<usize>bench.states[own]) << 1)) * bytes
  for (let k: usize = 0; k < <usize>width; k++) {
    const sum = bench.sums + (<usize>(own * width) + k) * bytes
    const above = bench.sums + (<usize>(bench.parents[own] * width) + k) * bytes
    const out = extracted + k * bytes
    for (let at: usize = 0; at < bytes; at += 16) {
      const e = v128.load(sum + at)
      v128.store(above + at, f64x2.add(v128.load(above + at), e))
      v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(e, v128.load(weights + at))))
    }
  }
}
