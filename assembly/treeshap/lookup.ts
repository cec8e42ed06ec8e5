// Rows meet the tables: decisions become masks, masks become patterns, and the entries of the patterns are added to
// the columns of the result. Rows are inside and groups outside, so that a group's table stays in the cache.
import { Bins } from "../bins"
import { I32s, release, reserve } from "../memory"
import { runDecisions } from "./decisions"
import { PLANE, Record, TreeTables } from "./tables"

/** Rows at a time; a multiple of 32. */
const BLOCK: i32 = 512

/**
 * Adds the entries of `count` rows from row `from` on to columns of `resultStride` f64 (at least
 * `count` rounded up to a multiple of 32): a column for each term of each output, then one for nothing.
 */
export function lookUp(
  tables: TreeTables,
  bins: Bins,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  result: usize,
  resultStride: i32,
): void {
  if (tables.groups == 0) return
  const block = min(BLOCK, (count + 31) & ~31)
  const masks = reserve(<usize>((tables.slots + 2) * block))
  const patterns = masks + <usize>(tables.slots * block)
  const columnBytes = (<usize>resultStride) << 3
  for (let row = 0; row < count; row += block) {
    const rows = min(block, (count - row + 31) & ~31)
    runDecisions(tables.decisions, tables.decisionCount, bins, codes, stride, from + row, masks, rows)
    for (let g = 0; g < tables.groups; g++) {
      const record = tables.record(g)
      findPatterns(tables.indexSlots, record, masks, patterns, rows)
      const targets = tables.targets.from(record.targets)
      addEntries(record, 1 << record.bits, targets, patterns, result + ((<usize>row) << 3), columnBytes, rows)
    }
  }
  release(masks)
}

/** Writes 16 bits a row: the masks of a record's slots, one a bit. */
export function findPatterns(slots: I32s, record: Record, masks: usize, patterns: usize, rows: i32): void {
  const low = record.slots + max(0, record.bits - 8)
  const end = record.slots + record.bits
  for (let row: usize = 0; row < <usize>rows; row += 32) {
    let high0 = i8x16.splat(0)
    let high1 = i8x16.splat(0)
    let low0 = i8x16.splat(0)
    let low1 = i8x16.splat(0)
    for (let s = record.slots; s < low; s++) {
      const mask = masks + <usize>(slots[s] * rows) + row
      high0 = i8x16.sub(i8x16.add(high0, high0), v128.load(mask))
      high1 = i8x16.sub(i8x16.add(high1, high1), v128.load(mask, 16))
    }
    for (let s = low; s < end; s++) {
      const mask = masks + <usize>(slots[s] * rows) + row
      low0 = i8x16.sub(i8x16.add(low0, low0), v128.load(mask))
      low1 = i8x16.sub(i8x16.add(low1, low1), v128.load(mask, 16))
    }
    const out = patterns + (row << 1)
    v128.store(out, i8x16.shuffle(low0, high0, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23))
    v128.store(out, i8x16.shuffle(low0, high0, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16)
    v128.store(out, i8x16.shuffle(low1, high1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), 32)
    v128.store(out, i8x16.shuffle(low1, high1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 48)
  }
}

/**
 * Adds the entries of `rows` patterns of `size` that there are to the columns `targets` of the result, plane after
 * plane: four columns' addresses stay in registers while all rows pass.
 */
export function addEntries(
  record: Record,
  size: i32,
  targets: I32s,
  patterns: usize,
  result: usize,
  columnBytes: usize,
  rows: i32,
): void {
  let entries = record.entries
  let at = 0
  for (; at + PLANE <= record.columns; at += PLANE) {
    const w = result + <usize>targets[at] * columnBytes
    const x = result + <usize>targets[at + 1] * columnBytes
    const y = result + <usize>targets[at + 2] * columnBytes
    const z = result + <usize>targets[at + 3] * columnBytes
    addFours(entries, patterns, w, x, y, z, rows)
    entries += (<usize>(size * PLANE)) << 3
  }
  if (at == record.columns) return
  addTwos(
    entries,
    patterns,
    result + <usize>targets[at] * columnBytes,
    result + <usize>targets[at + 1] * columnBytes,
    rows,
  )
}

/** A plane of four columns, four rows at a time. */
function addFours(entries: usize, patterns: usize, w: usize, x: usize, y: usize, z: usize, rows: i32): void {
  const end = patterns + ((<usize>rows) << 1)
  for (; patterns < end; patterns += 8) {
    const a = entries + ((<usize>load<u16>(patterns)) << 5)
    const b = entries + ((<usize>load<u16>(patterns, 2)) << 5)
    addUpper(v128.load(a), v128.load(b), w, x)
    addUpper(v128.load(a, 16), v128.load(b, 16), y, z)
    const c = entries + ((<usize>load<u16>(patterns, 4)) << 5)
    const d = entries + ((<usize>load<u16>(patterns, 6)) << 5)
    addLower(v128.load(c), v128.load(d), w, x)
    addLower(v128.load(c, 16), v128.load(d, 16), y, z)
    w += 32
    x += 32
    y += 32
    z += 32
  }
}

/** A plane of two columns, four rows at a time. */
function addTwos(entries: usize, patterns: usize, w: usize, x: usize, rows: i32): void {
  const end = patterns + ((<usize>rows) << 1)
  for (; patterns < end; patterns += 8) {
    const a = entries + ((<usize>load<u16>(patterns)) << 4)
    const b = entries + ((<usize>load<u16>(patterns, 2)) << 4)
    addUpper(v128.load(a), v128.load(b), w, x)
    const c = entries + ((<usize>load<u16>(patterns, 4)) << 4)
    const d = entries + ((<usize>load<u16>(patterns, 6)) << 4)
    addLower(v128.load(c), v128.load(d), w, x)
    w += 32
    x += 32
  }
}

/** Adds two rows' numbers of two columns: a row's fill a register, and so do a column's. */
function addUpper(a: v128, b: v128, left: usize, right: usize): void {
  v128.store(left, f64x2.add(v128.load(left), v128.shuffle<f64>(a, b, 0, 2)))
  v128.store(right, f64x2.add(v128.load(right), v128.shuffle<f64>(a, b, 1, 3)))
}

/** As `addUpper`, for the two rows below: the distance is a part of the instructions. */
function addLower(a: v128, b: v128, left: usize, right: usize): void {
  v128.store(left, f64x2.add(v128.load(left, 16), v128.shuffle<f64>(a, b, 0, 2)), 16)
  v128.store(right, f64x2.add(v128.load(right, 16), v128.shuffle<f64>(a, b, 1, 3)), 16)
}
