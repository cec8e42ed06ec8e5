// Finds the bin columns of a forest, their cuts and each node's place among them (see bins.ts).
import {
  Bins,
  CATEGORICAL_NODE,
  KINDS,
  LISTED_LEFT,
  LISTED_RIGHT,
  NAN_RIGHT,
  NO_MISSING,
  place,
  ZERO_RIGHT,
} from "./bins"
import { placeGrids, releaseGrids } from "./feature-grids"
import {
  FLAG_STRICT,
  Forest,
  RULE_CATEGORICAL,
  RULE_LISTED_RIGHT,
  RULE_MISSING_KIND,
  RULE_MISSING_LEFT,
  RULE_MISSING_ZERO,
} from "./forest"
import { Grid, passedBy } from "./grid"
import { F64s, I32s, release, reserve, U32s } from "./memory"
import { dropRepeats, sortAscending } from "./sort"

/** Prepares binning for a forest. Free it with `releaseBins`. */
export function createBins(forest: Forest): Bins {
  const bins = changetype<Bins>(reserve(offsetof<Bins>()))
  bins.forest = forest
  bins.missing = NaN
  const columnOf = placeColumns(bins)
  gatherCuts(bins, columnOf)
  settleNodes(bins, columnOf)
  release(changetype<usize>(columnOf))
  return bins
}

export function releaseBins(bins: Bins): void {
  release(changetype<usize>(bins.columnFeatures))
  release(changetype<usize>(bins.columnKinds))
  release(changetype<usize>(bins.starts))
  release(changetype<usize>(bins.ends))
  release(changetype<usize>(bins.cuts))
  releaseGrids(bins)
  release(changetype<usize>(bins.listed))
  release(changetype<usize>(bins.firstColumns))
  release(changetype<usize>(bins.used))
  release(changetype<usize>(bins.slots))
  release(changetype<usize>(bins.nodeColumns))
  release(changetype<usize>(bins.nodeCuts))
  release(changetype<usize>(bins.bits))
  release(changetype<usize>(bins))
}

/** How many codes a column may take. */
function codesOf(bins: Bins, column: i32): i32 {
  const size = bins.ends[column] - bins.starts[column]
  return bins.columnKinds[column] >= LISTED_LEFT ? size + 2 : size + 1
}

function kindOf(rule: u32): i32 {
  if (rule & RULE_CATEGORICAL) return rule & RULE_LISTED_RIGHT ? LISTED_RIGHT : LISTED_LEFT
  const missing = rule & RULE_MISSING_KIND
  if (missing == 0) return NO_MISSING
  const left = rule & RULE_MISSING_LEFT ? 1 : 0
  return missing == RULE_MISSING_ZERO ? ZERO_RIGHT + left : NAN_RIGHT + left
}

/** Finds which (feature, kind) pairs occur and numbers them; returns the column of each pair. */
function placeColumns(bins: Bins): I32s {
  const forest = bins.forest
  const pairs = forest.features * KINDS
  const columnOf = changetype<I32s>(reserve((<usize>pairs) << 2))
  memory.fill(changetype<usize>(columnOf), 0xff, (<usize>pairs) << 2)
  for (let node = 0; node < forest.nodes; node++) {
    const feature = forest.splits[node]
    if (feature >= 0) columnOf[feature * KINDS + kindOf(forest.rules[node])] = 0
  }
  let columns = 0
  for (let pair = 0; pair < pairs; pair++) if (columnOf[pair] == 0) columns++
  bins.columns = columns
  bins.columnFeatures = changetype<I32s>(reserve((<usize>columns) << 2))
  bins.columnKinds = changetype<I32s>(reserve((<usize>columns) << 2))
  bins.firstColumns = changetype<I32s>(reserve((<usize>(forest.features + 1)) << 2))
  bins.used = changetype<I32s>(reserve((<usize>forest.features) << 2))
  bins.slots = changetype<I32s>(reserve((<usize>forest.features) << 2))
  numberColumns(bins, columnOf)
  return columnOf
}

function numberColumns(bins: Bins, columnOf: I32s): void {
  const features = bins.forest.features
  let column = 0
  let used = 0
  for (let feature = 0; feature < features; feature++) {
    bins.firstColumns[feature] = column
    for (let kind = 0; kind < KINDS; kind++) {
      if (columnOf[feature * KINDS + kind] < 0) continue
      columnOf[feature * KINDS + kind] = column
      bins.columnFeatures[column] = feature
      bins.columnKinds[column] = kind
      column++
    }
    bins.slots[feature] = column > bins.firstColumns[feature] ? used : -1
    if (bins.slots[feature] >= 0) bins.used[used++] = feature
  }
  bins.firstColumns[features] = column
  bins.usedFeatures = used
}

/** Collects each column's thresholds or listed categories, ascending and without repeats. */
function gatherCuts(bins: Bins, columnOf: I32s): void {
  const columns = bins.columns
  bins.starts = changetype<I32s>(reserve((<usize>columns) << 2))
  bins.ends = changetype<I32s>(reserve((<usize>columns) << 2))
  memory.fill(changetype<usize>(bins.ends), 0, (<usize>columns) << 2)
  countCuts(bins, columnOf)
  let numbers = 0
  let categories = 0
  for (let c = 0; c < columns; c++) {
    const size = bins.ends[c]
    const categorical = bins.columnKinds[c] >= LISTED_LEFT
    bins.starts[c] = bins.ends[c] = categorical ? categories : numbers
    if (categorical) categories += size
    else numbers += size
  }
  bins.cuts = changetype<F64s>(reserve((<usize>numbers) << 3))
  bins.listed = changetype<U32s>(reserve((<usize>categories) << 2))
  scatterCuts(bins, columnOf)
  for (let c = 0; c < columns; c++) tidyColumn(bins, c)
  placeGrids(bins)
}

function countCuts(bins: Bins, columnOf: I32s): void {
  const forest = bins.forest
  for (let node = 0; node < forest.nodes; node++) {
    const feature = forest.splits[node]
    if (feature < 0) continue
    const kind = kindOf(forest.rules[node])
    const column = columnOf[feature * KINDS + kind]
    bins.ends[column] = bins.ends[column] + (kind >= LISTED_LEFT ? setSize(forest, node) : 1)
  }
}

function scatterCuts(bins: Bins, columnOf: I32s): void {
  const forest = bins.forest
  for (let node = 0; node < forest.nodes; node++) {
    const feature = forest.splits[node]
    if (feature < 0) continue
    const kind = kindOf(forest.rules[node])
    const column = columnOf[feature * KINDS + kind]
    const end = bins.ends[column]
    if (kind < LISTED_LEFT) {
      bins.cuts[end] = forest.thresholds[node]
      bins.ends[column] = end + 1
      continue
    }
    const size = setSize(forest, node)
    for (let i = 0; i < size; i++) bins.listed[end + i] = forest.categories[forest.setStarts[node] + i]
    bins.ends[column] = end + size
  }
}

function setSize(forest: Forest, node: i32): i32 {
  return forest.sets == 0 ? 0 : forest.setStarts[node + 1] - forest.setStarts[node]
}

function tidyColumn(bins: Bins, column: i32): void {
  const start = bins.starts[column]
  const size = bins.ends[column] - start
  if (bins.columnKinds[column] < LISTED_LEFT) {
    const base = changetype<usize>(bins.cuts) + ((<usize>start) << 3)
    sortAscending<f64>(base, size)
    bins.ends[column] = start + dropRepeats<f64>(base, size)
  } else {
    const base = changetype<usize>(bins.listed) + ((<usize>start) << 2)
    sortAscending<u32>(base, size)
    bins.ends[column] = start + dropRepeats<u32>(base, size)
  }
}

/** Turns every node's threshold or set into a cut or bits. */
function settleNodes(bins: Bins, columnOf: I32s): void {
  const forest = bins.forest
  bins.nodeColumns = changetype<I32s>(reserve((<usize>forest.nodes) << 2))
  bins.nodeCuts = changetype<U32s>(reserve((<usize>forest.nodes) << 2))
  let words = 0
  let most = 0
  for (let c = 0; c < bins.columns; c++) most = max(most, codesOf(bins, c))
  bins.codeBytes = most <= 256 ? 1 : most <= 65536 ? 2 : 4
  for (let node = 0; node < forest.nodes; node++) {
    const feature = forest.splits[node]
    bins.nodeColumns[node] = -1
    if (feature < 0) continue
    const column = columnOf[feature * KINDS + kindOf(forest.rules[node])]
    if (bins.columnKinds[column] < LISTED_LEFT) {
      bins.nodeColumns[node] = column
      bins.nodeCuts[node] = cutOf(bins, column, forest.thresholds[node])
    } else {
      bins.nodeColumns[node] = CATEGORICAL_NODE | column
      bins.nodeCuts[node] = words
      words += (codesOf(bins, column) + 31) >> 5
    }
  }
  bins.bitWords = words
  bins.bits = changetype<U32s>(reserve((<usize>words) << 2))
  for (let node = 0; node < forest.nodes; node++) if (bins.nodeColumns[node] >= CATEGORICAL_NODE) setBits(bins, node)
}

/** The place of a threshold among its column's cuts. */
function cutOf(bins: Bins, column: i32, threshold: f64): u32 {
  const grid = changetype<Grid>(bins.grids[bins.columnFeatures[column]])
  // Of strict cuts a threshold passes its own, too.
  const passed = passedBy(grid, threshold) - (bins.forest.has(FLAG_STRICT) ? 1 : 0)
  return changetype<I32s>(bins.ranks[column])[passed]
}

/** One bit a code, set where it goes left. */
function setBits(bins: Bins, node: i32): void {
  const forest = bins.forest
  const column = bins.nodeColumns[node] ^ CATEGORICAL_NODE
  const start = bins.starts[column]
  const size = bins.ends[column] - start
  const first = bins.nodeCuts[node]
  const rule = <u32>forest.rules[node]
  const listedRight = (rule & RULE_LISTED_RIGHT) != 0
  for (let code = 0; code <= size; code++) setBit(bins, first, code, listedRight)
  for (let i = 0; i < setSize(forest, node); i++) {
    const category = forest.categories[forest.setStarts[node] + i]
    setBit(bins, first, place(bins.listed, start, size, category), !listedRight)
  }
  setBit(bins, first, size + 1, (rule & RULE_MISSING_LEFT) != 0)
}

function setBit(bins: Bins, first: u32, code: i32, on: bool): void {
  const word = first + (code >> 5)
  const bit: u32 = 1 << (code & 31)
  bins.bits[word] = on ? bins.bits[word] | bit : bins.bits[word] & ~bit
}
