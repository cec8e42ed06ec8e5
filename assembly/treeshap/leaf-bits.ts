// What a pattern of a group says of one of its leaves: for every feature of the leaf's path, whether the row met all of
// the conditions on it. These are one bit for the path above the group, and one for each decision inside.
import { I32s, release, reserve } from "../memory"
import { Slots } from "./decisions"
import { Group, indexOf } from "./group"
import { featureOf, Paths } from "./paths"
import { MOST_BITS } from "./words"

@unmanaged
export class LeafBits {
  /** Features of the path, the first one being the highest bit of the leaf's pattern. */
  features: i32
  /** Feature -> bits of the group's pattern that it depends on, and what they have to be (u16). */
  masks: usize
  wanted: usize
  /** Feature -> its place among those of the group. */
  columns: I32s
  constructor() {}
}

export function createLeafBits(): LeafBits {
  const own = changetype<LeafBits>(reserve(offsetof<LeafBits>()))
  own.masks = reserve(MOST_BITS << 1)
  own.wanted = reserve(MOST_BITS << 1)
  own.columns = changetype<I32s>(reserve(MOST_BITS << 2))
  return own
}

export function releaseLeafBits(own: LeafBits): void {
  release(own.masks)
  release(own.wanted)
  release(changetype<usize>(own.columns))
  release(changetype<usize>(own))
}

/** Describes a leaf of the group; `bits` are those of the group's inner nodes, by their distance from its top. */
export function describeLeaf(own: LeafBits, paths: Paths, slots: Slots, group: Group, bits: I32s, leaf: i32): void {
  own.features = paths.distinct[leaf]
  memory.fill(own.masks, 0, MOST_BITS << 1)
  memory.fill(own.wanted, 0, MOST_BITS << 1)
  for (let place = 0; place < group.above; place++) {
    const met = (slots.edges[group.edges[place]] & 1) == 0
    require(own, place, 1 << (group.bits - 1 - place), met)
    own.columns[place] = place
  }
  for (let edge = leaf; edge > group.top; edge = paths.parents[edge]) {
    const parent = paths.parents[edge]
    const place = paths.places[edge]
    require(own, place, bits[parent - group.top], edge == parent + 1)
    if (place >= group.above) own.columns[place] = indexOf(group, featureOf(paths, edge))
  }
}

function require(own: LeafBits, place: i32, bit: i32, set: bool): void {
  const at = (<usize>place) << 1
  store<u16>(own.masks + at, load<u16>(own.masks + at) | <u16>bit)
  if (set) store<u16>(own.wanted + at, load<u16>(own.wanted + at) | <u16>bit)
}

/** The leaf's patterns for patterns of the group, both u16; `count` is rounded up to a multiple of 8. */
export function leafPatterns(own: LeafBits, patterns: usize, count: i32, out: usize): void {
  const end = (<usize>((count + 7) & ~7)) << 1
  const last = own.masks + ((<usize>own.features) << 1)
  const wanted = own.wanted - own.masks
  for (let at: usize = 0; at < end; at += 16) {
    const pattern = v128.load(patterns + at)
    let bits = i16x8.splat(0)
    for (let mask = own.masks; mask < last; mask += 2) {
      const met = i16x8.eq(v128.and(pattern, v128.load16_splat(mask)), v128.load16_splat(mask + wanted))
      bits = i16x8.sub(i16x8.add(bits, bits), met)
    }
    v128.store(out + at, bits)
  }
}
