// Rows against background rows, subtree by subtree: only patterns that occur are looked at, and each once. At a group
// the rows have some hundred patterns, the background's as many. At each of its leaves these are fewer still, and what
// the leaf gives its patterns is added to those of the group, and that in the end to the rows.
import { release, reserve } from "../memory"
import { Builder, columnsTotal } from "./builder"
import { Census, numberPatterns } from "./census"
import { addColumns } from "./columns"
import { Crowd } from "./crowd"
import { Batch, countBackground, createBatch, findAll, releaseBatch } from "./crowd-batch"
import { paysAll } from "./crowd-cost"
import { describeGroup } from "./group"
import { describeLeaf, leafPatterns } from "./leaf-bits"
import { fillColumns, fillFew, makeSums, startSums } from "./leaf-sums"
import { traceTree } from "./paths"
import { fillValues, settleRivals } from "./pattern-rivals"

/** Groups of one call, which bounds what their patterns take and how long it lasts. */
const GROUPS: i32 = 64
/** Bytes of the values of a group's patterns: with more, outputs are computed in several passes. */
const ENTRIES: i32 = 1 << 25
/** With more patterns of a leaf to one of the group, values are picked for those that occur. */
const FEW: i32 = 2

/**
 * Adds what some of a tree's groups, from number `first` on, contribute to `rows` rows from row `from` on; `result` as
 * in `lookUp`. Returns the number of the first group that is left, or -1.
 */
export function addCrowds(
  builder: Builder,
  tree: i32,
  first: i32,
  codes: usize,
  stride: i32,
  from: i32,
  rows: i32,
  result: usize,
  resultStride: i32,
): i32 {
  const begin = builder.plan.starts[tree]
  const end = builder.plan.starts[tree + 1]
  if (begin + first >= end) return -1
  const last = min(end, begin + first + GROUPS)
  traceTree(builder.paths, tree)
  const batch = createBatch(builder, begin + first, last)
  countBackground(builder, batch, builder.crowd.places)
  const padded = (rows + 31) & ~31
  const patterns = reserve((<usize>(batch.groups * padded)) << 1)
  findAll(builder, batch, codes, stride, from, rows, patterns, padded)
  for (let g = 0; g < batch.groups; g++) {
    addGroup(builder, tree, batch, g, patterns + ((<usize>(g * padded)) << 1), rows, result, resultStride)
  }
  release(patterns)
  releaseBatch(batch)
  return last < end ? last - begin : -1
}

function addGroup(
  builder: Builder,
  tree: i32,
  batch: Batch,
  g: i32,
  patterns: usize,
  rows: i32,
  result: usize,
  resultStride: i32,
): void {
  const crowd = builder.crowd
  const group = builder.group
  describeGroup(group, builder.paths, builder.plan.groups[batch.first + g], builder.plan.order)
  if (group.features == 0) return
  placeBits(builder)
  const size = numberPatterns(crowd.places, patterns, rows, crowd.found, crowd.ids)
  memory.fill(crowd.ids + ((<usize>rows) << 1), 0, 8)
  const stride = (size + 3) & ~3
  const bytes = (stride * group.features) << 3
  const width = builder.plan.bins.forest.width
  const some = max(1, min(width, ENTRIES / bytes))
  const entries = reserve(<usize>(some * bytes))
  for (let k = 0; k < width; k += some) {
    const count = min(some, width - k)
    memory.fill(entries, 0, <usize>(count * bytes))
    for (let i = group.top; i <= group.top + 2 * group.inner; i++) {
      if (builder.paths.inner[i] == 0) addLeaf(builder, batch.census(g), i, k, count, size, entries, stride)
    }
    addOutputs(builder, tree, k, count, rows, entries, stride, result, resultStride)
  }
  release(entries)
}

/** Which bit of the group's patterns each inner node decides. */
function placeBits(builder: Builder): void {
  const group = builder.group
  let bit = 1 << group.inner
  for (let j = 0; j <= 2 * group.inner; j++) {
    if (builder.paths.inner[group.top + j] > 0) builder.crowd.bits[j] = bit >>= 1
  }
}

/** Adds a leaf's values, for outputs [k, k + outputs), to those of the group's `size` patterns. */
function addLeaf(
  builder: Builder,
  census: Census,
  leaf: i32,
  k: i32,
  outputs: i32,
  size: i32,
  entries: usize,
  stride: i32,
): void {
  const crowd = builder.crowd
  const bits = crowd.leafBits
  const forest = builder.plan.bins.forest
  const values = forest.values.from((builder.paths.root + leaf) * forest.width + k)
  describeLeaf(bits, builder.paths, builder.slots, builder.group, crowd.bits, leaf)
  leafPatterns(bits, crowd.found, size, crowd.own)
  leafPatterns(bits, census.patterns, census.size, crowd.others)
  const ids = paysAll(builder.plan.costs, bits.features, size, census.size)
    ? fillAll(builder, census, size)
    : fillFound(builder, census, size)
  for (let i = 0; i < outputs; i++) {
    if (values[i] == 0) continue
    const own = entries + ((<usize>(i * stride * builder.group.features)) << 3)
    for (let place = 0; place < bits.features; place++) {
      crowd.to[place] = <i32>(own + ((<usize>(bits.columns[place] * stride)) << 3))
    }
    addColumns(ids, size, crowd.from, crowd.to, bits.features, values[i])
  }
}

/** The values by way of all patterns of a leaf; returns where the group's `size` patterns have their numbers. */
function fillAll(builder: Builder, census: Census, size: i32): usize {
  const crowd = builder.crowd
  const sums = crowd.sums
  const features = crowd.leafBits.features
  const shares = sums.shares
  const part = 1 / <f64>builder.rows
  startSums(sums, features)
  for (let i = 0; i < census.size; i++) {
    const pattern = <i32>load<u16>(crowd.others + ((<usize>i) << 1))
    shares[pattern] = shares[pattern] + census.counts[i] * part
  }
  makeSums(sums)
  if (1 << features <= FEW * size) {
    placeColumns(crowd, 1 << features)
    fillColumns(sums, crowd.from)
    return crowd.own
  }
  const found = numberOwn(crowd, size)
  fillFew(sums, crowd.leafFound, found, crowd.from)
  return crowd.leafIds
}

/** Numbers the leaf's patterns, which get columns of values; returns how many there are. */
function numberOwn(crowd: Crowd, size: i32): i32 {
  const found = numberPatterns(crowd.places, crowd.own, size, crowd.leafFound, crowd.leafIds)
  memory.fill(crowd.leafIds + ((<usize>size) << 1), 0, 8)
  placeColumns(crowd, found)
  return found
}

/** The values of those patterns of a leaf that occur; returns where the group's patterns have their numbers. */
function fillFound(builder: Builder, census: Census, size: i32): usize {
  const crowd = builder.crowd
  const rivals = crowd.rivals
  const features = crowd.leafBits.features
  const others = numberPatterns(crowd.places, crowd.others, census.size, crowd.leafFound, crowd.leafIds)
  const part = 1 / <f64>builder.rows
  memory.fill(changetype<usize>(rivals.parts), 0, (<usize>others) << 3)
  for (let i = 0; i < census.size; i++) {
    const id = <i32>load<u16>(crowd.leafIds + ((<usize>i) << 1))
    rivals.parts[id] = rivals.parts[id] + census.counts[i] * part
  }
  settleRivals(rivals, features, crowd.leafFound, others)
  const found = numberOwn(crowd, size)
  fillValues(rivals, crowd.leafFound, found, crowd.values, found)
  return crowd.leafIds
}

/** Columns of so many numbers for a leaf's values. */
function placeColumns(crowd: Crowd, size: i32): void {
  for (let place = 0; place < crowd.leafBits.features; place++) {
    crowd.from[place] = <i32>changetype<usize>(crowd.values.from(place * size))
  }
}

/** Adds the values of the group's patterns to the rows' columns of outputs [k, k + outputs). */
function addOutputs(
  builder: Builder,
  tree: i32,
  k: i32,
  outputs: i32,
  rows: i32,
  entries: usize,
  stride: i32,
  result: usize,
  resultStride: i32,
): void {
  const crowd = builder.crowd
  const group = builder.group
  const bins = builder.plan.bins
  const first = bins.forest.width > 1 ? k : bins.forest.treeOutputs[tree]
  for (let i = 0; i < outputs; i++) {
    for (let a = 0; a < group.features; a++) {
      const column = (first + i) * columnsTotal(builder.plan) + bins.slots[group.names[a]]
      crowd.from[a] = <i32>(entries + ((<usize>((i * group.features + a) * stride)) << 3))
      crowd.to[a] = <i32>(result + <usize>column * ((<usize>resultStride) << 3))
    }
    addColumns(crowd.ids, rows, crowd.from, crowd.to, group.features, 1)
  }
}
