// Builds the pattern tables of one tree after the other.
import { F64s, I32s, release, reserve, U8s } from "../memory"
import { Crowd, createCrowd, releaseCrowd } from "./crowd"
import { decisionBytes, listDecisions, runDecisions, Slots } from "./decisions"
import { createGroup, describeGroup, Group, releaseGroup } from "./group"
import { createLeaf, Leaf, releaseLeaf } from "./leaf"
import { findPatterns } from "./lookup"
import { createMerge, Merge, makeTable, releaseMerge } from "./merge"
import { findPartners } from "./partners"
import { createPaths, Paths, releasePaths, traceTree } from "./paths"
import { PAIRS, Plan } from "./plan"
import { tabulateShares } from "./shares"
import { RECORD_WORDS, Record, TreeTables } from "./tables"

/** Background rows at a time; a multiple of 32. */
const BLOCK: i32 = 1024

@unmanaged
export class Builder {
  plan: Plan
  paths: Paths
  slots: Slots
  group: Group
  leaf: Leaf
  merge: Merge
  /** Of features in and out of a coalition, see rivals.ts. */
  shares: F64s
  /** 0 for plans without crowds. */
  crowd: Crowd
  /** The background's codes; 0 rows: by covers. */
  codes: usize
  rows: i32
  constructor() {}
}

/**
 * What builds tables for a plan: by covers, or by the codes of background rows (with 64 readable bytes behind them).
 * Free it with `releaseBuilder`.
 */
export function createBuilder(plan: Plan, banzhaf: bool, codes: usize, rows: i32): Builder {
  const builder = changetype<Builder>(reserve(offsetof<Builder>()))
  builder.plan = plan
  builder.codes = codes
  builder.rows = rows
  builder.paths = createPaths(plan.bins)
  builder.slots = createSlots(plan)
  builder.group = createGroup()
  builder.leaf = createLeaf(plan.crowds ? 1 : mostFeatures(builder), banzhaf, plan.order == PAIRS)
  builder.shares = tabulateShares(banzhaf)
  builder.crowd = changetype<Crowd>(0)
  if (plan.crowds) builder.crowd = createCrowd(builder.shares, banzhaf, plan.rows, rows)
  builder.merge = createMerge(builder.paths, builder.group, builder.leaf)
  return builder
}

export function releaseBuilder(builder: Builder): void {
  releaseMerge(builder.merge)
  if (changetype<usize>(builder.crowd)) releaseCrowd(builder.crowd)
  release(changetype<usize>(builder.shares))
  releaseLeaf(builder.leaf)
  releaseGroup(builder.group)
  releaseSlots(builder.slots)
  releasePaths(builder.paths)
  release(changetype<usize>(builder))
}

function createSlots(plan: Plan): Slots {
  const forest = plan.bins.forest
  let nodes = 1
  for (let tree = 0; tree < forest.trees; tree++) nodes = max(nodes, forest.roots[tree + 1] - forest.roots[tree])
  const slots = changetype<Slots>(reserve(offsetof<Slots>()))
  slots.places = changetype<U8s>(reserve(<usize>nodes))
  slots.nodes = changetype<I32s>(reserve((<usize>nodes) << 2))
  slots.edges = changetype<I32s>(reserve((<usize>nodes) << 2))
  slots.decisions = changetype<I32s>(reserve(decisionBytes(2 * nodes)))
  return slots
}

function releaseSlots(slots: Slots): void {
  release(changetype<usize>(slots.places))
  release(changetype<usize>(slots.nodes))
  release(changetype<usize>(slots.edges))
  release(changetype<usize>(slots.decisions))
  release(changetype<usize>(slots))
}

/** The most distinct features on a path into any leaf of any group. */
function mostFeatures(builder: Builder): i32 {
  const plan = builder.plan
  const paths = builder.paths
  let most = 1
  for (let tree = 0; tree < plan.bins.forest.trees; tree++) {
    if (plan.starts[tree] == plan.starts[tree + 1]) continue
    traceTree(paths, tree)
    for (let g = plan.starts[tree]; g < plan.starts[tree + 1]; g++) {
      const top = plan.groups[g]
      for (let i = top; i <= top + 2 * paths.inner[top]; i++) most = max(most, paths.distinct[i])
    }
  }
  return most
}

/** The tables of a tree. Free them with `releaseTables`. */
export function buildTables(builder: Builder, tree: i32): TreeTables {
  const plan = builder.plan
  const from = plan.starts[tree]
  const to = plan.starts[tree + 1]
  const tables = changetype<TreeTables>(reserve(offsetof<TreeTables>()))
  traceTree(builder.paths, tree)
  listDecisions(builder.slots, builder.paths, plan.groups, from, to)
  tables.tree = tree
  tables.groups = to - from
  tables.slots = builder.slots.used
  copyDecisions(builder.slots, tables)
  tables.records = reserve((<usize>(tables.groups * RECORD_WORDS)) << 2)
  reserveLists(builder, tables, from)
  for (let g = 0; g < tables.groups; g++) {
    describeGroup(builder.group, builder.paths, plan.groups[from + g], plan.order)
    record(builder, tables, g)
  }
  findPartners(tables)
  const shares = builder.rows > 0 ? countBackground(builder, tables) : 0
  let at = shares
  for (let g = 0; g < tables.groups; g++) {
    describeGroup(builder.group, builder.paths, plan.groups[from + g], plan.order)
    fill(builder, tables, g, at)
    if (shares) at += <usize>(8 << builder.group.bits)
  }
  release(shares)
  return tables
}

function copyDecisions(slots: Slots, tables: TreeTables): void {
  const bytes = decisionBytes(slots.count)
  tables.decisions = changetype<I32s>(reserve(bytes))
  tables.decisionCount = slots.count
  memory.copy(changetype<usize>(tables.decisions), changetype<usize>(slots.decisions), bytes)
  tables.bytes = bytes
}

/** Room for the slots and the targets of all groups. */
function reserveLists(builder: Builder, tables: TreeTables, from: i32): void {
  const plan = builder.plan
  let bits: i32 = 0
  let targets: i32 = 0
  for (let g = 0; g < tables.groups; g++) {
    describeGroup(builder.group, builder.paths, plan.groups[from + g], plan.order)
    bits += builder.group.bits
    targets += columnsOf(builder)
  }
  tables.indexSlots = changetype<I32s>(reserve((<usize>bits) << 2))
  tables.targets = changetype<I32s>(reserve((<usize>targets) << 2))
  tables.places = changetype<I32s>(reserve((<usize>targets) << 2))
}

/** Numbers of an entry. */
function columnsOf(builder: Builder): i32 {
  return builder.group.terms * builder.plan.bins.forest.width
}

/** How the group at hand finds its patterns, and where its entries go. */
function record(builder: Builder, tables: TreeTables, g: i32): void {
  const group = builder.group
  const own = tables.record(g)
  const last = g == 0 ? own : tables.record(g - 1)
  own.bits = group.bits
  own.columns = columnsOf(builder)
  own.slots = g == 0 ? 0 : last.slots + last.bits
  own.targets = g == 0 ? 0 : last.targets + last.columns
  own.entries = 0
  own.flip = 0
  let at = own.slots
  for (let place = 0; place < group.above; place++) {
    const mask = builder.slots.edges[group.edges[place]]
    if (mask & 1) own.flip |= 1 << (group.bits - 1 - place)
    tables.indexSlots[at++] = mask >> 1
  }
  for (let i = group.top; i <= group.top + 2 * group.inner; i++) {
    if (builder.paths.inner[i] > 0) tables.indexSlots[at++] = builder.slots.nodes[i]
  }
  listTargets(builder, tables, own)
}

function listTargets(builder: Builder, tables: TreeTables, own: Record): void {
  const bins = builder.plan.bins
  const forest = bins.forest
  const group = builder.group
  const columns = columnsTotal(builder.plan)
  const output = forest.width > 1 ? 0 : forest.treeOutputs[tables.tree]
  let at = own.targets
  for (let value = 0; value < forest.width; value++) {
    for (let term = 0; term < group.terms; term++) {
      const first = bins.slots[group.names[group.first[term]]]
      const second = bins.slots[group.names[group.second[term]]]
      tables.places[at] = at - own.targets
      tables.targets[at++] = (output + value) * columns + columnOf(builder.plan, min(first, second), max(first, second))
    }
  }
}

/** Columns of an output: its terms over all features that the forest uses. */
export function columnsTotal(plan: Plan): i32 {
  const used = plan.bins.usedFeatures
  return plan.order == PAIRS ? (used * (used + 1)) >> 1 : used
}

export function columnOf(plan: Plan, first: i32, second: i32): i32 {
  if (plan.order != PAIRS) return first
  return first * plan.bins.usedFeatures - ((first * (first - 1)) >> 1) + second - first
}

function fill(builder: Builder, tables: TreeTables, g: i32, shares: usize): void {
  const group = builder.group
  const own = tables.record(g)
  const bytes = ((<usize>own.columns) << group.bits) << 3
  own.entries = reserve(bytes)
  tables.bytes += bytes
  memory.fill(own.entries, 0, bytes)
  for (let value = 0; value < builder.plan.bins.forest.width; value++) {
    makeTable(builder.merge, value, shares, own, tables.places.from(own.targets + value * group.terms))
  }
}

/** What share of the background rows has each pattern of each group: 2^bits numbers a group. */
function countBackground(builder: Builder, tables: TreeTables): usize {
  let total: usize = 0
  for (let g = 0; g < tables.groups; g++) total += <usize>(8 << tables.record(g).bits)
  const shares = reserve(total)
  memory.fill(shares, 0, total)
  const masks = reserve(<usize>((tables.slots + 2) * BLOCK))
  for (let row = 0; row < builder.rows; row += BLOCK) countBlock(builder, tables, shares, masks, row)
  release(masks)
  return shares
}

function countBlock(builder: Builder, tables: TreeTables, shares: usize, masks: usize, row: i32): void {
  const bins = builder.plan.bins
  const count = min(BLOCK, builder.rows - row)
  const rows = (count + 31) & ~31
  const patterns = masks + <usize>(tables.slots * rows)
  runDecisions(tables.decisions, tables.decisionCount, bins, builder.codes, builder.rows, row, masks, rows)
  let at = shares
  for (let g = 0; g < tables.groups; g++) {
    const own = tables.record(g)
    findPatterns(tables.indexSlots, own, masks, patterns, rows, 0)
    const counts = changetype<F64s>(at)
    const part = 1 / <f64>builder.rows
    for (let i = 0; i < count; i++) {
      const pattern = <i32>load<u16>(patterns + ((<usize>i) << 1)) ^ own.flip
      counts[pattern] = counts[pattern] + part
    }
    at += <usize>(8 << own.bits)
  }
}
