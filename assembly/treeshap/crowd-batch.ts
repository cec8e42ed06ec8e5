// Some groups of a tree, and the patterns that rows have at each of them.
import { I32s, release, reserve } from "../memory"
import { Builder } from "./builder"
import { Census, countPatterns, createCensus, releaseCensus } from "./census"
import { listDecisions, runDecisions } from "./decisions"
import { describeGroup } from "./group"
import { findPatterns } from "./lookup"
import { RECORD_WORDS, Record } from "./tables"
import { MOST_BITS } from "./words"

/** Rows whose decisions are made at a time, a multiple of 32; and background rows that are counted at a time. */
const BLOCK: i32 = 1024
const CHUNK: i32 = 1 << 14

@unmanaged
export class Batch {
  /** The plan's groups from number `first` on. */
  first: i32
  groups: i32
  /** A Record a group, as far as its patterns go, and their slots. */
  records: usize
  slots: I32s
  /** An address of a Census a group: the background's patterns. */
  censuses: usize
  constructor() {}

  @inline record(g: i32): Record {
    return changetype<Record>(this.records + ((<usize>(g * RECORD_WORDS)) << 2))
  }

  @inline census(g: i32): Census {
    return changetype<Census>(<usize>load<u32>(this.censuses + ((<usize>g) << 2)))
  }
}

/** Groups [first, last) of the traced tree's plan. Free it with `releaseBatch`. */
export function createBatch(builder: Builder, first: i32, last: i32): Batch {
  const batch = changetype<Batch>(reserve(offsetof<Batch>()))
  batch.first = first
  batch.groups = last - first
  batch.records = reserve((<usize>(batch.groups * RECORD_WORDS)) << 2)
  batch.slots = changetype<I32s>(reserve((<usize>(batch.groups * MOST_BITS)) << 2))
  batch.censuses = reserve((<usize>batch.groups) << 2)
  listDecisions(builder.slots, builder.paths, builder.plan.groups, first, last)
  for (let g = 0; g < batch.groups; g++) {
    listSlots(builder, batch, g)
    const most = min(builder.rows, 1 << batch.record(g).bits)
    store<u32>(batch.censuses + ((<usize>g) << 2), <u32>changetype<usize>(createCensus(most)))
  }
  return batch
}

export function releaseBatch(batch: Batch): void {
  for (let g = 0; g < batch.groups; g++) releaseCensus(batch.census(g))
  release(batch.censuses)
  release(changetype<usize>(batch.slots))
  release(batch.records)
  release(changetype<usize>(batch))
}

function listSlots(builder: Builder, batch: Batch, g: i32): void {
  const group = builder.group
  const record = batch.record(g)
  describeGroup(group, builder.paths, builder.plan.groups[batch.first + g], builder.plan.order)
  record.bits = group.bits
  record.slots = g * MOST_BITS
  let at = record.slots
  for (let place = 0; place < group.above; place++) batch.slots[at++] = builder.slots.edges[group.edges[place]] >> 1
  for (let i = group.top; i <= group.top + 2 * group.inner; i++) {
    if (builder.paths.inner[i] > 0) batch.slots[at++] = builder.slots.nodes[i]
  }
}

/** Writes the patterns (u16) of `count` rows at each group, `stride` numbers (a multiple of 32) a group. */
export function findAll(
  builder: Builder,
  batch: Batch,
  codes: usize,
  codeStride: i32,
  from: i32,
  count: i32,
  patterns: usize,
  stride: i32,
): void {
  const slots = builder.slots
  const masks = reserve(<usize>(slots.used * BLOCK))
  for (let row = 0; row < count; row += BLOCK) {
    const rows = min(BLOCK, (count - row + 31) & ~31)
    runDecisions(slots.decisions, slots.count, builder.plan.bins, codes, codeStride, from + row, masks, rows)
    for (let g = 0; g < batch.groups; g++) {
      const out = patterns + ((<usize>(g * stride + row)) << 1)
      findPatterns(batch.slots, batch.record(g), masks, out, rows, 0)
    }
  }
  release(masks)
}

/** Counts the background's patterns at each group. */
export function countBackground(builder: Builder, batch: Batch, places: usize): void {
  const stride = min(CHUNK, (builder.rows + 31) & ~31)
  const patterns = reserve((<usize>(batch.groups * stride)) << 1)
  for (let row = 0; row < builder.rows; row += CHUNK) {
    const rows = min(CHUNK, builder.rows - row)
    findAll(builder, batch, builder.codes, builder.rows, row, rows, patterns, stride)
    for (let g = 0; g < batch.groups; g++) {
      countPatterns(batch.census(g), places, patterns + ((<usize>(g * stride)) << 1), rows)
    }
  }
  release(patterns)
}
