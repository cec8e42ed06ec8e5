// The best rows of a group.
import { F64s, U8s, U32s } from "./memory"
import { orderRows } from "./order"

/** Up to so many rows are chosen without sorting the group. */
const FEW: i32 = 32
/** Most rows that may be left after the first look. */
const MOST: i32 = 96
const leftScores: F64s = changetype<F64s>(memory.data((<i32>MOST + 2) << 3, 16))
/** How many rows have come by a place so far. */
const sharing: U8s = changetype<U8s>(memory.data(<i32>MOST + 2))
const leftRows: U32s = changetype<U32s>(memory.data((<i32>MOST + 2) << 2, 16))

/**
 * The first `top` rows of a group by descending score, equal scores in their order. `order` has room for `count` rows.
 */
export function topRows(scores: F64s, count: i32, top: i32, order: U32s): void {
  if (top > 0 && top <= FEW && top <= count >> 2) {
    const left = keepFrom(scores, count, surelyReached(scores, count, top))
    if (left <= MOST) {
      placeByCounting(left, top, order)
      return
    }
  }
  orderRows(scores, count, true, order)
}

/**
 * A score that at least `top` rows reach: every part of the group has a row as good as its best. Parts are interleaved,
 * so that a group that came in order has its best rows in different parts.
 */
function surelyReached(scores: F64s, count: i32, top: i32): f64 {
  const stride = (<usize>top) << 4
  const rounds = count / (2 * top)
  let reached: f64 = Infinity
  for (let part = 0; part < top; part++) {
    let at = changetype<usize>(scores) + ((<usize>part) << 4)
    let best = v128.load(at)
    for (let round = 1; round < rounds; round++) {
      at += stride
      best = f64x2.pmax(best, v128.load(at))
    }
    reached = min(reached, max(f64x2.extract_lane(best, 0), f64x2.extract_lane(best, 1)))
  }
  return reached
}

/** Notes the rows that reach a score, without a branch to guess wrong; returns how many, at most one more than fit. */
function keepFrom(scores: F64s, count: i32, reached: f64): i32 {
  let left = 0
  for (let row = 0; row < count; row++) {
    const score = scores[row]
    leftScores[left] = score
    leftRows[left] = row
    left += i32(score >= reached)
    if (left > MOST) break
  }
  return left
}

/**
 * A row's place is how many rows are better. Those that are as good come by one and the same place in their order: each
 * goes one further than the last.
 */
function placeByCounting(left: i32, top: i32, order: U32s): void {
  // one more that is never better, so that two can be compared at once
  leftScores[left] = -Infinity
  const end = changetype<usize>(leftScores.from(left))
  memory.fill(changetype<usize>(sharing), 0, left)
  for (let i = 0; i < left; i++) {
    const score = f64x2.splat(leftScores[i])
    let better = i64x2.splat(0)
    for (let at = changetype<usize>(leftScores); at < end; at += 16) {
      better = i64x2.sub(better, f64x2.gt(v128.load(at), score))
    }
    const first = <i32>(i64x2.extract_lane(better, 0) + i64x2.extract_lane(better, 1))
    const place = first + <i32>sharing[first]
    sharing[first] = sharing[first] + 1
    if (place < top) order[place] = leftRows[i]
  }
}
