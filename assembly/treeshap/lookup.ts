// Rows meet the tables: decisions become masks, masks become patterns, and the entries of the patterns are added to
// the columns of the result. Rows are inside and groups outside, so that a group's table stays in the cache.
import { Bins } from "../bins"
import { I32s, release, reserve } from "../memory"
import { runDecisions } from "./decisions"
import { Record, TreeTables } from "./tables"

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
  const masks = reserve(<usize>((tables.slots + 2) * block + tables.mostColumns * 4))
  const patterns = masks + <usize>(tables.slots * block)
  const offsets = patterns + <usize>(block << 1)
  for (let row = 0; row < count; row += block) {
    const rows = min(block, (count - row + 31) & ~31)
    runDecisions(tables.decisions, tables.decisionCount, bins, codes, stride, from + row, masks, rows)
    for (let g = 0; g < tables.groups; g++) {
      const record = tables.record(g)
      findPatterns(tables.indexSlots, record, masks, patterns, rows)
      placeOffsets(tables, record, (<usize>resultStride) << 3, offsets)
      addEntries(record, offsets, patterns, result + ((<usize>row) << 3), rows)
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

/** Adds the entries of patterns, four rows and four columns at a time: two entries of a row fill a register, two rows of a column another. */
export function addEntries(record: Record, offsets: usize, patterns: usize, result: usize, rows: i32): void {
  const entries = record.entries
  const entryBytes = (<usize>record.columns) << 3
  const end = offsets + ((<usize>(record.columns & ~3)) << 2)
  const odd = (record.columns & 2) != 0
  for (let row = 0; row < rows; row += 4) {
    const four = load<u64>(patterns + ((<usize>row) << 1))
    let a = entries + <usize>(<u32>four & 0xffff) * entryBytes
    let b = entries + <usize>(<u32>four >> 16) * entryBytes
    let c = entries + <usize>(<u32>(four >> 32) & 0xffff) * entryBytes
    let d = entries + <usize>(<u32>(four >> 48)) * entryBytes
    const out = result + ((<usize>row) << 3)
    for (let offset = offsets; offset < end; offset += 16) {
      addPair(a, b, c, d, out + load<u32>(offset), out + load<u32>(offset, 4))
      addPair(a + 16, b + 16, c + 16, d + 16, out + load<u32>(offset, 8), out + load<u32>(offset, 12))
      a += 32
      b += 32
      c += 32
      d += 32
    }
    if (odd) addPair(a, b, c, d, out + load<u32>(end), out + load<u32>(end, 4))
  }
}

/** Adds two columns of the entries of four rows. */
function addPair(a: usize, b: usize, c: usize, d: usize, left: usize, right: usize): void {
  const ofA = v128.load(a)
  const ofB = v128.load(b)
  const ofC = v128.load(c)
  const ofD = v128.load(d)
  v128.store(left, f64x2.add(v128.load(left), v128.shuffle<f64>(ofA, ofB, 0, 2)))
  v128.store(left, f64x2.add(v128.load(left, 16), v128.shuffle<f64>(ofC, ofD, 0, 2)), 16)
  v128.store(right, f64x2.add(v128.load(right), v128.shuffle<f64>(ofA, ofB, 1, 3)))
  v128.store(right, f64x2.add(v128.load(right, 16), v128.shuffle<f64>(ofC, ofD, 1, 3)), 16)
}

/** The byte offsets of a record's target columns. */
function placeOffsets(tables: TreeTables, record: Record, columnBytes: usize, offsets: usize): void {
  for (let i = 0; i < record.columns; i++) {
    store<u32>(offsets + ((<usize>i) << 2), <u32>tables.targets[record.targets + i] * <u32>columnBytes)
  }
}
