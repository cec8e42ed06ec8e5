// Columns looked up in columns: a number of u16 a row, the same for all of them.
import { I32s } from "../memory"

/**
 * Adds `factor` times from[c][numbers[row]] to to[c][row], `from` and `to` being addresses of columns. `rows` is rounded
 * up to a multiple of 4.
 */
export function addColumns(numbers: usize, rows: i32, from: I32s, to: I32s, columns: i32, factor: f64): void {
  const both = f64x2.splat(factor)
  const end = (<usize>((rows + 3) & ~3)) << 3
  let c = 0
  for (; c + 2 <= columns; c += 2) {
    addTwo(numbers, end, <usize>from[c], <usize>from[c + 1], <usize>to[c], <usize>to[c + 1], both)
  }
  if (c < columns) addOne(numbers, end, <usize>from[c], <usize>to[c], both)
}

function addTwo(numbers: usize, end: usize, from: usize, other: usize, to: usize, toOther: usize, factor: v128): void {
  for (let at: usize = 0; at < end; at += 32) {
    const four = load<u64>(numbers + (at >> 2))
    const a = (<usize>four & 0xffff) << 3
    const b = ((<usize>four >> 16) & 0xffff) << 3
    const c = (<usize>(four >> 32) & 0xffff) << 3
    const d = (<usize>(four >> 48)) << 3
    add(to + at, from + a, from + b, factor)
    add(to + at + 16, from + c, from + d, factor)
    add(toOther + at, other + a, other + b, factor)
    add(toOther + at + 16, other + c, other + d, factor)
  }
}

function addOne(numbers: usize, end: usize, from: usize, to: usize, factor: v128): void {
  for (let at: usize = 0; at < end; at += 32) {
    const four = load<u64>(numbers + (at >> 2))
    add(to + at, from + ((<usize>four & 0xffff) << 3), from + (((<usize>four >> 16) & 0xffff) << 3), factor)
    add(to + at + 16, from + ((<usize>(four >> 32) & 0xffff) << 3), from + ((<usize>(four >> 48)) << 3), factor)
  }
}

function add(to: usize, low: usize, high: usize, factor: v128): void {
  const both = v128.load64_lane(high, v128.load64_zero(low), 1)
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(both, factor)))
}
