// Rows meet the tables: decisions become masks, masks become patterns, and the entries of the patterns are added to
// the columns of the result. Rows are inside and groups outside, so that a group's table stays in the cache.
import { Bins } from "../bins"
import { I32s, release, reserve } from "../memory"
import { addEntries, addOneByOne, addShared, MOST_SHIFTED_BITS, SHIFT, Target } from "./adding"
import { runDecisions } from "./decisions"
import { Record, TreeTables } from "./tables"

/** Rows at a time; a multiple of 32. */
const BLOCK: i32 = 1024

/**
 * Adds the entries of `count` rows from row `from` on to columns of `resultStride` f64 (at least
 * `count` rounded up to a multiple of 32): a column for each term of each output.
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
  const masks = reserve(<usize>((tables.slots + 4) * block) + offsetof<Target>())
  const patterns = masks + <usize>(tables.slots * block)
  const target = changetype<Target>(patterns + ((<usize>block) << 2))
  target.stride = (<usize>resultStride) << 3
  for (let row = 0; row < count; row += block) {
    const rows = min(block, (count - row + 31) & ~31)
    runDecisions(tables.decisions, tables.decisionCount, bins, codes, stride, from + row, masks, rows)
    target.result = result + ((<usize>row) << 3)
    target.rows = rows
    for (let g = 0; g < tables.groups; g++) {
      if (tables.record(g).partner >= g) addGroup(tables, g, masks, patterns, target)
    }
  }
  release(masks)
}

/** Adds the entries of a group and of its partner. */
function addGroup(tables: TreeTables, g: i32, masks: usize, patterns: usize, target: Target): void {
  const own = tables.record(g)
  const targets = tables.targets.from(own.targets)
  findPatterns(tables.indexSlots, own, masks, patterns, target.rows, shiftOf(own))
  if (own.partner != g) {
    const other = tables.record(own.partner)
    const others = patterns + ((<usize>target.rows) << 1)
    findPatterns(tables.indexSlots, other, masks, others, target.rows, shiftOf(other))
    const size = 1 << other.bits
    addShared(target, targets, own.shared, own.entries, 1 << own.bits, patterns, other.entries, size, others)
    addOwn(tables, other, others, target)
  }
  addOwn(tables, own, patterns, target)
}

/** Patterns are bytes of a column of entries, as far as 16 bits suffice for them. */
function shiftOf(own: Record): i32 {
  return own.bits > MOST_SHIFTED_BITS ? 0 : SHIFT
}

/** Adds the columns that a group does not share with its partner. */
function addOwn(tables: TreeTables, own: Record, patterns: usize, target: Target): void {
  const size = 1 << own.bits
  const entries = own.entries + ((<usize>(own.shared * size)) << 3)
  const targets = tables.targets.from(own.targets + own.shared)
  if (own.bits > MOST_SHIFTED_BITS) addOneByOne(target, targets, own.columns, entries, size, patterns)
  else addEntries(target, targets, own.columns - own.shared, entries, size, patterns)
}

/** Writes 16 bits a row: the masks of a record's slots, one a bit. */
export function findPatterns(slots: I32s, record: Record, masks: usize, patterns: usize, rows: i32, shift: i32): void {
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
    v128.store(
      out,
      i16x8.shl(i8x16.shuffle(low0, high0, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), shift),
    )
    v128.store(
      out,
      i16x8.shl(i8x16.shuffle(low0, high0, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), shift),
      16,
    )
    v128.store(
      out,
      i16x8.shl(i8x16.shuffle(low1, high1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), shift),
      32,
    )
    v128.store(
      out,
      i16x8.shl(i8x16.shuffle(low1, high1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), shift),
      48,
    )
  }
}
