// The pattern tables of one tree, as they are looked up: for every group how a row's pattern is found, the entries,
// and which columns they add to.
import { I32s, release } from "../memory"

/** Words of a record: see Record. */
export const RECORD_WORDS: i32 = 8

/** One group, ready to be looked up. */
@unmanaged
export class Record {
  bits: i32
  /** Columns of an entry; the first ones add to the same columns of the result as the partner's first ones. */
  columns: i32
  shared: i32
  /** The group that is looked up together with this one; its own number for none. */
  partner: i32
  /** Planes of a few columns, see `planeWidth`; in each the patterns' numbers, pattern after pattern. */
  entries: usize
  /** Bits of the pattern whose masks mean the opposite of a met condition. */
  flip: i32
  /** Where its slots and its targets begin. */
  slots: i32
  targets: i32
  constructor() {}
}

@unmanaged
export class TreeTables {
  tree: i32
  groups: i32
  /** Masks that a block of rows needs, and the decisions that make them: see decisions.ts. */
  slots: i32
  decisions: I32s
  decisionCount: i32
  records: usize
  /** Pattern bit -> slot of its mask, the highest bit first, group after group. */
  indexSlots: I32s
  /** Entry column -> column of the result, group after group. */
  targets: I32s
  /** The columns in the order of the terms, output after output -> entry column. */
  places: I32s
  bytes: usize
  constructor() {}

  @inline record(group: i32): Record {
    return changetype<Record>(this.records + ((<usize>(group * RECORD_WORDS)) << 2))
  }
}

/** Columns of the next plane where so many are left. */
export function planeWidth(columns: i32): i32 {
  return columns >= 4 ? 4 : columns >= 2 ? 2 : 1
}

export function releaseTables(tables: TreeTables): void {
  for (let g = 0; g < tables.groups; g++) release(tables.record(g).entries)
  release(changetype<usize>(tables.decisions))
  release(tables.records)
  release(changetype<usize>(tables.indexSlots))
  release(changetype<usize>(tables.targets))
  release(changetype<usize>(tables.places))
  release(changetype<usize>(tables))
}

/** What the tables of a tree take. */
export function tablesBytes(tables: TreeTables): usize {
  return tables.bytes
}
