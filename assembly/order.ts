// The order of a few rows: groups and dates are too small for the radix sort's tables.
import { F64s, release, reserve, U32s, U64s } from "./memory"
import { ascendingBits } from "./radix"
import { argsort } from "./sort"

/** From so many rows on the radix sort is faster. */
const MANY: i32 = 1024
const RUN: i32 = 12

/** Row numbers by ascending (or descending) value, equal values in their order. No NaN. */
export function orderRows(values: F64s, count: i32, descending: bool, order: U32s): void {
  if (count < MANY) mergeSort(values, count, descending, order)
  else if (descending) argsortDescending(values, count, order)
  else argsort(values, count, order)
}

function argsortDescending(values: F64s, count: i32, order: U32s): void {
  const negated = changetype<F64s>(reserve((<usize>count) << 3))
  for (let i = 0; i < count; i++) negated[i] = -values[i]
  argsort(negated, count, order)
  release(changetype<usize>(negated))
}

/** Short runs by insertion, then merged from the bottom up. */
function mergeSort(values: F64s, count: i32, descending: bool, order: U32s): void {
  const block = reserve(((<usize>count) << 4) + ((<usize>count) << 2))
  let keys = changetype<U64s>(block)
  let mergedKeys = changetype<U64s>(block + ((<usize>count) << 3))
  let rows = order
  let mergedRows = changetype<U32s>(block + ((<usize>count) << 4))
  for (let i = 0; i < count; i++) {
    const bits = ascendingBits(values[i])
    keys[i] = descending ? ~bits : bits
    rows[i] = i
  }
  for (let from = 0; from < count; from += RUN) insertionSort(keys, rows, from, min(from + RUN, count))
  for (let width = RUN; width < count; width <<= 1) {
    for (let from = 0; from < count; from += 2 * width) {
      merge(keys, rows, from, min(from + width, count), min(from + 2 * width, count), mergedKeys, mergedRows)
    }
    const lastKeys = keys
    keys = mergedKeys
    mergedKeys = lastKeys
    const lastRows = rows
    rows = mergedRows
    mergedRows = lastRows
  }
  if (rows != order) memory.copy(changetype<usize>(order), changetype<usize>(rows), (<usize>count) << 2)
  release(block)
}

function insertionSort(keys: U64s, rows: U32s, from: i32, to: i32): void {
  for (let i = from + 1; i < to; i++) {
    const key = keys[i]
    const row = rows[i]
    let at = i
    for (; at > from && keys[at - 1] > key; at--) {
      keys[at] = keys[at - 1]
      rows[at] = rows[at - 1]
    }
    keys[at] = key
    rows[at] = row
  }
}

function merge(keys: U64s, rows: U32s, from: i32, middle: i32, to: i32, mergedKeys: U64s, mergedRows: U32s): void {
  let left = from
  let right = middle
  for (let at = from; at < to; at++) {
    const takeLeft = left < middle && (right >= to || keys[left] <= keys[right])
    const source = takeLeft ? left++ : right++
    mergedKeys[at] = keys[source]
    mergedRows[at] = rows[source]
  }
}
