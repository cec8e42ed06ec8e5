// A row against background rows at one leaf. The row's features X that only it met and the features Y that only the
// background row met decide: a coalition reaches the leaf with all of X and none of Y. That game's Shapley values are
//   +(|X| - 1)! |Y|! / (|X| + |Y|)!  for X,   -|X|! (|Y| - 1)! / (|X| + |Y|)!  for Y,
// and its pairs' values, halved, as many with one feature less; Banzhaf values are 2^(1 - |X| - |Y|) of either sign.

import { F64s, release, reserve, U64s } from "../memory"
import { Builder } from "./builder"
import { Path } from "./path"
import { PAIRS } from "./plan"
import { SHARES } from "./shares"
import { MIX, WORD_BITS } from "./words"

/** Background rows at one leaf: the bits of each, or each that occurs, and how much of the background it stands for. */
@unmanaged
export class Rival {
  words: U64s
  counts: F64s
  size: i32
  constructor() {}

  /** Merges equal bits, in a table of twice as many places. */
  merge(): void {
    let places = 4
    while (places < 2 * this.size) places <<= 1
    const table = reserve((<usize>places) << 2)
    memory.fill(table, 0xff, (<usize>places) << 2)
    let kept = 0
    for (let i = 0; i < this.size; i++) {
      const word = this.words[i]
      let at = <i32>((word * MIX) >> 40) & (places - 1)
      let found = load<i32>(table + ((<usize>at) << 2))
      while (found >= 0 && this.words[found] != word) {
        at = (at + 1) & (places - 1)
        found = load<i32>(table + ((<usize>at) << 2))
      }
      if (found >= 0) this.counts[found] = this.counts[found] + this.counts[i]
      else {
        store<i32>(table + ((<usize>at) << 2), kept)
        this.words[kept] = word
        this.counts[kept++] = this.counts[i]
      }
    }
    this.size = kept
    release(table)
  }
}

/** Adds one row's values at one leaf, over all rivals. `factors` (0: all 1) has one a rival. */
export function addAgainst(builder: Builder, path: Path, rival: Rival, word: u64, factors: F64s, values: F64s): void {
  const all = path.features == 64 ? ~(<u64>0) : ((<u64>1) << path.features) - 1
  const missed = ~word & all
  const y = <i32>popcnt(missed)
  const pairs = builder.plan.order == PAIRS
  // What only background rows met gets the same from each of them.
  let lost: f64 = 0
  for (let i = 0; i < rival.size; i++) {
    const other = rival.words[i]
    if ((other & missed) != missed) continue
    const own = word & ~other
    const x = <i32>popcnt(own)
    if (x + y == 0) continue
    const scale = path.value * rival.counts[i] * (changetype<usize>(factors) ? factors[i] : 1)
    if (x > 0) addSingles(own, scale * share(builder, x, y), values)
    if (y > 0) lost += scale * share(builder, y, x)
    if (pairs) addPairs(builder, own, missed, scale / 2, values)
  }
  addSingles(missed, -lost, values)
}

/** (a - 1)! b! / (a + b)!, what one of `a` features that all have to be in gets when `b` have to be out. */
function share(builder: Builder, a: i32, b: i32): f64 {
  return builder.shares[a * SHARES + b]
}

function addSingles(word: u64, add: f64, values: F64s): void {
  for (; word != 0; word &= word - 1) {
    const at = <i32>ctz(word) * (WORD_BITS + 1)
    values[at] = values[at] + add
  }
}

function addPairs(builder: Builder, own: u64, missed: u64, scale: f64, values: F64s): void {
  const x = <i32>popcnt(own)
  const y = <i32>popcnt(missed)
  // With one feature of the pair taken for granted, the other's share among one less is left.
  const within = x > 1 ? scale * share(builder, x - 1, y) : 0
  const without = y > 1 ? scale * share(builder, y - 1, x) : 0
  const across = x > 0 && y > 0 ? -scale * share(builder, x, y - 1) : 0
  for (let a = own | missed; a != 0; a &= a - 1) {
    const first = <i32>ctz(a)
    const firstOwn = ((own >> first) & 1) != 0
    for (let b = a & (a - 1); b != 0; b &= b - 1) {
      const second = <i32>ctz(b)
      const secondOwn = ((own >> second) & 1) != 0
      const at = first * WORD_BITS + second
      values[at] = values[at] + (firstOwn != secondOwn ? across : firstOwn ? within : without)
    }
  }
}
