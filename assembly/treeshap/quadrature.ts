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
// first of its feature not taken) or DEAD (an earlier one was not taken). Factor and extraction depend on the model
// and the state alone and are tabulated, so rows cost no division. Small subtrees at the bottom are tabulated as a
// whole, by their decisions.
//
// sketch.ts finds a tree's shape, roles.ts its groups, lay.ts writes the plan with vectors.ts and groups.ts;
// marking.ts and play.ts run it for a row.
//
// After Wettenstein, Mitchell and Yu, "QuadratureTreeSHAP" (arXiv 2605.04497).
import { F64s, release } from "../memory"
import { createLayer, Layer, layTree, measurePlan, releaseLayer } from "./lay"
import { markRows } from "./marking"
import { play, startStack } from "./play"
import { sketchTree } from "./sketch"
import { Plan, Tape } from "./tape"

export { createTape, releaseTape, tapeBytes, treeshapBase } from "./tape"

/** Plans stay while they take no more than this; beyond it a tree is laid for every block of rows. */
const KEEP_BYTES: usize = 24 << 20

/** Decisions a group at most, and the bytes of a plan that is not kept but should stay in the cache. */
const MOST: i32 = 5
const CACHE_BYTES: usize = 3 << 19

/** From so many rows on, tables pay in a plan that is laid for them alone. */
const FEW_ROWS: i32 = 12

/**
 * Adds the SHAP values of trees [fromTree, toTree) for `count` rows from row `from` on. `shap` holds a column of
 * `shapStride` numbers for each output and each feature that the forest splits on; row i of the block is number i.
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
  shapStride: i32,
): void {
  let layer = changetype<Layer>(0)
  let first = fromTree
  for (let tree = fromTree; tree < toTree; tree++) {
    if (tape.plans[tree] != 0) continue
    if (changetype<usize>(layer) == 0) layer = createLayer(tape)
    const passing = settlePlan(tape, layer, tree, count)
    if (changetype<usize>(passing) == 0) continue
    playTrees(tape, codes, stride, from, count, first, tree, shap, shapStride)
    playPassing(tape, passing, codes, stride, from, count, shap, shapStride)
    release(changetype<usize>(passing))
    first = tree + 1
  }
  if (changetype<usize>(layer) != 0) releaseLayer(layer)
  playTrees(tape, codes, stride, from, count, first, toTree, shap, shapStride)
}

/** Lays a tree. A plan that does not find room among those kept is returned. */
function settlePlan(tape: Tape, layer: Layer, tree: i32, rows: i32): Plan {
  const forest = tape.bins.forest
  sketchTree(layer.sketch, tree)
  const share = <f64>layer.sketch.nodes / <f64>forest.nodes
  const room = min(<usize>(share * <f64>KEEP_BYTES), KEEP_BYTES - tape.kept)
  let most = MOST
  while (most > 0 && measurePlan(layer, most) > room) most--
  const keeps = most > 0 || measurePlan(layer, 0) <= room
  if (!keeps && rows >= FEW_ROWS) {
    most = MOST
    while (most > 1 && measurePlan(layer, most) > CACHE_BYTES) most--
    measurePlan(layer, most)
  }
  const plan = layTree(layer, most)
  if (!keeps) return plan
  tape.plans[tree] = <i32>changetype<usize>(plan)
  tape.kept += plan.bytes
  return changetype<Plan>(0)
}

/** Trees whose plans are kept. */
function playTrees(
  tape: Tape,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  fromTree: i32,
  toTree: i32,
  shap: F64s,
  shapStride: i32,
): void {
  if (fromTree == toTree) return
  for (let first = 0; first < count; first += tape.rows) {
    const rows = min(tape.rows, count - first)
    for (let tree = fromTree; tree < toTree; tree++) {
      const plan = changetype<Plan>(<usize>tape.plans[tree])
      playRows(tape, plan, codes, stride, from + first, rows)
    }
    for (let i = 0; i < rows; i++) foldRow(tape, tape.sums + <usize>i * tape.rowBytes, shap.from(first + i), shapStride)
  }
}

/** A tree whose plan is not kept. */
function playPassing(
  tape: Tape,
  plan: Plan,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  shap: F64s,
  shapStride: i32,
): void {
  for (let first = 0; first < count; first += tape.rows) {
    const rows = min(tape.rows, count - first)
    playRows(tape, plan, codes, stride, from + first, rows)
    for (let i = 0; i < rows; i++) foldCells(tape, plan, tape.sums + <usize>i * tape.rowBytes, shap.from(first + i), shapStride)
  }
}

function playRows(tape: Tape, plan: Plan, codes: usize, stride: i32, from: i32, rows: i32): void {
  if (plan.operations == 0) return
  startStack(tape, plan, min(rows, plan.batch))
  for (let first = 0; first < rows; first += plan.batch) {
    const batch = min(plan.batch, rows - first)
    markRows(tape, plan, codes, stride, from + first, batch)
    play(tape, plan, tape.sums + <usize>first * tape.rowBytes, batch)
  }
}

/** Moves a row's sums to its SHAP values and leaves zeros. */
function foldRow(tape: Tape, sums: usize, shap: F64s, shapStride: i32): void {
  const cells = tape.bins.forest.outputs * tape.bins.usedFeatures
  for (let cell = 0; cell < cells; cell++) foldCell(sums, cell, shap, shapStride)
}

/** The same for the cells that one tree adds to. */
function foldCells(tape: Tape, plan: Plan, sums: usize, shap: F64s, shapStride: i32): void {
  const width = tape.bins.forest.width
  for (let i = 0; i < plan.cells; i++) {
    for (let k = 0; k < width; k++) foldCell(sums, plan.cellList[i] + k * tape.bins.usedFeatures, shap, shapStride)
  }
}

@inline function foldCell(sums: usize, cell: i32, shap: F64s, shapStride: i32): void {
  const at = sums + ((<usize>cell) << 4)
  const total = v128.load(at)
  shap[cell * shapStride] += f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)
  v128.store(at, f64x2.splat(0))
}
