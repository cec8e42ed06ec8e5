// Where a value lies among ascending cuts: the range of a feature's cuts is divided into places of equal width, each
// with the number of cuts before it, so that few cuts are left to compare. All values then make the same
// number of halving steps, without a branch that depends on the value. Rounding cannot hurt: a value's place is found
// as a cut's is, and grows with it.
import { F64s, I32s, release, reserve } from "./memory"

/** Places of a grid. */
export const PLACES: i32 = 512

/** Beside how many cuts it may pass, what a value can be: so much above the number of cuts. */
export const OF_NAN: i32 = 1
export const OF_ZERO: i32 = 2

@unmanaged
export class Grid {
  size: i32
  lowest: f64
  /** Places a unit. */
  scale: f64
  /** Halving steps that find a cut among those of any place. */
  steps: i32
  /** Place -> cuts before it, and before the next one. */
  counts: I32s
  /** The cuts such that a value passes those that are at or below it; after them NaN, which nothing passes. */
  cuts: F64s
  constructor() {}
}

/** Free it with `releaseGrid`. `strict`: values pass the cuts that are at or below them, else those below them. */
export function createGrid(cuts: F64s, size: i32, strict: bool): Grid {
  const grid = changetype<Grid>(reserve(offsetof<Grid>()))
  grid.size = size
  const first = size > 0 ? passedFrom(cuts[0], strict) : 0
  const width = size > 1 ? passedFrom(cuts[size - 1], strict) - first : 0
  const scale = <f64>PLACES / width
  grid.lowest = first
  // Where the range has no finite width all cuts are in one place.
  grid.scale = width > 0 && scale > 0 && scale < Infinity ? scale : 0
  grid.counts = changetype<I32s>(reserve((PLACES + 1) << 2))
  grid.steps = countPlaces(grid, cuts, size, strict)
  const room = size + (1 << grid.steps)
  grid.cuts = changetype<F64s>(reserve((<usize>room) << 3))
  for (let i = 0; i < room; i++) grid.cuts[i] = i < size ? passedFrom(cuts[i], strict) : NaN
  return grid
}

export function releaseGrid(grid: Grid): void {
  release(changetype<usize>(grid.cuts))
  release(changetype<usize>(grid.counts))
  release(changetype<usize>(grid))
}

/** Counts the cuts before each place; returns the halving steps that the fullest one needs. */
function countPlaces(grid: Grid, cuts: F64s, size: i32, strict: bool): i32 {
  let at = 0
  let most = 0
  for (let place = 0; place < PLACES; place++) {
    const before = at
    grid.counts[place] = at
    while (at < size && placeOf(grid, passedFrom(cuts[at], strict)) <= place) at++
    most = max(most, at - before)
  }
  grid.counts[PLACES] = size
  let steps = 0
  while (1 << steps <= most) steps++
  return steps
}

/** The least number that passes a cut; NaN for none. */
function passedFrom(cut: f64, strict: bool): f64 {
  if (strict) return cut
  if (cut == 0) return f64.MIN_VALUE
  const bits = reinterpret<i64>(cut)
  return cut == Infinity ? NaN : reinterpret<f64>(cut < 0 ? bits - 1 : bits + 1)
}

/** The place of a value; those out of range lie at the ends, as does what is no number. */
function placeOf(grid: Grid, x: f64): i32 {
  const place = (x - grid.lowest) * grid.scale
  return place > 0 ? <i32>min(place, <f64>(PLACES - 1)) : 0
}

/** How many cuts a value passes. */
export function passedBy(grid: Grid, x: f64): i32 {
  let at = grid.counts[placeOf(grid, x)]
  for (let step = (1 << grid.steps) >> 1; step > 0; step >>= 1) at += <i32>(grid.cuts[at + step - 1] <= x) * step
  return at
}
