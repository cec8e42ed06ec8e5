// What a group costs in which rows meet background rows by the patterns that occur: see crowds.ts.
import { Paths } from "./paths"
import { MOST_BITS } from "./plan"

// Nanoseconds, measured on one core: a group; a row of either side whose pattern is found, and each of its bits; a
// number that is added; a leaf, a pattern of the group that is passed on to it; of the leaf's own patterns, one of all
// and each of their features, or one that occurs, one that it is compared with, and one that it goes with.
const GROUP: f64 = 600
const FIND: f64 = 1.2
const BIT: f64 = 0.1
const TERM: f64 = 0.6
const LEAF: f64 = 300
const PASS: f64 = 1.5
const FORMULA: f64 = 0.6
const MEET: f64 = 30
const COMPARE: f64 = 0.2
/** Of the background's patterns, how many go with one of a row. */
const GOING: f64 = 3

/** The group at a node of the traced tree; Infinity for more bits than an index has. */
export function crowdCost(paths: Paths, top: i32, width: i32, rows: f64, background: f64): f64 {
  const bits = paths.distinct[top] + paths.inner[top]
  if (bits > MOST_BITS) return Infinity
  const found = patternsOf(bits, rows)
  const others = patternsOf(bits, background)
  let features = paths.distinct[top]
  let leaves: f64 = 0
  for (let i = top; i <= top + 2 * paths.inner[top]; i++) {
    if (paths.inner[i] > 0) {
      if (paths.earlier[i + 1] < 0) features++
      continue
    }
    const own = paths.distinct[i]
    const sums = found * <f64>own * TERM * <f64>width
    leaves += LEAF + (found + others) * PASS + sums + valuesCost(own, rows, background)
  }
  const finding = (rows + background) * (FIND + <f64>bits * BIT)
  return GROUP + finding + leaves + rows * <f64>(features * width) * TERM
}

/** A leaf's values, in the cheaper of two ways. */
function valuesCost(features: i32, rows: f64, background: f64): f64 {
  const all = <f64>(1 << features) * <f64>((features + 1) >> 1) * <f64>features * FORMULA
  const others = patternsOf(features, background)
  const found = patternsOf(features, rows) * (MEET + others * COMPARE + GOING * <f64>features)
  return min(all, found)
}

/** How many patterns of so many bits occur among so many rows, as measured: far fewer than there are. */
function patternsOf(bits: i32, rows: f64): f64 {
  return 1 / (2 ** (-0.85 * <f64>bits) + 3 / rows)
}
