// What a plan's tape is made of.

/** Go down an edge to a node; up from it; down to a leaf and up; down to a group and up. */
export const OPEN: i32 = 0
export const CLOSE: i32 = 1
export const PLAY_LEAF: i32 = 2
export const PLAY_GROUP: i32 = 3

/** An operation: its kind, offsets of the upper node's product and sum, its edge's state, vectors, cell, and operand. */
@unmanaged
export class Operation {
  kind: i32
  product: u32
  sum: u32
  state: u32
  vectors: u32
  cell: u32
  /** A leaf's values, or a group. */
  operand: u32
  unused: u32
  constructor() {}
}

/** A group's record; after it stands the cell of each of its features. */
@unmanaged
export class Group {
  bits: u32
  mask: u32
  table: u32
  entryBytes: u32
  features: i32
  constructor() {}
}
