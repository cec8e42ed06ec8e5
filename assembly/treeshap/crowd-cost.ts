// What a group costs in which rows meet background rows by the patterns that occur: see crowds.ts.
import { F64s, release, reserve } from "../memory"
import { DENSE_BITS } from "./leaf-sums"
import { Paths } from "./paths"
import { MOST_BITS } from "./words"

// Nanoseconds, measured on one core: a group; a row of either side whose pattern is found, and each of its bits; a
// number that is added; a leaf, a pattern of the group that is passed on to it; of the leaf's own patterns, all of them
// and each of theirs at a point, a rival that is settled, and one that occurs, which is compared and goes with some.
const GROUP: f64 = 600
const FIND: f64 = 1.2
const BIT: f64 = 0.1
const TERM: f64 = 0.6
const LEAF: f64 = 300
const PASS: f64 = 1.5
const ALL: f64 = 100
const FORMULA: f64 = 0.15
const SETTLE: f64 = 10
const MEET: f64 = 30
const COMPARE: f64 = 0.2
const GOING: f64 = 4
/** What a bit more leaves of the chance to meet a pattern, as measured: decisions depend on each other. */
const RARITY: f64 = 0.555

@unmanaged
export class CrowdCosts {
  rows: f64
  background: f64
  /** Number of bits -> patterns that occur among any rows, these rows, and the background. */
  most: F64s
  found: F64s
  others: F64s
  /** Number of features -> a leaf's values. */
  values: F64s
  constructor() {}
}

/** Free it with `releaseCrowdCosts`. */
export function createCrowdCosts(rows: f64, background: f64): CrowdCosts {
  const costs = changetype<CrowdCosts>(reserve(offsetof<CrowdCosts>()))
  const bytes = (MOST_BITS + 1) << 3
  costs.rows = rows
  costs.background = background
  costs.most = changetype<F64s>(reserve(bytes))
  costs.found = changetype<F64s>(reserve(bytes))
  costs.others = changetype<F64s>(reserve(bytes))
  costs.values = changetype<F64s>(reserve(bytes))
  let chance: f64 = 1
  for (let bits = 0; bits <= MOST_BITS; bits++) {
    costs.most[bits] = 1 / chance
    costs.found[bits] = 1 / (chance + 3 / rows)
    costs.others[bits] = 1 / (chance + 3 / background)
    costs.values[bits] = min(allCost(bits), foundCost(bits, costs.found[bits], costs.others[bits]))
    chance *= RARITY
  }
  return costs
}

export function releaseCrowdCosts(costs: CrowdCosts): void {
  release(changetype<usize>(costs.values))
  release(changetype<usize>(costs.others))
  release(changetype<usize>(costs.found))
  release(changetype<usize>(costs.most))
  release(changetype<usize>(costs))
}

/** The group at a node of the traced tree; Infinity for more bits than an index has. */
export function crowdCost(costs: CrowdCosts, paths: Paths, top: i32, width: i32): f64 {
  const bits = paths.distinct[top] + paths.inner[top]
  if (bits > MOST_BITS) return Infinity
  const found = costs.found[bits]
  const term = found * TERM * <f64>width
  const leaf = LEAF + (found + costs.others[bits]) * PASS
  let features = paths.distinct[top]
  let cost = GROUP + (costs.rows + costs.background) * (FIND + <f64>bits * BIT)
  for (let i = top; i <= top + 2 * paths.inner[top]; i++) {
    if (paths.inner[i] == 0) cost += leaf + <f64>paths.distinct[i] * term + costs.values[paths.distinct[i]]
    else if (paths.earlier[i + 1] < 0) features++
  }
  return cost + costs.rows * <f64>(features * width) * TERM
}

/** Whether a leaf's values are cheaper for all patterns than for those that at most so many rows and rivals have. */
export function paysAll(costs: CrowdCosts, features: i32, rows: i32, rivals: i32): bool {
  const most = costs.most[features]
  return allCost(features) <= foundCost(features, min(most, <f64>rows), min(most, <f64>rivals))
}

function allCost(features: i32): f64 {
  if (features > DENSE_BITS) return Infinity
  return ALL + <f64>((1 << features) * ((features + 1) >> 1) * (features + 6)) * FORMULA
}

function foundCost(features: i32, found: f64, others: f64): f64 {
  return others * SETTLE + found * (MEET + others * COMPARE + GOING * <f64>features)
}
