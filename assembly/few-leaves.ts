// The leaves of rows in a tree of at most 256 leaves and decisions by bytes alone, which most trees are. Where a child is a
// leaf, its number is read from 16 bytes of it again and again, so that no plane is filled.
import { Bins, CATEGORICAL_NODE } from "./bins"
import { I32s, reserve } from "./memory"

/** Bytes of the addresses of pending numbers in trees of at most 256 leaves. */
const PENDING: usize = 264 << 2

/** The numbers of 256 leaves, 16 bytes of each, behind a place for each of the pending numbers. */
export function reserveSplats(): usize {
  const splats = reserve(PENDING + (256 << 4))
  for (let leaf = 0; leaf < 256; leaf++) {
    v128.store(splats + PENDING + ((<usize>leaf) << 4), i8x16.splat(<i8>leaf))
  }
  return splats
}

/** Whether a node of a tree decides by categories. */
export function asksCategories(bins: Bins, tree: i32): bool {
  for (let node = bins.forest.roots[tree]; node < bins.forest.roots[tree + 1]; node++) {
    if (bins.nodeColumns[node] >= CATEGORICAL_NODE) return true
  }
  return false
}

/**
 * Writes the number of each row's leaf, a byte, to the first of `planes`: a plane of `rows` bytes (a multiple of 32) for
 * each pending number.
 */
export function findFewLeaves(
  bins: Bins,
  tree: i32,
  leaves: i32,
  codes: usize,
  stride: i32,
  row: i32,
  splats: usize,
  planes: usize,
  rows: i32,
): void {
  const pending = changetype<I32s>(splats)
  const numbers = splats + PENDING
  let top = -1
  let leaf = leaves
  for (let node = bins.forest.roots[tree + 1] - 1; node >= bins.forest.roots[tree]; node--) {
    const column = bins.nodeColumns[node]
    if (column < 0) {
      pending[++top] = <i32>(numbers + ((<usize>--leaf) << 4))
      continue
    }
    const own = codes + <usize>column * <usize>stride + <usize>row
    const left = <usize>pending[top--]
    const right = <usize>pending[top]
    const out = planes + <usize>(top * rows)
    const cut = bins.nodeCuts[node]
    const leftStep: usize = left - numbers < 256 << 4 ? 0 : 16
    const rightStep: usize = right - numbers < 256 << 4 ? 0 : 16
    if (leftStep + rightStep == 0) chooseNumber(own, cut, v128.load(left), v128.load(right), out, <usize>rows)
    else choosePlane(own, cut, left, leftStep, right, rightStep, out, <usize>rows)
    pending[top] = <i32>out
  }
}

function chooseNumber(codes: usize, cut: u32, left: v128, right: v128, out: usize, rows: usize): void {
  const cuts = i8x16.splat(<i8>cut)
  for (let i: usize = 0; i < rows; i += 32) {
    v128.store(out + i, v128.bitselect(left, right, i8x16.le_u(v128.load(codes + i), cuts)))
    v128.store(out + i, v128.bitselect(left, right, i8x16.le_u(v128.load(codes + i, 16), cuts)), 16)
  }
}

function choosePlane(
  codes: usize,
  cut: u32,
  left: usize,
  leftStep: usize,
  right: usize,
  rightStep: usize,
  out: usize,
  rows: usize,
): void {
  const cuts = i8x16.splat(<i8>cut)
  for (let i: usize = 0; i < rows; i += 32) {
    const first = i8x16.le_u(v128.load(codes + i), cuts)
    const second = i8x16.le_u(v128.load(codes + i, 16), cuts)
    const low = v128.bitselect(v128.load(left), v128.load(right), first)
    const high = v128.bitselect(v128.load(left + leftStep), v128.load(right + rightStep), second)
    v128.store(out + i, low)
    v128.store(out + i, high, 16)
    left += leftStep << 1
    right += rightStep << 1
  }
}
