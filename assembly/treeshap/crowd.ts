// The rows of a block at one leaf of few features, and scratch for the next leaf.
import { F64s, I32s, release, reserve } from "../memory"
import { createPath, Path, releasePath } from "./path"
import { createMatch, Match, NARROW_BITS, releaseMatch } from "./pattern-rivals"
import { Record } from "./tables"

/** Rows at a time, a multiple of 32. */
export const CROWD_ROWS: i32 = 1024

@unmanaged
export class Crowd {
  path: Path
  record: Record
  /** The masks' slots, and columns of the result. */
  slots: I32s
  targets: I32s
  /** Each row's pattern, and its place among the patterns that occur. */
  patterns: usize
  ids: usize
  /** Pattern -> place + 1, all 0 between leaves. */
  places: usize
  /** The patterns that occur, and how many. */
  found: usize
  size: i32
  match: Match
  values: F64s
  constructor() {}
}

/** Scratch for a background of so many rows. Free it with `releaseCrowd`. */
export function createCrowd(shares: F64s, background: i32): Crowd {
  const crowd = changetype<Crowd>(reserve(offsetof<Crowd>()))
  crowd.path = createPath()
  crowd.record = changetype<Record>(reserve(offsetof<Record>()))
  crowd.slots = changetype<I32s>(reserve(NARROW_BITS << 2))
  crowd.targets = changetype<I32s>(reserve((NARROW_BITS + 1) << 2))
  crowd.patterns = reserve(CROWD_ROWS << 1)
  crowd.ids = reserve(CROWD_ROWS << 1)
  crowd.places = reserve(2 << NARROW_BITS)
  memory.fill(crowd.places, 0, 2 << NARROW_BITS)
  crowd.found = reserve(CROWD_ROWS << 1)
  crowd.match = createMatch(shares, background)
  crowd.values = changetype<F64s>(reserve((CROWD_ROWS * (NARROW_BITS + 1)) << 3))
  crowd.record.entries = reserve((CROWD_ROWS * (NARROW_BITS + 1)) << 3)
  return crowd
}

export function releaseCrowd(crowd: Crowd): void {
  release(crowd.record.entries)
  release(changetype<usize>(crowd.values))
  releaseMatch(crowd.match)
  release(crowd.found)
  release(crowd.places)
  release(crowd.ids)
  release(crowd.patterns)
  release(changetype<usize>(crowd.targets))
  release(changetype<usize>(crowd.slots))
  release(changetype<usize>(crowd.record))
  releasePath(crowd.path)
  release(changetype<usize>(crowd))
}
