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
import { layTree, measurePlan } from "./lay"
import { createLayer, Layer, releaseLayer } from "./layer"
import { markRows } from "./marking"
import { play, startStack } from "./play"
import { sketchTree } from "./sketch"
import { Plan, Tape } from "./tape"

export { createTape, releaseTape, tapeBytes } from "./tape"

/** Plans stay while they take no more than this; beyond it a tree is laid for every block of rows. */
const KEEP_BYTES: usize = 24 << 20

/** Decisions a group has at most; with more, tables grow faster than they save. */
const MOST: i32 = 3

/** From so many rows on, groups pay in a plan that is laid for them alone, and from more rows on larger ones. */
const FEW_ROWS: i32 = 12
const MANY_ROWS: i32 = 500
const MOST_OF_MANY: i32 = 5

/** Bytes of a plan that is not kept but should stay in the cache. */
const CACHE_BYTES: usize = 3 << 19

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
  for (let tree = fromTree; tree < toTree; tree++) {
    let plan = changetype<Plan>(<usize>tape.plans[tree])
    if (changetype<usize>(plan) == 0) {
      if (changetype<usize>(layer) == 0) layer = createLayer(tape)
      plan = settlePlan(tape, layer, tree, count)
    }
    playRows(tape, plan, codes, stride, from, count, shap, shapStride)
    if (tape.plans[tree] == 0) release(changetype<usize>(plan))
  }
  if (changetype<usize>(layer) != 0) releaseLayer(layer)
}

/** Lays a tree, and keeps its plan when there is room. */
function settlePlan(tape: Tape, layer: Layer, tree: i32, rows: i32): Plan {
  sketchTree(layer.sketch, tree)
  const share = <f64>layer.sketch.nodes / <f64>tape.bins.forest.nodes
  const room = min(<usize>(share * <f64>KEEP_BYTES), KEEP_BYTES - min(KEEP_BYTES, tape.kept))
  const keeps = measurePlan(layer, 0) <= room
  let most = rows >= MANY_ROWS ? MOST_OF_MANY : MOST
  if (keeps) most = MOST
  else if (rows < FEW_ROWS) most = 0
  const bytes = keeps ? room : CACHE_BYTES
  while (most > 0 && measurePlan(layer, most) > bytes) most--
  // The last measure is what is laid.
  if (most == 0) measurePlan(layer, 0)
  const plan = layTree(layer, most)
  if (!keeps) return plan
  tape.plans[tree] = <i32>changetype<usize>(plan)
  tape.kept += plan.bytes
  return plan
}

/** Adds what a tree says of some rows, a batch at a time. */
function playRows(
  tape: Tape,
  plan: Plan,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  shap: F64s,
  shapStride: i32,
): void {
  if (plan.operations == 0) return
  startStack(tape, plan, min(count, plan.batch))
  for (let first = 0; first < count; first += plan.batch) {
    const rows = min(plan.batch, count - first)
    markRows(tape, plan, codes, stride, from + first, rows)
    play(tape, plan, rows)
    fold(tape, plan, rows, shap.from(first), shapStride)
  }
}

/** Moves the sums of the cells that a tree adds to into the SHAP values, and leaves zeros. */
function fold(tape: Tape, plan: Plan, rows: i32, shap: F64s, shapStride: i32): void {
  const width = tape.bins.forest.width
  for (let i = 0; i < plan.cells; i++) {
    for (let k = 0; k < width; k++) {
      const cell = plan.cellList[i] + k * tape.bins.usedFeatures
      const column = shap.from(cell * shapStride)
      let at = tape.sums + ((<usize>cell) << 4)
      for (let row = 0; row < rows; row++) {
        const total = v128.load(at)
        column[row] += f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)
        v128.store(at, f64x2.splat(0))
        at += tape.rowBytes
      }
    }
  }
}
