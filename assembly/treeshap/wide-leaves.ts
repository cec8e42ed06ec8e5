// Leaves whose paths are compared row by row, in words of 64 bits: with each background row, or with the covers.
import { F64s, I32s, release, reserve, U64s } from "../memory"
import { Builder, columnOf, columnsTotal } from "./builder"
import { listDecisions, runDecisions } from "./decisions"
import { createPath, describePath, Path, releasePath } from "./path"
import { PAIRS } from "./plan"
import { addAgainst, Rival } from "./rivals"
import { addPairsFromCovers } from "./row-pairs"
import { MIX, WORD_BITS } from "./words"

/** Rows at a time, and background rows at a time; multiples of 32. */
const BLOCK: i32 = 1024
const RIVALS: i32 = 2048

/** Adds what `rest` leaves of the traced tree contribute; the other arguments as those of `addLeaves`. */
export function addWide(
  builder: Builder,
  tree: i32,
  leaves: I32s,
  rest: i32,
  codes: usize,
  stride: i32,
  from: i32,
  count: i32,
  weights: F64s,
  weightsStride: i32,
  result: F64s,
  resultStride: i32,
): void {
  listDecisions(builder.slots, builder.paths, leaves, 0, rest)
  const path = createPath()
  const masks = reserve(<usize>(builder.slots.used * max(BLOCK, RIVALS)))
  const words = changetype<U64s>(reserve(BLOCK << 3))
  const rows = builder.rows
  for (let first = 0; first < max(rows, 1); first += RIVALS) {
    const size = min(RIVALS, rows - first)
    const rivals =
      rows > 0 ? gatherRivals(builder, path, leaves, rest, masks, first, size, changetype<usize>(weights) != 0) : 0
    for (let row = 0; row < count; row += BLOCK) {
      const some = min(BLOCK, count - row)
      const padded = (some + 31) & ~31
      mask(builder, codes, stride, from + row, masks, padded)
      for (let l = 0; l < rest; l++) {
        describePath(builder.paths, path, leaves[l])
        gatherWords(builder, path, masks, padded, words, some)
        const rival = rows > 0 ? changetype<Rival>(<usize>load<u32>(rivals + ((<usize>l) << 2))) : changetype<Rival>(0)
        addRows(
          builder,
          path,
          tree,
          leaves[l],
          rival,
          words,
          row,
          some,
          first,
          weights,
          weightsStride,
          result,
          resultStride,
        )
      }
    }
    if (rows > 0) releaseRivals(rivals, rest)
  }
  release(changetype<usize>(words))
  release(masks)
  releasePath(path)
}

function mask(builder: Builder, codes: usize, stride: i32, row: i32, masks: usize, rows: i32): void {
  runDecisions(builder.slots.decisions, builder.slots.count, builder.plan.bins, codes, stride, row, masks, rows)
}

/** Each row's bits on the features of the path. */
function gatherWords(builder: Builder, path: Path, masks: usize, stride: i32, words: U64s, count: i32): void {
  memory.fill(changetype<usize>(words), 0, (<usize>count) << 3)
  for (let place = 0; place < path.features; place++) {
    const ref = builder.slots.edges[path.edges[place]]
    const own = masks + <usize>((ref >> 1) * stride)
    const not = <u64>(ref & 1)
    for (let row = 0; row < count; row++) {
      const met = (<u64>load<u8>(own + <usize>row) & 1) ^ not
      words[row] = words[row] | (met << place)
    }
  }
}

/** The background's bits for each leaf: an address of a Rival a leaf. */
function gatherRivals(
  builder: Builder,
  path: Path,
  leaves: I32s,
  rest: i32,
  masks: usize,
  first: i32,
  size: i32,
  apart: bool,
): usize {
  const rivals = reserve((<usize>rest) << 2)
  const padded = (size + 31) & ~31
  mask(builder, builder.codes, builder.rows, first, masks, padded)
  for (let l = 0; l < rest; l++) {
    describePath(builder.paths, path, leaves[l])
    const rival = changetype<Rival>(reserve(offsetof<Rival>()))
    rival.words = changetype<U64s>(reserve((<usize>size) << 3))
    rival.counts = changetype<F64s>(reserve((<usize>size) << 3))
    rival.size = size
    gatherWords(builder, path, masks, padded, rival.words, size)
    for (let i = 0; i < size; i++) rival.counts[i] = 1 / <f64>builder.rows
    if (!apart) rival.merge()
    store<u32>(rivals + ((<usize>l) << 2), <u32>changetype<usize>(rival))
  }
  return rivals
}

function releaseRivals(rivals: usize, rest: i32): void {
  for (let l = 0; l < rest; l++) {
    const rival = changetype<Rival>(<usize>load<u32>(rivals + ((<usize>l) << 2)))
    release(changetype<usize>(rival.words))
    release(changetype<usize>(rival.counts))
    release(changetype<usize>(rival))
  }
  release(rivals)
}

/** Adds one leaf's values for some rows, for each of its outputs. */
function addRows(
  builder: Builder,
  path: Path,
  tree: i32,
  leaf: i32,
  rival: Rival,
  words: U64s,
  row: i32,
  count: i32,
  first: i32,
  weights: F64s,
  weightsStride: i32,
  result: F64s,
  stride: i32,
): void {
  const plan = builder.plan
  const forest = plan.bins.forest
  const output = forest.width > 1 ? 0 : forest.treeOutputs[tree]
  const apart = changetype<usize>(weights) != 0
  const alike = groupAlike(words, count, apart)
  const values = changetype<F64s>(reserve((WORD_BITS * WORD_BITS) << 3))
  for (let value = 0; value < forest.width; value++) {
    path.value = forest.values[(builder.paths.root + leaf) * forest.width + value]
    if (path.value == 0) continue
    const columns = result.from((output + value) * columnsTotal(plan) * stride + row)
    for (let i = 0; i < count; i++) {
      if (load<i32>(alike + ((<usize>(2 * i)) << 2)) != i) continue
      clear(values, path.features)
      if (builder.rows == 0) addPairsFromCovers(path, words[i], builder.leaf.banzhaf, values)
      else {
        const factors = weights.from((output + value) * weightsStride + (row + i) * builder.rows + first)
        addAgainst(builder, path, rival, words[i], apart ? factors : changetype<F64s>(0), values)
      }
      for (let each = i; each >= 0; each = load<i32>(alike + ((<usize>(2 * each)) << 2), 4)) {
        deal(builder, path, values, columns, stride, each)
      }
    }
  }
  release(changetype<usize>(values))
  release(alike)
}

/** Row -> the first row with the same bits, and the next one (-1 for none); with `apart` every row is its own. */
function groupAlike(words: U64s, count: i32, apart: bool): usize {
  const alike = reserve((<usize>count) << 3)
  const places = 4 * BLOCK
  const table = reserve((<usize>places) << 3)
  memory.fill(table, 0xff, (<usize>places) << 3)
  for (let i = 0; i < count; i++) {
    const own = alike + ((<usize>i) << 3)
    store<i32>(own, i)
    store<i32>(own, -1, 4)
    if (apart) continue
    const entry = table + ((<usize>placeOf(words, i, table, places)) << 3)
    if (load<i32>(entry) < 0) store<i32>(entry, i)
    else {
      store<i32>(own, load<i32>(entry))
      store<i32>(alike + ((<usize>load<i32>(entry, 4)) << 3), i, 4)
    }
    store<i32>(entry, i, 4)
  }
  release(table)
  return alike
}

/** Where the hash table has a row's bits, or room for them: the first and the last such row. */
function placeOf(words: U64s, i: i32, table: usize, places: i32): i32 {
  let at = <i32>((words[i] * MIX) >> 40) & (places - 1)
  let first = load<i32>(table + ((<usize>at) << 3))
  while (first >= 0 && words[first] != words[i]) {
    at = (at + 1) & (places - 1)
    first = load<i32>(table + ((<usize>at) << 3))
  }
  return at
}

/** Values of places of a path: of a pair a <= b at a * WORD_BITS + b. */
function clear(values: F64s, features: i32): void {
  const bytes = (<usize>features) << 3
  for (let a = 0; a < features; a++) memory.fill(changetype<usize>(values.from(a * WORD_BITS)), 0, bytes)
}

/** Adds a row's values to its columns. */
function deal(builder: Builder, path: Path, values: F64s, columns: F64s, stride: i32, row: i32): void {
  const pairs = builder.plan.order == PAIRS
  for (let a = 0; a < path.features; a++) {
    const end = pairs ? path.features : a + 1
    for (let b = a; b < end; b++) {
      const first = path.slots[a]
      const second = path.slots[b]
      const cell = columnOf(builder.plan, min(first, second), max(first, second)) * stride + row
      columns[cell] = columns[cell] + values[a * WORD_BITS + b]
    }
  }
}
