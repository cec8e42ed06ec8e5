// Codes of numbers: how many of its column's cuts each passes, found two at a time. What happens to a value is the same
// for all of a column, so that no branch depends on it.
import { Grid, PLACES } from "./grid"

/** What the values of a numeric column go through before they are compared. */
@unmanaged
export class NumberRule {
  /** LightGBM's zeros are up to so large. */
  tiny: f64
  /** A number that counts as missing; NaN for none. */
  missing: f64
  missingCode: i32
  float32: bool
  zeroMissing: bool
  constructor() {}
}

/** Writes the codes of `count` values. */
export function codeNumbers<T extends number>(
  grid: Grid,
  rule: NumberRule,
  values: usize,
  count: i32,
  out: usize,
): void {
  for (const end = values + ((<usize>(count & ~1)) << 3); values < end; values += 16) {
    const codes = codeTwo(grid, rule, v128.load(values))
    store<T>(out, <T>i32x4.extract_lane(codes, 0))
    store<T>(out, <T>i32x4.extract_lane(codes, 1), sizeof<T>())
    out += 2 * sizeof<T>()
  }
  if (count & 1) store<T>(out, <T>i32x4.extract_lane(codeTwo(grid, rule, v128.load64_zero(values)), 0))
}

function codeTwo(grid: Grid, rule: NumberRule, values: v128): v128 {
  let x = values
  if (rule.float32) x = f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x))
  let known = v128.and(f64x2.eq(x, x), f64x2.ne(x, f64x2.splat(rule.missing)))
  if (rule.tiny > 0 || rule.zeroMissing) {
    const zero = f64x2.le(f64x2.abs(x), f64x2.splat(rule.tiny))
    if (rule.zeroMissing) known = v128.andnot(known, zero)
    x = v128.andnot(x, zero)
  }
  const both = v128.shuffle<i32>(known, known, 0, 2, 0, 2)
  return v128.bitselect(passedByTwo(grid, x), i32x4.splat(rule.missingCode), both)
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
