// Codes of numbers, in two steps that are the same for all values, so that no branch depends on one: a value's place
// among the cuts of all columns of its feature, found two values at a time; and each column's code for that place.
import { Grid, OF_NAN, OF_ZERO, PLACES } from "./grid"

/**
 * Writes the places (i32) of `count` values: how many cuts of the grid each passes, or the place of NaN, which a value
 * of `missing` has, too, or of zero, which those up to `tiny` are.
 */
export function placeNumbers(
  grid: Grid,
  values: usize,
  count: i32,
  float32: bool,
  tiny: f64,
  missing: f64,
  out: usize,
): void {
  const tinies = f64x2.splat(tiny)
  const missings = f64x2.splat(missing)
  const ofZero = i32x4.splat(grid.size + OF_ZERO)
  const ofNaN = i32x4.splat(grid.size + OF_NAN)
  const end = values + ((<usize>count) << 3)
  for (; values < end; values += 16) {
    let x = values + 8 < end ? v128.load(values) : v128.load64_zero(values)
    if (float32) x = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x))
    const zero = f64x2.le(f64x2.abs(x), tinies)
    const known = v128.and(f64x2.eq(x, x), f64x2.ne(x, missings))
    const places = v128.bitselect(ofZero, passedByTwo(grid, x), v128.shuffle<i32>(zero, zero, 0, 2, 0, 2))
    v128.store64_lane(out, v128.bitselect(places, ofNaN, v128.shuffle<i32>(known, known, 0, 2, 0, 2)), 0)
    out += 8
  }
}

/** How many cuts two values pass; for NaN any count that there is. */
function passedByTwo(grid: Grid, x: v128): v128 {
  const exact = f64x2.mul(f64x2.sub(x, f64x2.splat(grid.lowest)), f64x2.splat(grid.scale))
  const places = i32x4.max_s(i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(exact), i32x4.splat(PLACES - 1)), i32x4.splat(0))
  const cuts = changetype<usize>(grid.cuts)
  const one = f64x2.extract_lane(x, 0)
  const two = f64x2.extract_lane(x, 1)
  let first = cuts + ((<usize>grid.counts[i32x4.extract_lane(places, 0)]) << 3)
  let second = cuts + ((<usize>grid.counts[i32x4.extract_lane(places, 1)]) << 3)
  for (let step: usize = (<usize>4) << grid.steps; step >= 8; step >>= 1) {
    first += <usize>(load<f64>(first + step - 8) <= one) * step
    second += <usize>(load<f64>(second + step - 8) <= two) * step
  }
  return i32x4.replace_lane(i32x4.splat(<i32>((first - cuts) >> 3)), 1, <i32>((second - cuts) >> 3))
}

/** Writes a column's codes of `count` places. */
export function rankPlaces<T extends number>(ranks: usize, places: usize, count: i32, out: usize): void {
  const end = places + ((<usize>count) << 2)
  for (; places < end; places += 4) {
    store<T>(out, <T>load<i32>(ranks + ((<usize>load<i32>(places)) << 2)))
    out += sizeof<T>()
  }
}
