// Which engine for which subtree. A pattern table costs its entries once and a lookup a row; the more decisions it
// covers, the fewer lookups are left, and the larger it grows. For every subtree the cheapest way is found from the
// leaves upwards: one table for all of it, or the best for each child; a leaf may be left to the tape.
import { Bins } from "../bins"
import { F64s, I32s, release, reserve, U8s } from "../memory"
import { CrowdCosts, createCrowdCosts, crowdCost, releaseCrowdCosts } from "./crowd-cost"
import { createPaths, Paths, releasePaths, traceTree } from "./paths"

/** What the tables hold: one term a feature, or one a pair of features. */
export const SINGLES: i32 = 1
export const PAIRS: i32 = 2

// Nanoseconds on one core: a decision that goes into an index; a term that is added; of a table that is built, the whole
// of it, a leaf, an entry, and a pattern of a leaf for each of its points; a leaf's way along the tape, and each of its
// points; and its comparison with one background row. What each doubling of a plane beyond 8 KiB puts on a term was
// chosen by the times of whole calls, where tables drive each other out of the caches: a lone table pays 0.03.
const DECISION: f64 = 0.1
const TERM: f64 = 0.25
const TERM_DOUBLED: f64 = 0.2
const NEAR_BITS: i32 = 8
const TABLE: f64 = 1500
const LEAF: f64 = 200
const ENTRY: f64 = 2.5
const ENTRY_BACKGROUND: f64 = 5
const PATTERN: f64 = 0.8
const STEP: f64 = 5
const POINT: f64 = 1
const RIVAL: f64 = 0.8
/** A background row whose bits at a leaf are gathered, beside a nanosecond a feature. */
const GATHER: f64 = 5
/** Different patterns that background rows have at a leaf, at the most. */
const RIVALS: f64 = 400

@unmanaged
export class Plan {
  bins: Bins
  order: i32
  rows: i32
  /** Whether its groups are no tables, but rows that meet background rows: see crowds.ts. */
  crowds: bool
  costs: CrowdCosts
  /** Tree -> its groups: groups[starts[t]] .. groups[starts[t + 1]], each the top node (in its tree) of a subtree. */
  starts: I32s
  groups: I32s
  /** Forest node -> 1 where a group begins: what the tape leaves out. */
  marks: U8s
  /** Tree -> leaves that no group has. */
  rest: I32s
  constructor() {}
}

/**
 * Plans SHAP values of so many rows. `background` rows make filling a leaf's table dearer; `most` bounds an
 * index's bits, 0 leaves all to the tape.
 */
export function createPlan(bins: Bins, rows: i32, order: i32, background: i32, most: i32): Plan {
  const forest = bins.forest
  const plan = changetype<Plan>(reserve(offsetof<Plan>()))
  plan.bins = bins
  plan.order = order
  plan.rows = rows
  plan.crowds = background > 0 && order == SINGLES && most > 0
  plan.costs = changetype<CrowdCosts>(0)
  if (plan.crowds) plan.costs = createCrowdCosts(rows, background)
  plan.starts = changetype<I32s>(reserve((<usize>(forest.trees + 1)) << 2))
  plan.groups = changetype<I32s>(reserve((<usize>forest.nodes) << 2))
  plan.marks = changetype<U8s>(reserve(<usize>forest.nodes))
  plan.rest = changetype<I32s>(reserve((<usize>forest.trees) << 2))
  memory.fill(changetype<usize>(plan.marks), 0, <usize>forest.nodes)
  const paths = createPaths(bins)
  const costs = changetype<F64s>(reserve((<usize>largestTree(bins)) << 3))
  plan.starts[0] = 0
  for (let tree = 0; tree < forest.trees; tree++) {
    traceTree(paths, tree)
    weigh(plan, paths, costs, <f64>rows, <f64>background, most)
    gather(plan, paths, tree)
  }
  release(changetype<usize>(costs))
  releasePaths(paths)
  return plan
}

export function releasePlan(plan: Plan): void {
  release(changetype<usize>(plan.starts))
  release(changetype<usize>(plan.groups))
  release(changetype<usize>(plan.marks))
  release(changetype<usize>(plan.rest))
  if (plan.crowds) releaseCrowdCosts(plan.costs)
  release(changetype<usize>(plan))
}

/** Forest node -> 1 where a subtree begins that the tables cover. */
export function planMarks(plan: Plan): U8s {
  return plan.marks
}

/** Leaves of all trees that are left to the tape. */
export function planRest(plan: Plan): i32 {
  let rest = 0
  for (let tree = 0; tree < plan.bins.forest.trees; tree++) rest += plan.rest[tree]
  return rest
}

function largestTree(bins: Bins): i32 {
  const roots = bins.forest.roots
  let most = 1
  for (let tree = 0; tree < bins.forest.trees; tree++) most = max(most, roots[tree + 1] - roots[tree])
  return most
}

/** Terms of a table over so many features. */
export function termsOf(order: i32, features: i32): i32 {
  return order == PAIRS ? (features * (features + 1)) >> 1 : features
}

/** Marks every node whose subtree is cheapest as one table. */
function weigh(plan: Plan, paths: Paths, costs: F64s, rows: f64, background: f64, most: i32): void {
  const forest = plan.bins.forest
  const root = paths.root
  for (let i = paths.nodes - 1; i >= 0; i--) {
    const leaf = forest.splits[root + i] < 0
    const apart = leaf
      ? restCost(paths.distinct[i], rows, background, plan.order)
      : costs[i + 1] + costs[forest.rights[root + i] - root]
    const whole = plan.crowds
      ? crowdCost(plan.costs, paths, i, forest.width)
      : paths.distinct[i] + paths.inner[i] <= most
        ? tableCost(plan, paths, i, rows, background)
        : Infinity
    plan.marks[root + i] = whole <= apart ? 1 : 0
    costs[i] = min(whole, apart)
  }
}

function tableCost(plan: Plan, paths: Paths, top: i32, rows: f64, background: f64): f64 {
  const order = plan.order
  const width = plan.bins.forest.width
  const inner = paths.inner[top]
  const bits = paths.distinct[top] + inner
  const terms = <f64>(termsOf(order, featuresOf(paths, top)) * width)
  const patterns = <f64>(1 << bits)
  const term = TERM + TERM_DOUBLED * <f64>max(0, bits - NEAR_BITS)
  const lookups = rows * (<f64>bits * DECISION + terms * term)
  const counting = background * (<f64>bits * DECISION + 2)
  const leaves = <f64>((inner + 1) * width) * leafCost(bits, inner, background, order)
  return lookups + counting + TABLE + patterns * terms * (background > 0 ? ENTRY_BACKGROUND : ENTRY) + leaves
}

/** Distinct features above a node and in its subtree: those of the path, and what nodes below ask first. */
function featuresOf(paths: Paths, top: i32): i32 {
  const end = top + 2 * paths.inner[top]
  let features = paths.distinct[top]
  for (let i = top; i < end; i++) if (isNew(paths, i) && !askedBefore(paths, top, i)) features++
  return features
}

/** Whether an inner node's feature is asked nowhere above it. */
function isNew(paths: Paths, i: i32): bool {
  return paths.inner[i] > 0 && paths.earlier[i + 1] < 0
}

/** Whether a subtree asks for a node's feature in another branch before it. */
function askedBefore(paths: Paths, top: i32, i: i32): bool {
  const splits = paths.bins.forest.splits
  const feature = splits[paths.root + i]
  for (let j = top; j < i; j++) if (splits[paths.root + j] == feature && isNew(paths, j)) return true
  return false
}

/** A leaf of a group: its path has the features above, and about as many below as a balanced subtree is deep. */
function leafCost(bits: i32, inner: i32, background: f64, order: i32): f64 {
  const features = min(bits, bits - inner + 32 - <i32>clz(inner))
  const patterns = <f64>(1 << features)
  const points = <f64>((features + 1) >> 1)
  const passes = background > 0 ? 1 + <f64>features * 0.3 : 1
  return LEAF + patterns * (points * PATTERN * passes + <f64>termsOf(order, features) * 0.5)
}

/** A leaf outside all tables: along the tape, or its rows against the background one by one. */
function restCost(distinct: i32, rows: f64, background: f64, order: i32): f64 {
  const pairs = order == PAIRS ? <f64>distinct : 1
  if (background > 0) {
    return background * (GATHER + <f64>distinct) + rows * (50 + min(background, RIVALS) * RIVAL) * pairs
  }
  return rows * (STEP + POINT * <f64>((distinct + 1) >> 1)) * pairs
}

/** Lists the topmost marked nodes of a tree and clears the marks below them. */
function gather(plan: Plan, paths: Paths, tree: i32): void {
  const forest = plan.bins.forest
  const root = paths.root
  let at = plan.starts[tree]
  let rest = 0
  for (let i = 0; i < paths.nodes; i++) {
    if (plan.marks[root + i] != 1) {
      if (forest.splits[root + i] < 0) rest++
      continue
    }
    plan.groups[at++] = i
    const size = 2 * paths.inner[i]
    memory.fill(changetype<usize>(plan.marks) + <usize>(root + i + 1), 0, <usize>size)
    i += size
  }
  plan.starts[tree + 1] = at
  plan.rest[tree] = rest
}
