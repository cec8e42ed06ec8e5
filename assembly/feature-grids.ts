// The cuts of all numeric columns of a feature as one grid, so that a value is sought once; and what each column makes
// of its place there.
import { Bins, LISTED_LEFT, NAN_LEFT, NO_MISSING, ZERO_LEFT, ZERO_RIGHT } from "./bins"
import { FLAG_STRICT } from "./forest"
import { createGrid, Grid, OF_NAN, OF_ZERO, passedBy, releaseGrid } from "./grid"
import { F64s, I32s, release, reserve } from "./memory"

/** Gives each feature a grid of all its numeric columns' cuts, and these columns their ranks. */
export function placeGrids(bins: Bins): void {
  const features = bins.forest.features
  bins.grids = changetype<I32s>(reserve((<usize>features) << 2))
  bins.ranks = changetype<I32s>(reserve((<usize>bins.columns) << 2))
  for (let feature = 0; feature < features; feature++) {
    const to = bins.firstColumns[feature + 1]
    let from = bins.firstColumns[feature]
    for (let c = from; c < to; c++) bins.ranks[c] = 0
    let last = to
    while (last > from && bins.columnKinds[last - 1] >= LISTED_LEFT) last--
    bins.grids[feature] = last > from ? <i32>changetype<usize>(gridOf(bins, from, last)) : 0
    for (; from < last; from++) bins.ranks[from] = <i32>changetype<usize>(ranksOf(bins, from))
  }
}

/** A grid of the cuts of columns [from, to). */
function gridOf(bins: Bins, from: i32, to: i32): Grid {
  let size = 0
  for (let c = from; c < to; c++) size += bins.ends[c] - bins.starts[c]
  let merged = changetype<F64s>(reserve((<usize>size) << 3))
  let spare = changetype<F64s>(reserve((<usize>size) << 3))
  size = 0
  for (let c = from; c < to; c++) {
    size = mergeCuts(merged, size, bins.cuts.from(bins.starts[c]), bins.ends[c] - bins.starts[c], spare)
    const last = merged
    merged = spare
    spare = last
  }
  const grid = createGrid(merged, size, bins.forest.has(FLAG_STRICT))
  release(changetype<usize>(merged))
  release(changetype<usize>(spare))
  return grid
}

/** Writes both ascending lists as one without repeats; returns its size. */
function mergeCuts(a: F64s, aSize: i32, b: F64s, bSize: i32, out: F64s): i32 {
  let i = 0
  let j = 0
  let size = 0
  while (i < aSize || j < bSize) {
    const next = j == bSize || (i < aSize && a[i] <= b[j]) ? a[i] : b[j]
    if (i < aSize && a[i] == next) i++
    if (j < bSize && b[j] == next) j++
    out[size++] = next
  }
  return size
}

/** A numeric column's code of each place: how many of its cuts are passed, or what stands for a missing value. */
function ranksOf(bins: Bins, column: i32): I32s {
  const grid = changetype<Grid>(bins.grids[bins.columnFeatures[column]])
  const kind = bins.columnKinds[column]
  const end = bins.ends[column]
  const ranks = changetype<I32s>(reserve((<usize>(grid.size + OF_ZERO + 1)) << 2))
  let at = bins.starts[column]
  for (let place = 0; place <= grid.size; place++) {
    ranks[place] = at - bins.starts[column]
    if (place < grid.size && at < end && passes(bins, grid.cuts[place], bins.cuts[at])) at++
  }
  const zero = ranks[passedBy(grid, 0)]
  const missing = kind == NO_MISSING ? zero : kind == ZERO_LEFT || kind == NAN_LEFT ? 0 : end - bins.starts[column]
  ranks[grid.size + OF_NAN] = missing
  ranks[grid.size + OF_ZERO] = kind == ZERO_LEFT || kind == ZERO_RIGHT ? missing : zero
  return ranks
}

/** Whether the least number that passes a cut of the grid passes a cut of the column. */
function passes(bins: Bins, least: f64, cut: f64): bool {
  return bins.forest.has(FLAG_STRICT) ? cut <= least : cut < least
}

export function releaseGrids(bins: Bins): void {
  const features = bins.forest.features
  for (let feature = 0; feature < features; feature++) {
    if (bins.grids[feature] != 0) releaseGrid(changetype<Grid>(bins.grids[feature]))
  }
  for (let c = 0; c < bins.columns; c++) release(<usize>bins.ranks[c])
  release(changetype<usize>(bins.grids))
  release(changetype<usize>(bins.ranks))
}
