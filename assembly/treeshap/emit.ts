// Writes a plan's operations in preorder, and what they read: vectors, groups, decisions.
import { I32s } from "../memory"
import { fillGroup } from "./groups"
import { Layer } from "./layer"
import { CLOSE, Group, OPEN, Operation, PLAY_GROUP, PLAY_LEAF } from "./operation"
import { GROUP, gather, LEAF } from "./roles"
import { DROPPED } from "./sketch"
import { firstEdge, laterEdge } from "./vectors"

/** The first of the cells that the tree in the sketch adds to, among those of all outputs. */
export function firstCell(layer: Layer): i32 {
  const bins = layer.tape.bins
  const forest = bins.forest
  return forest.width > 1 ? 0 : forest.treeOutputs[layer.sketch.tree] * bins.usedFeatures
}

export function emitNodes(layer: Layer, most: i32): void {
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
  return <u32>((firstCell(layer) + bins.slots[feature]) << 4)
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
