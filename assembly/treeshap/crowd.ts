// Scratch for rows against background rows, group by group.
import { F64s, I32s, release, reserve } from "../memory"
import { createPlaces, PATTERNS } from "./census"
import { createLeafBits, LeafBits, releaseLeafBits } from "./leaf-bits"
import { createLeafSums, DENSE_BITS, LeafSums, releaseLeafSums } from "./leaf-sums"
import { createRivals, PatternRivals, releaseRivals } from "./pattern-rivals"
import { MOST_BITS } from "./words"

/** The most rows of one call. */
export const CROWD_ROWS: i32 = 1 << 14

@unmanaged
export class Crowd {
  /** See census.ts. */
  places: usize
  /** Inner node of the group, by its distance from the top -> its bit of the group's patterns. */
  bits: I32s
  leafBits: LeafBits
  sums: LeafSums
  rivals: PatternRivals
  /** The group's patterns that occur, and each row's number among them. */
  found: usize
  ids: usize
  /** The same for the leaf's patterns: of the group's for rows and for the background, those that occur, and numbers. */
  own: usize
  others: usize
  leafFound: usize
  leafIds: usize
  /** Columns of a leaf's values, of all its patterns or of those that occur. */
  values: F64s
  from: I32s
  to: I32s
  constructor() {}
}

/** Scratch for calls of so many rows against so many background rows. Free it with `releaseCrowd`. */
export function createCrowd(shares: F64s, banzhaf: bool, rows: i32, background: i32): Crowd {
  const own = changetype<Crowd>(reserve(offsetof<Crowd>()))
  const most = min(rows, CROWD_ROWS) + 32
  const rivals = min(background, PATTERNS) + 32
  const numbers = (<usize>max(most, rivals)) << 1
  own.places = createPlaces()
  own.bits = changetype<I32s>(reserve((2 * MOST_BITS + 1) << 2))
  own.leafBits = createLeafBits()
  own.sums = createLeafSums(banzhaf)
  own.rivals = createRivals(shares, rivals)
  own.found = reserve(numbers)
  own.ids = reserve(numbers)
  own.own = reserve(numbers)
  own.others = reserve(numbers)
  own.leafFound = reserve(numbers)
  own.leafIds = reserve(numbers)
  own.values = changetype<F64s>(reserve((<usize>(MOST_BITS * max(most, 1 << DENSE_BITS))) << 3))
  own.from = changetype<I32s>(reserve((MOST_BITS + 1) << 2))
  own.to = changetype<I32s>(reserve((MOST_BITS + 1) << 2))
  return own
}

export function releaseCrowd(own: Crowd): void {
  release(changetype<usize>(own.to))
  release(changetype<usize>(own.from))
  release(changetype<usize>(own.values))
  release(own.leafIds)
  release(own.leafFound)
  release(own.others)
  release(own.own)
  release(own.ids)
  release(own.found)
  releaseRivals(own.rivals)
  releaseLeafSums(own.sums)
  releaseLeafBits(own.leafBits)
  release(changetype<usize>(own.bits))
  release(own.places)
  release(changetype<usize>(own))
}
