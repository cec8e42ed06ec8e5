// Decisions of many rows at a node, as a mask: a byte a row, all ones where the row goes left.
import { Bins, CATEGORICAL_NODE } from "./bins"

/** Whether a row goes left at an inner node. */
export function goesLeft<T extends number>(bins: Bins, node: i32, codes: usize, stride: i32, row: i32): bool {
  const column = bins.nodeColumns[node]
  const plain = column & ~CATEGORICAL_NODE
  const code = <u32>load<T>(codes + (<usize>plain * <usize>stride + <usize>row) * sizeof<T>())
  if (column == plain) return code <= bins.nodeCuts[node]
  return ((bins.bits[bins.nodeCuts[node] + (code >> 5)] >> (code & 31)) & 1) != 0
}

/**
 * Writes the mask of `count` rows (a multiple of 16) from row `row` on. Rows beyond the table's last get bytes of no
 * meaning; `codes` must be readable up to them.
 */
export function decideNode(bins: Bins, node: i32, codes: usize, stride: i32, row: i32, out: usize, count: i32): void {
  if (bins.nodeColumns[node] >= CATEGORICAL_NODE) listed(bins, node, codes, stride, row, out, count)
  else compare(bins, node, codes, stride, row, out, count)
}

/** Categories: a bit of the node's set each. */
function listed(bins: Bins, node: i32, codes: usize, stride: i32, row: i32, out: usize, count: i32): void {
  const width = bins.codeBytes
  // Rows beyond the last have codes that no set was made for.
  const end = min(count, stride - row)
  memory.fill(out + <usize>max(end, 0), 0, <usize>(count - max(end, 0)))
  for (let i = 0; i < end; i++) {
    const left =
      width == 1
        ? goesLeft<u8>(bins, node, codes, stride, row + i)
        : width == 2
          ? goesLeft<u16>(bins, node, codes, stride, row + i)
          : goesLeft<u32>(bins, node, codes, stride, row + i)
    store<u8>(out + <usize>i, left ? 0xff : 0)
  }
}

function compare(bins: Bins, node: i32, codes: usize, stride: i32, row: i32, out: usize, count: i32): void {
  const width = bins.codeBytes
  const column = codes + <usize>(bins.nodeColumns[node] * stride + row) * <usize>width
  const cut = bins.nodeCuts[node]
  if (width == 1) {
    compareBytes(column, i8x16.splat(<i8>cut), out, <usize>count)
  } else if (width == 2) {
    const cuts = i16x8.splat(<i16>cut)
    for (let i: usize = 0; i < <usize>count; i += 16) v128.store(out + i, compare16(column + 2 * i, cuts))
  } else {
    const cuts = i32x4.splat(<i32>cut)
    for (let i: usize = 0; i < <usize>count; i += 16) v128.store(out + i, compare32(column + 4 * i, cuts))
  }
}

function compareBytes(codes: usize, cuts: v128, out: usize, count: usize): void {
  let i: usize = 0
  for (; i + 64 <= count; i += 64) {
    v128.store(out + i, i8x16.le_u(v128.load(codes + i), cuts))
    v128.store(out + i, i8x16.le_u(v128.load(codes + i, 16), cuts), 16)
    v128.store(out + i, i8x16.le_u(v128.load(codes + i, 32), cuts), 32)
    v128.store(out + i, i8x16.le_u(v128.load(codes + i, 48), cuts), 48)
  }
  for (; i < count; i += 16) v128.store(out + i, i8x16.le_u(v128.load(codes + i), cuts))
}

function compare16(at: usize, cuts: v128): v128 {
  return i8x16.narrow_i16x8_s(i16x8.le_u(v128.load(at), cuts), i16x8.le_u(v128.load(at + 16), cuts))
}

function compare32(at: usize, cuts: v128): v128 {
  const low = i16x8.narrow_i32x4_s(i32x4.le_u(v128.load(at), cuts), i32x4.le_u(v128.load(at + 16), cuts))
  const high = i16x8.narrow_i32x4_s(i32x4.le_u(v128.load(at + 32), cuts), i32x4.le_u(v128.load(at + 48), cuts))
  return i8x16.narrow_i16x8_s(low, high)
}
