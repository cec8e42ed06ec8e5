// A unit's codes in the order of a permutation.
import { U32s } from "../memory"
import { Permutation } from "./plan"

/**
 * Writes the codes that a unit's columns have in one repeat: row r gets those of row order[r]. `codes` is what
 * `fillBins` wrote; `shuffled` holds repeats x `permutationColumns` columns of `stride` codes, readable 256 bytes
 * past their end.
 */
export function shuffleUnit(
  plan: Permutation,
  unit: i32,
  repeat: i32,
  codes: usize,
  stride: i32,
  order: U32s,
  shuffled: usize,
): void {
  const columns = plan.bins.columns
  const width = plan.bins.codeBytes
  for (let column = 0; column < columns; column++) {
    const own = plan.unitColumns[unit * columns + column]
    if (own < 0) continue
    const from = codes + <usize>column * <usize>stride * <usize>width
    const to = shuffled + <usize>(repeat * plan.columns + own) * <usize>stride * <usize>width
    if (width == 1) gather<u8>(from, order, stride, to)
    else if (width == 2) gather<u16>(from, order, stride, to)
    else gather<u32>(from, order, stride, to)
  }
}

function gather<T extends number>(from: usize, order: U32s, rows: i32, to: usize): void {
  for (let row = 0; row < rows; row++) {
    store<T>(to + <usize>row * sizeof<T>(), load<T>(from + <usize>order[row] * sizeof<T>()))
  }
}
