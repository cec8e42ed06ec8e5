// Rows meet the tables: decisions become masks, masks become patterns, and the entries of the patterns are added to
// the columns of the result. Rows are inside and groups outside, so that a group's table stays in the cache.
import { Bins } from "../bins"
import { I32s, release, reserve } from "../memory"
import { runDecisions } from "./decisions"
import { Record, TreeTables } from "./tables"

/** Rows at a time; a multiple of 32. */
const BLOCK: i32 = 1024

/**
 * Adds the entries of `count` rows from row `from` on to columns of `resultStride` f64 (a multiple of 32, at least
 * `count`): a column for each term of each output, then one for each output's margin, then one for nothing.
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
  const masks = reserve(<usize>(tables.slots * block) + <usize>(block << 1))
  const patterns = masks + <usize>(tables.slots * block)
  for (let row = 0; row < count; row += block) {
    const rows = min(block, (count - row + 31) & ~31)
    runDecisions(tables.decisions, tables.decisionCount, bins, codes, stride, from + row, masks, rows)
    for (let g = 0; g < tables.groups; g++) {
      const record = tables.record(g)
      findPatterns(tables.indexSlots, record, masks, patterns, rows)
      addEntries(tables, record, patterns, result + ((<usize>row) << 3), (<usize>resultStride) << 3, rows)
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

/** Four rows and two columns at a time: two entries of a row fill a register, two rows of a column another. */
function addEntries(
  tables: TreeTables,
  record: Record,
  patterns: usize,
  result: usize,
  columnBytes: usize,
  rows: i32,
): void {
  const entries = record.entries
  const entryBytes = (<usize>record.columns) << 3
  const first = changetype<usize>(tables.targets) + ((<usize>record.targets) << 2)
  const end = first + ((<usize>record.columns) << 2)
  for (let row = 0; row < rows; row += 4) {
    const four = load<u64>(patterns + ((<usize>row) << 1))
    let a = entries + <usize>(four & 0xffff) * entryBytes
    let b = entries + <usize>((four >> 16) & 0xffff) * entryBytes
    let c = entries + <usize>((four >> 32) & 0xffff) * entryBytes
    let d = entries + <usize>(four >> 48) * entryBytes
    const out = result + ((<usize>row) << 3)
    for (let target = first; target < end; target += 8) {
      const left = out + <usize>load<u32>(target) * columnBytes
      const right = out + <usize>load<u32>(target, 4) * columnBytes
      const ofA = v128.load(a)
      const ofB = v128.load(b)
      const ofC = v128.load(c)
      const ofD = v128.load(d)
      v128.store(left, f64x2.add(v128.load(left), v128.shuffle<f64>(ofA, ofB, 0, 2)))
      v128.store(left, f64x2.add(v128.load(left, 16), v128.shuffle<f64>(ofC, ofD, 0, 2)), 16)
      v128.store(right, f64x2.add(v128.load(right), v128.shuffle<f64>(ofA, ofB, 1, 3)))
      v128.store(right, f64x2.add(v128.load(right, 16), v128.shuffle<f64>(ofC, ofD, 1, 3)), 16)
      a += 16
      b += 16
      c += 16
      d += 16
    }
  }
}
