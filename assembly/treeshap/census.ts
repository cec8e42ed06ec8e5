// Which patterns of 16 bits occur among rows: far fewer than there are, as decisions depend on each other.
import { F64s, release, reserve } from "../memory"

/** Patterns that 16 bits can tell apart. */
export const PATTERNS: i32 = 1 << 16

@unmanaged
export class Census {
  /** The patterns (u16), and how many rows have each. */
  patterns: usize
  counts: F64s
  size: i32
  constructor() {}
}

/** Room for so many patterns, of which none is there yet. Free it with `releaseCensus`. */
export function createCensus(most: i32): Census {
  const census = changetype<Census>(reserve(offsetof<Census>()))
  census.patterns = reserve((<usize>(most + 8)) << 1)
  census.counts = changetype<F64s>(reserve((<usize>(most + 8)) << 3))
  census.size = 0
  return census
}

export function releaseCensus(census: Census): void {
  release(changetype<usize>(census.counts))
  release(census.patterns)
  release(changetype<usize>(census))
}

/** Pattern -> number + 1 (u32), 0 for those that do not occur: what the functions below want, and leave, cleared. */
export function createPlaces(): usize {
  const places = reserve((<usize>PATTERNS) << 2)
  memory.fill(places, 0, (<usize>PATTERNS) << 2)
  return places
}

/** Counts more rows by their patterns (u16). */
export function countPatterns(census: Census, places: usize, patterns: usize, rows: i32): void {
  const counts = census.counts
  let size = census.size
  for (let id = 0; id < size; id++) setPlace(places, census.patterns, id)
  for (let at = patterns, end = patterns + ((<usize>rows) << 1); at < end; at += 2) {
    const pattern = <usize>load<u16>(at)
    const id = load<u32>(places + (pattern << 2))
    if (id == 0) {
      store<u16>(census.patterns + ((<usize>size) << 1), <u16>pattern)
      counts[size++] = 1
      store<u32>(places + (pattern << 2), <u32>size)
    } else counts[<i32>id - 1] = counts[<i32>id - 1] + 1
  }
  census.size = size
  clearPlaces(places, census.patterns, size)
}

/** Numbers the patterns of rows in the order in which they occur; `found` gets them and `ids` each row's number. */
export function numberPatterns(places: usize, patterns: usize, rows: i32, found: usize, ids: usize): i32 {
  let size = 0
  for (let at: usize = 0, end = (<usize>rows) << 1; at < end; at += 2) {
    const pattern = <usize>load<u16>(patterns + at)
    let id = load<u32>(places + (pattern << 2))
    if (id == 0) {
      store<u16>(found + ((<usize>size) << 1), <u16>pattern)
      id = <u32>++size
      store<u32>(places + (pattern << 2), id)
    }
    store<u16>(ids + at, <u16>(id - 1))
  }
  clearPlaces(places, found, size)
  return size
}

function setPlace(places: usize, patterns: usize, id: i32): void {
  store<u32>(places + ((<usize>load<u16>(patterns + ((<usize>id) << 1))) << 2), <u32>(id + 1))
}

function clearPlaces(places: usize, patterns: usize, size: i32): void {
  for (let at = patterns, end = patterns + ((<usize>size) << 1); at < end; at += 2) {
    store<u32>(places + ((<usize>load<u16>(at)) << 2), 0)
  }
}
