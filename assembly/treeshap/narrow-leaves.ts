// Leaves whose paths have few features, against background rows: the patterns that occur among the rows meet those that
// occur among the background rows. What they yield is a table of the patterns that occur, looked up like any other.
import { F64s, I32s, release, reserve } from "../memory"
import { Builder, columnsTotal } from "./builder"
import { CROWD_ROWS as BLOCK, Crowd } from "./crowd"
import { listDecisions, runDecisions } from "./decisions"
import { addEntries, findPatterns } from "./lookup"
import { describePath } from "./path"
import { createRivals, fillValues, PatternRivals } from "./pattern-rivals"
import { PLANE, Record } from "./tables"

/** Leaves at a time, which bounds what their background takes. */
const BATCH: i32 = 64

/** Adds what `count` leaves of the traced tree contribute to `rows` rows from row `from` on; `result` as in `lookUp`. */
export function addNarrow(
  builder: Builder,
  tree: i32,
  leaves: I32s,
  count: i32,
  codes: usize,
  stride: i32,
  from: i32,
  rows: i32,
  result: usize,
  resultStride: i32,
): void {
  const crowd = builder.crowd
  for (let first = 0; first < count; first += BATCH) {
    const last = min(count, first + BATCH)
    listDecisions(builder.slots, builder.paths, leaves, first, last)
    const masks = reserve(<usize>(builder.slots.used * BLOCK))
    const rivals = gatherAll(builder, crowd, leaves, first, last, masks)
    for (let row = 0; row < rows; row += BLOCK) {
      const some = min(BLOCK, rows - row)
      const padded = (some + 31) & ~31
      const slots = builder.slots
      runDecisions(slots.decisions, slots.count, builder.plan.bins, codes, stride, from + row, masks, padded)
      for (let l = first; l < last; l++) {
        setLeaf(builder, crowd, leaves[l])
        number(crowd, masks, padded, some)
        fillValues(crowd.match, rivalOf(rivals, l - first), crowd.found, crowd.size, crowd.values)
        addOutputs(builder, crowd, tree, leaves[l], some, result + ((<usize>row) << 3), resultStride)
      }
    }
    for (let l = first; l < last; l++) rivalOf(rivals, l - first).release()
    release(rivals)
    release(masks)
  }
}

/** The background of each leaf: an address of PatternRivals a leaf. */
function gatherAll(builder: Builder, crowd: Crowd, leaves: I32s, first: i32, last: i32, masks: usize): usize {
  const rivals = reserve((<usize>(last - first)) << 2)
  for (let l = first; l < last; l++) {
    const fresh = createRivals(builder.paths.distinct[leaves[l]])
    store<u32>(rivals + ((<usize>(l - first)) << 2), <u32>changetype<usize>(fresh))
  }
  const slots = builder.slots
  for (let row = 0; row < builder.rows; row += BLOCK) {
    const some = min(BLOCK, builder.rows - row)
    const padded = (some + 31) & ~31
    runDecisions(slots.decisions, slots.count, builder.plan.bins, builder.codes, builder.rows, row, masks, padded)
    for (let l = first; l < last; l++) {
      setLeaf(builder, crowd, leaves[l])
      findPatterns(crowd.slots, crowd.record, masks, crowd.patterns, padded)
      rivalOf(rivals, l - first).count(crowd.patterns, some, crowd.record.flip)
    }
  }
  for (let l = first; l < last; l++) rivalOf(rivals, l - first).settle(builder.rows)
  return rivals
}

function rivalOf(rivals: usize, at: i32): PatternRivals {
  return changetype<PatternRivals>(<usize>load<u32>(rivals + ((<usize>at) << 2)))
}

/** The leaf's path, and where its masks lie. */
function setLeaf(builder: Builder, crowd: Crowd, leaf: i32): void {
  describePath(builder.paths, crowd.path, leaf)
  const record = crowd.record
  record.bits = crowd.path.features
  record.columns = (record.bits + 1) & ~1
  record.slots = 0
  record.flip = 0
  for (let place = 0; place < record.bits; place++) {
    const mask = builder.slots.edges[crowd.path.edges[place]]
    crowd.slots[place] = mask >> 1
    record.flip |= (mask & 1) << (record.bits - 1 - place)
  }
}

/** Numbers the patterns that occur, and the rows by them. */
function number(crowd: Crowd, masks: usize, padded: i32, rows: i32): void {
  findPatterns(crowd.slots, crowd.record, masks, crowd.patterns, padded)
  const flip = <u32>crowd.record.flip
  const places = crowd.places
  let size = 0
  for (let i: usize = 0; i < (<usize>rows) << 1; i += 2) {
    const pattern = <u32>load<u16>(crowd.patterns + i) ^ flip
    const place = places + ((<usize>pattern) << 1)
    let id = <u32>load<u16>(place)
    if (id == 0) {
      store<u16>(crowd.found + ((<usize>size) << 1), pattern)
      id = <u32>++size
      store<u16>(place, id)
    }
    store<u16>(crowd.ids + i, id - 1)
  }
  memory.fill(crowd.ids + ((<usize>rows) << 1), 0, (<usize>(padded - rows)) << 1)
  for (let i = 0; i < size; i++) {
    store<u16>(places + ((<usize>load<u16>(crowd.found + ((<usize>i) << 1))) << 1), 0)
  }
  crowd.size = size
}

/** Adds the values to the columns of each of the leaf's outputs. */
function addOutputs(
  builder: Builder,
  crowd: Crowd,
  tree: i32,
  leaf: i32,
  rows: i32,
  result: usize,
  resultStride: i32,
): void {
  const forest = builder.plan.bins.forest
  const total = columnsTotal(builder.plan)
  const output = forest.width > 1 ? 0 : forest.treeOutputs[tree]
  const record = crowd.record
  for (let k = 0; k < forest.width; k++) {
    const value = forest.values[(builder.paths.root + leaf) * forest.width + k]
    if (value == 0) continue
    scaleInto(record, crowd.values, crowd.size, value)
    for (let place = 0; place < record.columns; place++) {
      const column = place < record.bits ? (output + k) * total + crowd.path.slots[place] : forest.outputs * total
      crowd.targets[place] = column
    }
    addEntries(record, crowd.size, crowd.targets, crowd.ids, result, (<usize>resultStride) << 3, rows)
  }
}

/** Entries of so many patterns times a factor, in planes. */
function scaleInto(record: Record, values: F64s, size: i32, factor: f64): void {
  const both = f64x2.splat(factor)
  let out = record.entries
  for (let left = 0; left < record.columns; left += PLANE) {
    const four = left + PLANE <= record.columns
    let from = changetype<usize>(values) + ((<usize>left) << 3)
    for (let p = 0; p < size; p++) {
      v128.store(out, f64x2.mul(v128.load(from), both))
      if (four) v128.store(out, f64x2.mul(v128.load(from, 16), both), 16)
      out += four ? 32 : 16
      from += (<usize>record.columns) << 3
    }
  }
}
