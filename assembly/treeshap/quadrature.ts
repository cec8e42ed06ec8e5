// Path-dependent TreeSHAP by quadrature. For one leaf of value v, with the cover ratio z and the decision o (0 or 1)
// of each distinct feature on its path,
//
//   phi_i = v (o_i - z_i) * integral over t in [0, 1] of prod_{j != i} u_j(t),   u_j(t) = o_j t + z_j (1 - t),
//
// a polynomial in t that Gauss-Legendre integrates exactly with half as many points as there are features. Every edge
// multiplies the product A(t) on the way down; every leaf adds v A(t) to E(t) on the way up; an edge of feature i then
// adds sum over t of w E (o_i - z_i) / u_i, less the same for the feature's state above the edge.
//
// For a given row an edge is in one of three states: HOT (taken, as every earlier edge of its feature), BROKEN (the
// first of its feature not taken) or DEAD (an earlier one was not taken). Factor and extraction of the first two depend
// on the model alone and are tabulated; a dead edge only scales A by its cover ratio. So rows cost no division.
//
// After Wettenstein, Mitchell and Yu, "QuadratureTreeSHAP" (arXiv 2605.04497).
import { Bins } from "../bins"
import { FLAG_HALVE_ZERO_COVER, Forest } from "../forest"
import { F64s, I32s, release, reserve, U8s } from "../memory"
import { goesLeft } from "../decide"
import { gaussLegendre } from "./gauss"

const HOT: u8 = 0
const BROKEN: u8 = 1
const DEAD: u8 = 2

/** Factor and extraction vectors of an edge: hot factor, broken factor, hot extraction, broken extraction. */
const VECTORS: i32 = 4

/** One tree as a tape of edges in preorder (edge i leads into node root + i), and the scratch to play it. */
@unmanaged
export class Tape {
  bins: Bins
  /** Of the tree on the tape. */
  root: i32
  nodes: i32
  /** Quadrature points, even so that two fit a vector register. */
  points: i32
  width: i32
  /** Edge -> its upper node, its depth (the root's is 0) and the edge above of the same feature (-1: none). */
  parents: I32s
  depths: I32s
  earlier: I32s
  /** Edge -> distinct features on the path down to it, cover ratio of its node to its parent, and of its feature's chain. */
  distinct: I32s
  ratios: F64s
  chains: F64s
  vectors: F64s
  abscissas: F64s
  weights: F64s
  /** Edge -> its state for the row at hand. */
  states: U8s
  /** Depth -> the product A and, for each value of a leaf, the sum E. */
  products: F64s
  sums: F64s
  constructor() {}
}

/** Scratch for any tree of the forest. Free it with `releaseTape`. */
export function createTape(bins: Bins): Tape {
  const forest = bins.forest
  let nodes = 0
  for (let tree = 0; tree < forest.trees; tree++) nodes = max(nodes, forest.roots[tree + 1] - forest.roots[tree])
  const tape = changetype<Tape>(reserve(offsetof<Tape>()))
  tape.bins = bins
  tape.width = forest.width
  tape.parents = changetype<I32s>(reserve((<usize>nodes) << 2))
  tape.depths = changetype<I32s>(reserve((<usize>nodes) << 2))
  tape.earlier = changetype<I32s>(reserve((<usize>nodes) << 2))
  tape.distinct = changetype<I32s>(reserve((<usize>nodes) << 2))
  tape.ratios = changetype<F64s>(reserve((<usize>nodes) << 3))
  tape.chains = changetype<F64s>(reserve((<usize>nodes) << 3))
  tape.states = changetype<U8s>(reserve(<usize>nodes))
  reserveVectors(tape)
  return tape
}

export function releaseTape(tape: Tape): void {
  release(changetype<usize>(tape.parents))
  release(changetype<usize>(tape.depths))
  release(changetype<usize>(tape.earlier))
  release(changetype<usize>(tape.distinct))
  release(changetype<usize>(tape.ratios))
  release(changetype<usize>(tape.chains))
  release(changetype<usize>(tape.states))
  release(changetype<usize>(tape.vectors))
  release(changetype<usize>(tape.abscissas))
  release(changetype<usize>(tape.weights))
  release(changetype<usize>(tape.products))
  release(changetype<usize>(tape.sums))
  release(changetype<usize>(tape))
}

/** The largest tree in edges x points, and the deepest, decide how much the vectors take. */
function reserveVectors(tape: Tape): void {
  const forest = tape.bins.forest
  let vectors: usize = 0
  let stack: usize = 0
  let points = 2
  for (let tree = 0; tree < forest.trees; tree++) {
    const depth = layTree(tape, tree)
    vectors = max(vectors, <usize>tape.nodes * <usize>tape.points)
    stack = max(stack, <usize>(depth + 1) * <usize>tape.points)
    points = max(points, tape.points)
  }
  tape.vectors = changetype<F64s>(reserve((vectors * VECTORS) << 3))
  tape.abscissas = changetype<F64s>(reserve((<usize>points) << 3))
  tape.weights = changetype<F64s>(reserve((<usize>points) << 3))
  tape.products = changetype<F64s>(reserve(stack << 3))
  tape.sums = changetype<F64s>(reserve((stack * <usize>tape.width) << 3))
}

/** Lays a tree's edges on the tape; returns its depth. */
function layTree(tape: Tape, tree: i32): i32 {
  const forest = tape.bins.forest
  const root = forest.roots[tree]
  tape.root = root
  tape.nodes = forest.roots[tree + 1] - root
  tape.parents[0] = -1
  tape.depths[0] = 0
  tape.distinct[0] = 0
  let depth = 0
  let distinct = 0
  for (let i = 0; i < tape.nodes; i++) {
    if (i > 0) layEdge(tape, i)
    depth = max(depth, tape.depths[i])
    distinct = max(distinct, tape.distinct[i])
    if (forest.splits[root + i] < 0) continue
    tape.parents[i + 1] = i
    tape.parents[forest.rights[root + i] - root] = i
  }
  tape.points = max(2, ((distinct + 3) >> 2) << 1)
  return depth
}

function layEdge(tape: Tape, i: i32): void {
  const forest = tape.bins.forest
  const parent = tape.parents[i]
  const feature = forest.splits[tape.root + parent]
  let above = parent
  while (above > 0 && forest.splits[tape.root + tape.parents[above]] != feature) above = tape.parents[above]
  const ratio = coverRatio(forest, tape.root + parent, tape.root + i)
  tape.depths[i] = tape.depths[parent] + 1
  tape.earlier[i] = above > 0 ? above : -1
  tape.distinct[i] = tape.distinct[parent] + (above > 0 ? 0 : 1)
  tape.ratios[i] = ratio
  tape.chains[i] = above > 0 ? tape.chains[above] * ratio : ratio
}

/** The share of a node's training rows that went on to a child. */
function coverRatio(forest: Forest, parent: i32, child: i32): f64 {
  const cover = forest.covers[parent]
  if (cover <= 0 && forest.has(FLAG_HALVE_ZERO_COVER)) return 0.5
  return forest.covers[child] / cover
}

/** Tabulates the factors and extractions of every edge of the tree on the tape. */
function tabulate(tape: Tape): void {
  const points = tape.points
  gaussLegendre(points, tape.abscissas, tape.weights)
  for (let i = 1; i < tape.nodes; i++) {
    const hot = tape.vectors.from(i * points * VECTORS)
    const earlier = tape.earlier[i]
    const c0: f64 = earlier < 0 ? 1 : tape.chains[earlier]
    const c = tape.chains[i]
    for (let m = 0; m < points; m++) {
      const t = tape.abscissas[m]
      const w = tape.weights[m]
      const above = t + c0 * (1 - t)
      const taken = t + c * (1 - t)
      const removed = (1 - c0) / above
      hot[m] = taken / above
      hot[points + m] = (c * (1 - t)) / above
      hot[2 * points + m] = w * ((1 - c) / taken - removed)
      hot[3 * points + m] = w * (-1 / (1 - t) - removed)
    }
  }
}

/**
 * Adds the SHAP values of trees [fromTree, toTree) for `count` rows from row `from` on. `shap` is
 * outputs x used features x count: a column for each output and each feature that the forest splits on.
 */
export function treeshap(
  tape: Tape,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  shap: F64s,
): void {
  const forest = tape.bins.forest
  const codeBytes = tape.bins.codeBytes
  for (let tree = fromTree; tree < toTree; tree++) {
    layTree(tape, tree)
    if (tape.nodes == 1) continue
    tabulate(tape)
    const output = forest.width > 1 ? 0 : forest.treeOutputs[tree]
    const columns = shap.from(output * tape.bins.usedFeatures * count)
    for (let row = 0; row < count; row++) {
      if (codeBytes == 1) markStates<u8>(tape, codes, stride, from + row)
      else if (codeBytes == 2) markStates<u16>(tape, codes, stride, from + row)
      else markStates<u32>(tape, codes, stride, from + row)
      play(tape, columns, count, row)
    }
  }
}

/** Settles every edge's state for one row. */
function markStates<T extends number>(tape: Tape, codes: usize, stride: i32, row: i32): void {
  const bins = tape.bins
  const root = tape.root
  for (let i = 0; i < tape.nodes; i++) {
    if (bins.nodeColumns[root + i] < 0) continue
    const left = goesLeft<T>(bins, root + i, codes, stride, row)
    const right = bins.forest.rights[root + i] - root
    tape.states[i + 1] = stateOf(tape, i + 1, left)
    tape.states[right] = stateOf(tape, right, !left)
  }
}

function stateOf(tape: Tape, edge: i32, taken: bool): u8 {
  const earlier = tape.earlier[edge]
  if (earlier >= 0 && tape.states[earlier] != HOT) return DEAD
  return taken ? HOT : BROKEN
}

/** Plays the tape for one row: down to each leaf in preorder, and up from every node that is complete. */
function play(tape: Tape, columns: F64s, count: i32, row: i32): void {
  const bytes = (<usize>tape.points) << 3
  const products = changetype<usize>(tape.products)
  for (let m = 0; m < tape.points; m++) tape.products[m] = 1
  for (let i = 1; i < tape.nodes; i++) {
    const below = products + <usize>tape.depths[i] * bytes
    descend(tape, i, below - bytes, below)
    if (tape.bins.nodeColumns[tape.root + i] >= 0) continue
    startSums(tape, i, below)
    ascend(tape, i, columns, count, row)
  }
}

/** A at the lower end of an edge. */
function descend(tape: Tape, i: i32, above: usize, below: usize): void {
  const bytes = (<usize>tape.points) << 3
  const state = tape.states[i]
  if (state == DEAD) {
    const ratio = f64x2.splat(tape.ratios[i])
    for (let at: usize = 0; at < bytes; at += 16) v128.store(below + at, f64x2.mul(v128.load(above + at), ratio))
    return
  }
  const factors = changetype<usize>(tape.vectors) + (<usize>(i * VECTORS) + <usize>state) * bytes
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(below + at, f64x2.mul(v128.load(above + at), v128.load(factors + at)))
  }
}

/** E of a leaf: its values times A. */
function startSums(tape: Tape, i: i32, product: usize): void {
  const bytes = (<usize>tape.points) << 3
  const width = tape.width
  const sums = changetype<usize>(tape.sums) + <usize>tape.depths[i] * bytes * <usize>width
  const values = tape.bins.forest.values
  for (let k = 0; k < width; k++) {
    const value = f64x2.splat(values[(tape.root + i) * width + k])
    const out = sums + <usize>k * bytes
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.mul(v128.load(product + at), value))
  }
}

/** Closes edges upwards from leaf i until one that is a left child: its sibling is still to come. */
function ascend(tape: Tape, i: i32, columns: F64s, count: i32, row: i32): void {
  const bytes = ((<usize>tape.points) << 3) * <usize>tape.width
  while (i > 0) {
    const parent = tape.parents[i]
    const own = changetype<usize>(tape.sums) + <usize>tape.depths[i] * bytes
    if (tape.states[i] != DEAD) extract(tape, i, own, columns, count, row)
    const above = own - bytes
    if (i == parent + 1) {
      memory.copy(above, own, bytes)
      return
    }
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(above + at, f64x2.add(v128.load(above + at), v128.load(own + at)))
    }
    i = parent
  }
}

/** What an edge adds to its feature's SHAP value, for each value of a leaf. */
function extract(tape: Tape, i: i32, sums: usize, columns: F64s, count: i32, row: i32): void {
  const bins = tape.bins
  const bytes = (<usize>tape.points) << 3
  const weights = changetype<usize>(tape.vectors) + (<usize>(i * VECTORS) + 2 + <usize>tape.states[i]) * bytes
  const slot = bins.slots[bins.forest.splits[tape.root + tape.parents[i]]]
  for (let k = 0; k < tape.width; k++) {
    const own = sums + <usize>k * bytes
    let total = f64x2.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      total = f64x2.add(total, f64x2.mul(v128.load(own + at), v128.load(weights + at)))
    }
    const cell = (k * bins.usedFeatures + slot) * count + row
    columns[cell] += f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)
  }
}

/** Adds each output's expected margin under the covers to `expected` (outputs numbers). */
export function treeshapBase(tape: Tape, expected: F64s): void {
  const forest = tape.bins.forest
  const width = forest.width
  for (let tree = 0; tree < forest.trees; tree++) {
    layTree(tape, tree)
    const output = width > 1 ? 0 : forest.treeOutputs[tree]
    // A node's share of the training rows; the chains are not needed here, so they lend their place.
    const shares = tape.chains
    shares[0] = 1
    for (let i = 0; i < tape.nodes; i++) {
      if (i > 0) shares[i] = shares[tape.parents[i]] * tape.ratios[i]
      if (forest.splits[tape.root + i] >= 0) continue
      for (let k = 0; k < width; k++) expected[output + k] += shares[i] * forest.values[(tape.root + i) * width + k]
    }
  }
}
