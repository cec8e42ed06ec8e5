// Which groups of a tree are looked up together. Neighbours ask for the same features on the path above them: the sum
// of two entries takes one visit of the result's columns, not two.
import { I32s } from "../memory"
import { MOST_SHIFTED_BITS } from "./adding"
import { Record, TreeTables } from "./tables"

/** Groups behind a group that may become its partner. */
const REACH: i32 = 8

/** Pairs the groups of a tree and puts the columns that partners share in front. */
export function findPartners(tables: TreeTables): void {
  for (let g = 0; g < tables.groups; g++) {
    tables.record(g).partner = g
    tables.record(g).shared = 0
  }
  for (let g = 0; g < tables.groups; g++) {
    const own = tables.record(g)
    if (own.partner == g && own.bits <= MOST_SHIFTED_BITS) findPartner(tables, g)
  }
}

function findPartner(tables: TreeTables, g: i32): void {
  const own = tables.record(g)
  let best = g
  let most = 0
  for (let h = g + 1; h < min(tables.groups, g + 1 + REACH); h++) {
    const other = tables.record(h)
    if (other.partner != h || other.bits > MOST_SHIFTED_BITS) continue
    const shared = bestShare(own.columns, other.columns, countShared(tables, own, other))
    const gain = gainOf(own.columns, other.columns, shared)
    if (gain <= most) continue
    most = gain
    best = h
    own.shared = shared
  }
  if (best == g) return
  const other = tables.record(best)
  own.partner = best
  other.partner = g
  other.shared = own.shared
  putInFront(tables, own, other)
}

function countShared(tables: TreeTables, own: Record, other: Record): i32 {
  let shared = 0
  for (let a = 0; a < own.columns; a++) if (placeOf(tables, other, tables.targets[own.targets + a]) >= 0) shared++
  return shared
}

/** The column of a record that adds to a column of the result, -1 for none. */
function placeOf(tables: TreeTables, own: Record, target: i32): i32 {
  for (let a = 0; a < own.columns; a++) if (tables.targets[own.targets + a] == target) return a
  return -1
}

/** How many of the columns that two groups share are best added together: planes of them have two or four. */
function bestShare(own: i32, other: i32, most: i32): i32 {
  let best = 0
  for (let shared = 2; shared <= most; shared += 2) {
    if (gainOf(own, other, shared) > gainOf(own, other, best)) best = shared
  }
  return best
}

/** Loads and stores of two rows that are saved. */
function gainOf(own: i32, other: i32, shared: i32): i32 {
  const together = 20 * (shared >> 2) + 6 * (shared & 2)
  return visits(own) + visits(other) - visits(own - shared) - visits(other - shared) - together
}

/** Loads and stores of two rows in planes of four, two and one column. */
function visits(columns: i32): i32 {
  return 14 * (columns >> 2) + 4 * (columns & 2) + 6 * (columns & 1)
}

function putInFront(tables: TreeTables, own: Record, other: Record): void {
  for (let a = 0, found = 0; found < own.shared; a++) {
    const b = placeOf(tables, other, tables.targets[own.targets + a])
    if (b < 0) continue
    swap(tables, own, a, found)
    swap(tables, other, b, found++)
  }
}

/** Swaps two columns of an entry. */
function swap(tables: TreeTables, own: Record, a: i32, b: i32): void {
  swapNumbers(tables.targets.from(own.targets), a, b)
  const places = tables.places.from(own.targets)
  for (let c = 0; c < own.columns; c++) {
    if (places[c] == a) places[c] = b
    else if (places[c] == b) places[c] = a
  }
}

function swapNumbers(list: I32s, a: i32, b: i32): void {
  const kept = list[a]
  list[a] = list[b]
  list[b] = kept
}
