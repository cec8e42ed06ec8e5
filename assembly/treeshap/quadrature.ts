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
import { F64s } from "../memory"
import { layTree, measurePlan } from "./lay"
import { createLayer, Layer, releaseLayer } from "./layer"
import { markRows } from "./marking"
import { firstPart } from "./parts"
import { play, startStack } from "./play"
import { sketchTree, takePart, WHOLE } from "./sketch"
import { Plan, releasePlans, Tape } from "./tape"

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
    let first = changetype<Plan>(<usize>tape.plans[tree])
    if (changetype<usize>(first) == 0) {
      if (changetype<usize>(layer) == 0) layer = createLayer(tape)
      first = settlePlans(tape, layer, tree, count)
    }
    for (let plan = first; changetype<usize>(plan) != 0; plan = plan.next) {
      playRows(tape, plan, codes, stride, from, count, shap, shapStride)
    }
    if (tape.plans[tree] == 0) releasePlans(first)
  }
  if (changetype<usize>(layer) != 0) releaseLayer(layer)
}

/** Lays a tree in one part or two, and keeps its plans when there is room. */
function settlePlans(tape: Tape, layer: Layer, tree: i32, rows: i32): Plan {
  sketchTree(layer.sketch, tree)
  if (tape.lows[tree] == 0) {
    const kept = keepPlans(tape, layer, tree)
    if (changetype<usize>(kept) != 0) return kept
  }
  if (rows < FEW_ROWS) return layPart(layer, WHOLE, 0, 0)
  const low = tape.lows[tree]
  const most = rows < MANY_ROWS ? MOST : MOST_OF_MANY
  const plan = layPart(layer, low, most, CACHE_BYTES)
  if (low != WHOLE) plan.next = layPart(layer, ~low, most, CACHE_BYTES)
  return plan
}

/** Decides on a tree's parts, and lays them to stay if they find room; 0 if not. */
function keepPlans(tape: Tape, layer: Layer, tree: i32): Plan {
  const low = firstPart(layer.sketch)
  tape.lows[tree] = low
  const share = <f64>layer.sketch.nodes / <f64>tape.bins.forest.nodes
  const room = min(<usize>(share * <f64>KEEP_BYTES), KEEP_BYTES - min(KEEP_BYTES, tape.kept))
  const first = barePlan(layer, low)
  const second: usize = low == WHOLE ? 0 : barePlan(layer, ~low)
  if (first + second > room) {
    takePart(layer.sketch, WHOLE)
    return changetype<Plan>(0)
  }
  const plan = layPart(layer, low, MOST, <usize>((<f64>room * <f64>first) / <f64>(first + second)))
  if (low != WHOLE) plan.next = layPart(layer, ~low, MOST, room - min(room, plan.bytes))
  tape.plans[tree] = <i32>changetype<usize>(plan)
  for (let part = plan; changetype<usize>(part) != 0; part = part.next) tape.kept += part.bytes
  return plan
}

/** Bytes that a part takes without groups. */
function barePlan(layer: Layer, part: i32): usize {
  if (layer.sketch.part != part) takePart(layer.sketch, part)
  return measurePlan(layer, 0)
}

/** Lays a part with groups of up to `most` decisions, fewer where the plan would take more than `bytes`. */
function layPart(layer: Layer, part: i32, most: i32, bytes: usize): Plan {
  if (layer.sketch.part != part) takePart(layer.sketch, part)
  while (measurePlan(layer, most) > bytes && most > 0) most--
  return layTree(layer, most)
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
