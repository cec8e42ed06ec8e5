// From leaves to a group's table. Each node of the group gets a column a term over the patterns of the features above
// it and of the inner nodes below: a leaf by formula; an inner node, for each of its patterns, the sum of one entry of
// either child.
import { F64s, I32s, release, reserve } from "../memory"
import { Group, indexOf } from "./group"
import { fillLeaf, Leaf, startLeaf } from "./leaf"
import { featureOf, Paths } from "./paths"
import { planeWidth, Record } from "./tables"
import { MOST_BITS } from "./words"

/** Nodes of a group: at most MOST_BITS inner ones. */
const NODES: i32 = 2 * MOST_BITS + 1

/** The columns of a group's nodes, node 0 being its top. */
@unmanaged
export class Merge {
  paths: Paths
  group: Group
  leaf: Leaf
  /** Node -> features on the path down to it; features of its columns. */
  path: I32s
  present: I32s
  /** Node -> its columns; and under a background, what share of its rows has which pattern. */
  columns: I32s
  shares: I32s
  constructor() {}
}

export function createMerge(paths: Paths, group: Group, leaf: Leaf): Merge {
  const merge = changetype<Merge>(reserve(offsetof<Merge>()))
  merge.paths = paths
  merge.group = group
  merge.leaf = leaf
  merge.path = changetype<I32s>(reserve(NODES << 2))
  merge.present = changetype<I32s>(reserve(NODES << 2))
  merge.columns = changetype<I32s>(reserve(NODES << 2))
  merge.shares = changetype<I32s>(reserve(NODES << 2))
  return merge
}

export function releaseMerge(merge: Merge): void {
  release(changetype<usize>(merge.path))
  release(changetype<usize>(merge.present))
  release(changetype<usize>(merge.columns))
  release(changetype<usize>(merge.shares))
  release(changetype<usize>(merge))
}

/**
 * Writes the group's terms for one of the values of its leaves into the entries of its record. `shares` are the
 * background's patterns (0: by covers); the record's `flip` is applied to every pattern. `places` are the terms'
 * columns in an entry.
 */
export function makeTable(merge: Merge, value: i32, shares: usize, own: Record, places: I32s): void {
  const nodes = 2 * merge.group.inner + 1
  findFeatures(merge, nodes)
  const memory = placeColumns(merge, nodes, shares)
  if (shares) for (let j = 0; j < nodes; j++) if (!isLeaf(merge, j)) share(merge, j)
  for (let j = nodes - 1; j >= 0; j--) {
    if (isLeaf(merge, j)) fillNode(merge, j, value, shares != 0)
    else join(merge, j)
  }
  transpose(merge, own, places)
  release(memory)
}

function isLeaf(merge: Merge, j: i32): bool {
  return merge.paths.inner[merge.group.top + j] == 0
}

function bitsOf(merge: Merge, j: i32): i32 {
  const node = merge.group.top + j
  return merge.paths.distinct[node] + merge.paths.inner[node]
}

function rightOf(merge: Merge, j: i32): i32 {
  return j + 2 * (merge.paths.inner[merge.group.top + j + 1] + 1)
}

/** Which features each node's columns are of. */
function findFeatures(merge: Merge, nodes: i32): void {
  merge.path[0] = (1 << merge.group.above) - 1
  for (let j = 0; j < nodes; j++) {
    if (isLeaf(merge, j)) continue
    const own = 1 << indexOf(merge.group, featureOf(merge.paths, merge.group.top + j + 1))
    merge.path[j + 1] = merge.path[j] | own
    merge.path[rightOf(merge, j)] = merge.path[j] | own
  }
  for (let j = nodes - 1; j >= 0; j--) {
    if (isLeaf(merge, j)) merge.present[j] = merge.path[j]
    else merge.present[j] = merge.present[j + 1] | merge.present[rightOf(merge, j)]
  }
}

/** Whether a node has the column of a term. */
function has(merge: Merge, j: i32, term: i32): bool {
  const needs = (1 << merge.group.first[term]) | (1 << merge.group.second[term])
  return (merge.present[j] & needs) == needs
}

/** Reserves the columns of all nodes; returns what is to be released. */
function placeColumns(merge: Merge, nodes: i32, shares: usize): usize {
  let total: usize = 0
  for (let pass = 0; pass < 2; pass++) {
    let at: usize = pass == 0 ? 0 : reserve(total)
    total = pass == 0 ? total : at
    for (let j = 0; j < nodes; j++) {
      const size = <usize>(8 << bitsOf(merge, j))
      merge.columns[j] = <i32>at
      for (let term = 0; term < merge.group.terms; term++) if (has(merge, j, term)) at += size
      merge.shares[j] = <i32>at
      if (shares) at += size
    }
    if (pass == 0) total = at
  }
  if (shares) memory.copy(<usize>merge.shares[0], shares, <usize>(8 << bitsOf(merge, 0)))
  return total
}

/** A node's decision as its children see it: the pattern above a child for each pattern above and side. */
function patternBelow(merge: Merge, j: i32, above: i32, met: bool): i32 {
  const paths = merge.paths
  const left = merge.group.top + j + 1
  if (paths.earlier[left] < 0) return (above << 1) | (met ? 1 : 0)
  return met ? above : above & ~(1 << (paths.distinct[left] - 1 - paths.places[left]))
}

/** Passes what share of the background has which pattern on to both children. */
function share(merge: Merge, j: i32): void {
  const right = rightOf(merge, j)
  const innerLeft = merge.paths.inner[merge.group.top + j + 1]
  const innerRight = merge.paths.inner[merge.group.top + right]
  const own = changetype<F64s>(merge.shares[j])
  memory.fill(<usize>merge.shares[j + 1], 0, <usize>(8 << bitsOf(merge, j + 1)))
  memory.fill(<usize>merge.shares[right], 0, <usize>(8 << bitsOf(merge, right)))
  let at = 0
  for (let above = 0; above < 1 << merge.paths.distinct[merge.group.top + j]; above++) {
    for (let goesLeft = 0; goesLeft < 2; goesLeft++) {
      const l = changetype<F64s>(merge.shares[j + 1]).from(patternBelow(merge, j, above, goesLeft == 1) << innerLeft)
      const r = changetype<F64s>(merge.shares[right]).from(patternBelow(merge, j, above, goesLeft == 0) << innerRight)
      for (let p = 0; p < 1 << innerLeft; p++) {
        for (let q = 0; q < 1 << innerRight; q++) {
          const part = own[at++]
          l[p] = l[p] + part
          r[q] = r[q] + part
        }
      }
    }
  }
}

function fillNode(merge: Merge, j: i32, value: i32, background: bool): void {
  const leaf = merge.leaf
  const forest = merge.paths.bins.forest
  const node = merge.group.top + j
  const k = merge.paths.distinct[node]
  leaf.value = forest.values[(merge.paths.root + node) * forest.width + value]
  if (k == 0) return
  placeTerms(merge, j, k)
  fillLeaf(leaf, changetype<F64s>(background ? merge.shares[j] : 0))
}

/** Tells the leaf its features' cover ratios and columns. */
function placeTerms(merge: Merge, j: i32, k: i32): void {
  const leaf = merge.leaf
  const group = merge.group
  startLeaf(leaf, k)
  let at = <usize>merge.columns[j]
  for (let term = 0; term < group.terms; term++) {
    if (!has(merge, j, term)) continue
    const first = placeIn(merge, j, group.first[term])
    const second = placeIn(merge, j, group.second[term])
    if (first == second) {
      leaf.columns[first] = <i32>at
      leaf.ratios[first] = merge.paths.chains[lowestEdge(merge, j, group.first[term])]
    } else leaf.pairColumns[MOST_BITS * min(first, second) + max(first, second)] = <i32>at
    at += <usize>(8 << k)
  }
}

function placeIn(merge: Merge, j: i32, feature: i32): i32 {
  return merge.paths.places[lowestEdge(merge, j, feature)]
}

/** The lowest edge of a feature on the path to a node of the group. */
function lowestEdge(merge: Merge, j: i32, feature: i32): i32 {
  const name = merge.group.names[feature]
  let edge = merge.group.top + j
  while (edge > merge.group.top && featureOf(merge.paths, edge) != name) edge = merge.paths.parents[edge]
  return edge > merge.group.top ? edge : merge.group.edges[feature]
}

/** An inner node's columns from those of its children. */
function join(merge: Merge, j: i32): void {
  const right = rightOf(merge, j)
  let own = <usize>merge.columns[j]
  let left = <usize>merge.columns[j + 1]
  let other = <usize>merge.columns[right]
  for (let term = 0; term < merge.group.terms; term++) {
    if (!has(merge, j, term)) continue
    const ofLeft = has(merge, j + 1, term)
    const ofRight = has(merge, right, term)
    joinColumn(merge, j, own, ofLeft ? left : 0, ofRight ? other : 0)
    own += <usize>(8 << bitsOf(merge, j))
    if (ofLeft) left += <usize>(8 << bitsOf(merge, j + 1))
    if (ofRight) other += <usize>(8 << bitsOf(merge, right))
  }
}

function joinColumn(merge: Merge, j: i32, out: usize, left: usize, right: usize): void {
  const node = merge.group.top + j
  const innerLeft = merge.paths.inner[node + 1]
  const innerRight = merge.paths.inner[merge.group.top + rightOf(merge, j)]
  const above = merge.paths.distinct[node]
  if (innerLeft + innerRight == 0 && merge.paths.earlier[node + 1] < 0) {
    addSwapped(out, left, right, <usize>(16 << above))
    return
  }
  for (let p = 0; p < 1 << above; p++) {
    for (let goesLeft = 0; goesLeft < 2; goesLeft++) {
      const l = left ? left + <usize>(8 << innerLeft) * <usize>patternBelow(merge, j, p, goesLeft == 1) : 0
      const r = right ? right + <usize>(8 << innerRight) * <usize>patternBelow(merge, j, p, goesLeft == 0) : 0
      if (innerRight == 0) addOne(out, l, 1 << innerLeft, r ? load<f64>(r) : 0)
      else addOuter(out, l, 1 << innerLeft, r, 1 << innerRight)
      out += <usize>(8 << (innerLeft + innerRight))
    }
  }
}

/** Two leaves below a feature that is new: where one has its bit set, the other has not. */
function addSwapped(out: usize, left: usize, right: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const own = left ? v128.load(left + at) : f64x2.splat(0)
    const other = right ? v128.load(right + at) : f64x2.splat(0)
    v128.store(out + at, f64x2.add(own, v128.shuffle<f64>(other, other, 1, 0)))
  }
}

/** out[p] = left[p] + one; an address of 0 stands for zeros. */
function addOne(out: usize, left: usize, size: i32, one: f64): void {
  if (size == 1) {
    store<f64>(out, left ? load<f64>(left) + one : one)
    return
  }
  const bytes = (<usize>size) << 3
  const both = f64x2.splat(one)
  if (left) for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.add(v128.load(left + at), both))
  else for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, both)
}

/** out[p][q] = left[p] + right[q], of at least two q; an address of 0 stands for zeros. */
function addOuter(out: usize, left: usize, leftSize: i32, right: usize, rightSize: i32): void {
  const bytes = (<usize>rightSize) << 3
  for (let p = 0; p < leftSize; p++) {
    const own = f64x2.splat(left ? load<f64>(left + ((<usize>p) << 3)) : 0)
    if (right) for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.add(own, v128.load(right + at)))
    else for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, own)
    out += bytes
  }
}

/** The top's columns as entries: one pattern's numbers of a plane side by side. */
function transpose(merge: Merge, own: Record, places: I32s): void {
  const size = 1 << own.bits
  let column = <usize>merge.columns[0]
  for (let term = 0; term < merge.group.terms; term++) {
    if (!has(merge, 0, term)) continue
    const place = places[term]
    const end = place < own.shared ? own.shared : own.columns
    let left = place < own.shared ? 0 : own.shared
    while (left + planeWidth(end - left) <= place) left += planeWidth(end - left)
    const width = planeWidth(end - left)
    const out = own.entries + ((<usize>(left * size + place - left)) << 3)
    for (let p = 0; p < size; p++) {
      store<f64>(out + ((<usize>((p ^ own.flip) * width)) << 3), load<f64>(column + ((<usize>p) << 3)))
    }
    column += <usize>(8 << own.bits)
  }
}
