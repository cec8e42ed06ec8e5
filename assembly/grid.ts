// Where to seek a value among ascending cuts: the range of a column's cuts is divided into places of equal width, each
// with the number of cuts before it, so that a few cuts at most are left to compare. Rounding cannot hurt: a value's
// place is found as a cut's is, and grows with it.
import { F64s, I32s, release, reserve } from "./memory"

/** Places of a column. */
const PLACES: i32 = 512

/** A column's grid is PLACES + 1 counts, its lowest cut and places a unit. */
@unmanaged
export class Grids {
  counts: I32s
  lowest: F64s
  scales: F64s
  constructor() {}
}

export function createGrids(columns: i32): Grids {
  const grids = changetype<Grids>(reserve(offsetof<Grids>()))
  grids.counts = changetype<I32s>(reserve((<usize>(columns * (PLACES + 1))) << 2))
  grids.lowest = changetype<F64s>(reserve((<usize>columns) << 3))
  grids.scales = changetype<F64s>(reserve((<usize>columns) << 3))
  return grids
}

export function releaseGrids(grids: Grids): void {
  release(changetype<usize>(grids.counts))
  release(changetype<usize>(grids.lowest))
  release(changetype<usize>(grids.scales))
  release(changetype<usize>(grids))
}

/** Counts a column's cuts. Where their range has no finite width all of them are in one place. */
export function fillGrid(grids: Grids, column: i32, cuts: F64s, size: i32): void {
  const width = size > 1 ? cuts[size - 1] - cuts[0] : 0
  const scale = <f64>PLACES / width
  grids.lowest[column] = size > 0 ? cuts[0] : 0
  grids.scales[column] = width > 0 && scale > 0 && scale < Infinity ? scale : 0
  let at = 0
  for (let place = 0; place <= PLACES; place++) {
    while (at < size && placeIn(grids.lowest[column], grids.scales[column], cuts[at]) < place) at++
    grids.counts[column * (PLACES + 1) + place] = at
  }
  grids.counts[column * (PLACES + 1) + PLACES] = size
}

export function lowestOf(grids: Grids, column: i32): f64 {
  return grids.lowest[column]
}

export function scaleOf(grids: Grids, column: i32): f64 {
  return grids.scales[column]
}

/** The place of a value that is a number; those out of range lie at the ends. */
export function placeIn(lowest: f64, scale: f64, x: f64): i32 {
  // Infinity times a scale of 0 is no number, and ends up at 0 as all does then.
  const place = (x - lowest) * scale
  return place > 0 ? <i32>min(place, <f64>(PLACES - 1)) : 0
}

/** Cuts before a place. */
export function firstOf(grids: Grids, column: i32, place: i32): i32 {
  return grids.counts[column * (PLACES + 1) + place]
}

/** Cuts before the next place. */
export function lastOf(grids: Grids, column: i32, place: i32): i32 {
  return grids.counts[column * (PLACES + 1) + place + 1]
}
