// Lays a tree as a plan: one block of memory for the operations that play it and everything that they read.
import { I32s, release, reserve } from "../memory"
import { emitNodes, firstCell } from "./emit"
import { GROUP_NODES } from "./groups"
import { Layer } from "./layer"
import { Operation } from "./operation"
import { assignRoles, Extent } from "./roles"
import { BATCH, fitScratch, Plan } from "./tape"
import { createQuadrature, releaseQuadrature } from "./vectors"

/** What the stacks of a batch may take: their lower levels, which are used most, then stay in the fastest cache. */
const BATCH_BYTES: usize = 48 << 10

/** Bytes of a plan; `align` keeps vectors on 16 bytes. */
function planBytes(extent: Extent, points: i32, cells: i32): usize {
  const lists = 8 * extent.slots + 8 * extent.uppers + 8 * extent.flags + 4 * extent.groupWords + 4 * cells
  const vectors = (<usize>(extent.edgeVectors + extent.groupVectors) * <usize>points) << 3
  return align(offsetof<Plan>()) + align(<usize>lists) + <usize>extent.operations * offsetof<Operation>() + vectors
}

function align(bytes: usize): usize {
  return (bytes + 15) & ~15
}

/** How many bytes the plan of the tree in the sketch takes when groups have up to `most` decisions. */
export function measurePlan(layer: Layer, most: i32): usize {
  assignRoles(layer.sketch, layer.members, most, layer.extent)
  return planBytes(layer.extent, layer.sketch.points, 0)
}

/** Lays the tree in the sketch, after `measurePlan` has settled its groups. */
export function layTree(layer: Layer, most: i32): Plan {
  const extent = layer.extent
  const sketch = layer.sketch
  const points = sketch.points
  const width = layer.tape.bins.forest.width
  const cells = countCells(layer)
  const bytes = planBytes(extent, points, cells)
  const plan = changetype<Plan>(reserve(bytes))
  layer.plan = plan
  plan.bytes = bytes
  plan.vectors = points >> 1
  plan.products = <usize>extent.levels * ((<usize>points) << 3)
  plan.stackBytes = plan.products * <usize>(1 + width)
  // Groups read their bits eight bytes at a time.
  plan.bitBytes = align(<usize>extent.slots + 8)
  plan.stateBytes = align(<usize>(2 * extent.uppers + 2))
  plan.batch = max(1, min(BATCH, <i32>(BATCH_BYTES / plan.stackBytes)))
  plan.slots = extent.slots
  plan.uppers = extent.uppers
  plan.flags = extent.flags
  plan.operations = extent.operations
  plan.cells = cells
  plan.tape = changetype<usize>(plan) + align(offsetof<Plan>())
  layer.vectors = plan.tape + <usize>extent.operations * offsetof<Operation>()
  plan.decisions = layer.vectors + ((<usize>(extent.edgeVectors + extent.groupVectors) * <usize>points) << 3)
  plan.upperLinks = plan.decisions + <usize>(8 * extent.slots)
  plan.flagLinks = plan.upperLinks + <usize>(8 * extent.uppers)
  layer.group = plan.flagLinks + <usize>(8 * extent.flags)
  plan.cellList = changetype<I32s>(layer.group + <usize>(4 * extent.groupWords))
  layer.operation = plan.tape
  layer.decision = plan.decisions
  layer.upperLink = plan.upperLinks
  layer.flagLink = plan.flagLinks
  layer.slot = 0
  // The first state stays HOT: that of an edge which no edge of its feature precedes.
  layer.state = 2
  listCells(layer)
  prepareNumbers(layer, width)
  emitNodes(layer, most)
  releaseNumbers(layer)
  fitScratch(layer.tape, plan)
  return plan
}

/** Features that the tree adds to; `sketch.before` marks them for the moment. */
function countCells(layer: Layer): i32 {
  const sketch = layer.sketch
  const bins = layer.tape.bins
  const seen = sketch.lowest
  let cells = 0
  for (let i = 0; i < sketch.nodes; i++) {
    const feature = bins.forest.splits[sketch.root + i]
    if (feature < 0 || seen[bins.slots[feature]] == 0) continue
    seen[bins.slots[feature]] = 0
    cells++
  }
  return cells
}

function listCells(layer: Layer): void {
  const sketch = layer.sketch
  const bins = layer.tape.bins
  const seen = sketch.lowest
  const base = firstCell(layer)
  let cells = 0
  for (let i = 0; i < sketch.nodes; i++) {
    const feature = bins.forest.splits[sketch.root + i]
    if (feature < 0 || seen[bins.slots[feature]] != 0) continue
    seen[bins.slots[feature]] = -1
    layer.plan.cellList[cells++] = base + bins.slots[feature]
  }
}

/** Points, and the scratch of groups, which both depend on the tree's number of points. */
function prepareNumbers(layer: Layer, width: i32): void {
  const points = layer.sketch.points
  const bytes = (<usize>points) << 3
  layer.quadrature = createQuadrature(points, layer.tape.banzhaf)
  layer.bench.edges = reserve(bytes * <usize>(6 * GROUP_NODES))
  layer.bench.products = reserve(bytes * <usize>GROUP_NODES)
  layer.bench.sums = reserve(bytes * <usize>(GROUP_NODES * width))
}

function releaseNumbers(layer: Layer): void {
  releaseQuadrature(layer.quadrature)
  release(layer.bench.edges)
  release(layer.bench.products)
  release(layer.bench.sums)
}
