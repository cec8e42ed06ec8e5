// Lays a tree as a plan: the operations that play it for a row, in preorder, and every vector that they read.
import { I32s, release, reserve, U8s } from "../memory"
import { Bench, fillGroup, GROUP_NODES } from "./groups"
import { assignRoles, Extent, GROUP, GROUP_BITS, gather, LEAF, Members } from "./roles"
import { createSketch, DROPPED, releaseSketch, Sketch, sketchTree } from "./sketch"
import { BATCH, fitScratch, Plan, Tape } from "./tape"
import { createQuadrature, firstEdge, laterEdge, Quadrature, releaseQuadrature } from "./vectors"

/** Go down an edge to a node; up from it; down to a leaf and up; down to a group and up. */
export const OPEN: i32 = 0
export const CLOSE: i32 = 1
export const PLAY_LEAF: i32 = 2
export const PLAY_GROUP: i32 = 3

/** The stacks of a batch of rows should fit the fastest cache. */
const BATCH_BYTES: usize = 12 << 10

/** An operation: its kind, offsets of the upper node's product and sum, its edge's state, vectors, cell, and operand. */
@unmanaged
export class Operation {
  kind: i32
  product: u32
  sum: u32
  state: u32
  vectors: u32
  cell: u32
  /** A leaf's values, or a group. */
  operand: u32
  unused: u32
  constructor() {}
}

/** A group's record; after it stands the cell of each of its features. */
@unmanaged
export class Group {
  bits: u32
  mask: u32
  table: u32
  entryBytes: u32
  features: i32
  constructor() {}
}

/** What laying trees needs. */
@unmanaged
export class Layer {
  tape: Tape
  sketch: Sketch
  members: Members
  extent: Extent
  bench: Bench
  quadrature: Quadrature
  /** Where the next of each goes. */
  plan: Plan
  operation: usize
  decision: usize
  upperLink: usize
  flagLink: usize
  group: usize
  vectors: usize
  slot: i32
  state: i32
  constructor() {}
}

export function createLayer(tape: Tape): Layer {
  const layer = changetype<Layer>(reserve(offsetof<Layer>()))
  layer.tape = tape
  layer.sketch = createSketch(tape)
  layer.members = changetype<Members>(reserve(offsetof<Members>()))
  layer.members.featureList = changetype<I32s>(reserve(64))
  layer.members.aboveList = changetype<I32s>(reserve(64))
  layer.extent = changetype<Extent>(reserve(offsetof<Extent>()))
  layer.bench = changetype<Bench>(reserve(offsetof<Bench>()))
  const lists = reserve(<usize>(GROUP_NODES * 21))
  const words = <usize>(GROUP_NODES << 2)
  layer.bench.ids = changetype<I32s>(lists)
  layer.bench.parents = changetype<I32s>(lists + words)
  layer.bench.places = changetype<I32s>(lists + words * 2)
  layer.bench.bits = changetype<I32s>(lists + words * 3)
  layer.bench.earlier = changetype<I32s>(lists + words * 4)
  layer.bench.states = changetype<U8s>(lists + words * 5)
  return layer
}

export function releaseLayer(layer: Layer): void {
  releaseSketch(layer.sketch)
  release(changetype<usize>(layer.members.featureList))
  release(changetype<usize>(layer.members.aboveList))
  release(changetype<usize>(layer.members))
  release(changetype<usize>(layer.extent))
  release(changetype<usize>(layer.bench.ids))
  release(changetype<usize>(layer.bench))
  release(changetype<usize>(layer))
}

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
  plan.next = changetype<Plan>(0)
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
  const base = outputOf(layer) * bins.usedFeatures
  let cells = 0
  for (let i = 0; i < sketch.nodes; i++) {
    const feature = bins.forest.splits[sketch.root + i]
    if (feature < 0 || seen[bins.slots[feature]] != 0) continue
    seen[bins.slots[feature]] = -1
    layer.plan.cellList[cells++] = base + bins.slots[feature]
  }
}

function outputOf(layer: Layer): i32 {
  const forest = layer.tape.bins.forest
  return forest.width > 1 ? 0 : forest.treeOutputs[layer.sketch.tree]
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

function emitNodes(layer: Layer, most: i32): void {
  const sketch = layer.sketch
  if (sketch.sizes[0] <= 0) return
  for (let i = 0; i < sketch.nodes; i++) {
    if (sketch.sizes[i] == DROPPED) {
      i += sketch.spans[i] - 1
      continue
    }
    const role = sketch.roles[i]
    if (role == LEAF) {
      emitLeaf(layer, i)
    } else if (role == GROUP) {
      emitGroup(layer, i, most)
    } else {
      if (i > 0) emitEdge(layer, OPEN, i)
      emitUpper(layer, i)
      continue
    }
    closeNodes(layer, i)
    i += sketch.spans[i] - 1
  }
}

/** The operations that go up from every node whose last child is done. */
function closeNodes(layer: Layer, i: i32): void {
  const sketch = layer.sketch
  const forest = layer.tape.bins.forest
  for (;;) {
    const parent = sketch.parents[i]
    const right = forest.rights[sketch.root + parent] - sketch.root
    if (parent <= 0 || (i != right && sketch.sizes[right] != DROPPED)) return
    const operation = emit(layer, CLOSE, parent)
    const edge = changetype<Operation>(<usize>sketch.slots[parent])
    operation.vectors = edge.vectors
    i = parent
  }
}

function emit(layer: Layer, kind: i32, i: i32): Operation {
  const sketch = layer.sketch
  const bins = layer.tape.bins
  const operation = changetype<Operation>(layer.operation)
  layer.operation += offsetof<Operation>()
  const parent = sketch.parents[i]
  const bytes = (<usize>sketch.points) << 3
  const level = <usize>sketch.depths[parent]
  const width = <usize>bins.forest.width
  operation.kind = kind
  operation.product = <u32>(level * bytes)
  operation.sum = <u32>(layer.plan.products + level * width * bytes)
  operation.state = sketch.states[i]
  operation.cell = cellOf(layer, bins.forest.splits[sketch.root + parent])
  operation.operand = 0
  return operation
}

/** Bytes from a row's first cell to that of a feature. */
function cellOf(layer: Layer, feature: i32): u32 {
  const bins = layer.tape.bins
  return <u32>((outputOf(layer) * bins.usedFeatures + bins.slots[feature]) << 4)
}

/** An operation that goes down an edge, and the edge's vectors. */
function emitEdge(layer: Layer, kind: i32, i: i32): Operation {
  const sketch = layer.sketch
  const operation = emit(layer, kind, i)
  const earlier = sketch.earlier[sketch.parents[i]]
  operation.vectors = <u32>layer.vectors
  if (earlier < 0) firstEdge(layer.vectors, layer.quadrature, sketch.ratios[i])
  else laterEdge(layer.vectors, layer.quadrature, sketch.chains[earlier], sketch.ratios[i])
  layer.vectors += (<usize>((earlier >= 0 ? 6 : 4) * sketch.points)) << 3
  // The closing operation finds the vectors through the one that opened.
  if (kind == OPEN) sketch.slots[i] = <i32>changetype<usize>(operation)
  return operation
}

/** An inner node's decision, and how it settles the states of the edges below. */
function emitUpper(layer: Layer, i: i32): void {
  const sketch = layer.sketch
  const earlier = sketch.earlier[i]
  store<i32>(layer.upperLink, layer.slot)
  store<i32>(layer.upperLink, earlier >= 0 ? sketch.states[earlier] : 0, 4)
  layer.upperLink += 8
  sketch.states[i + 1] = layer.state
  sketch.states[layer.tape.bins.forest.rights[sketch.root + i] - sketch.root] = layer.state + 1
  layer.state += 2
  emitDecision(layer, sketch.root + i)
}

function emitDecision(layer: Layer, node: i32): void {
  const bins = layer.tape.bins
  store<i32>(layer.decision, bins.nodeColumns[node])
  store<u32>(layer.decision, bins.nodeCuts[node], 4)
  layer.decision += 8
  layer.slot++
}

function emitLeaf(layer: Layer, i: i32): void {
  const forest = layer.tape.bins.forest
  const operation = emitEdge(layer, PLAY_LEAF, i)
  const node = <usize>(layer.sketch.root + i) * <usize>forest.width
  operation.operand = <u32>(changetype<usize>(forest.values) + (node << 3))
}

function emitGroup(layer: Layer, i: i32, most: i32): void {
  const sketch = layer.sketch
  const members = layer.members
  gather(sketch, i, members, most)
  const operation = emitEdge(layer, PLAY_GROUP, i)
  const group = changetype<Group>(layer.group)
  operation.operand = <u32>layer.group
  layer.group += offsetof<Group>() + <usize>(members.features << 2)
  const bits = members.decisions + members.flags
  const width = layer.tape.bins.forest.width
  group.bits = layer.slot
  group.mask = (1 << bits) - 1
  group.table = <u32>layer.vectors
  group.entryBytes = ((1 + members.features) * width * sketch.points) << 3
  group.features = members.features
  const cells = changetype<I32s>(changetype<usize>(group) + offsetof<Group>())
  for (let place = 0; place < members.features; place++) cells[place] = cellOf(layer, members.featureList[place])
  fillGroup(sketch, layer.bench, members, layer.quadrature, i, layer.vectors)
  layer.vectors += (<usize>group.entryBytes) << bits
  emitDecisions(layer, i)
  emitFlags(layer)
}

function emitDecisions(layer: Layer, root: i32): void {
  const sketch = layer.sketch
  for (let i = root; i < root + sketch.spans[root]; i++) {
    if (sketch.sizes[i] == DROPPED) i += sketch.spans[i] - 1
    else if (sketch.sizes[i] > 0) emitDecision(layer, sketch.root + i)
  }
}

/** Flags follow the group's decisions; what is decided there first is overwritten by the state of the edge above. */
function emitFlags(layer: Layer): void {
  const members = layer.members
  const sketch = layer.sketch
  for (let place = 0; place < members.features; place++) {
    const above = members.aboveList[place]
    if (above < 0) continue
    store<i32>(layer.flagLink, layer.slot)
    store<i32>(layer.flagLink, sketch.states[above], 4)
    layer.flagLink += 8
    emitDecision(layer, sketch.root)
  }
}
