// A model's trees as the host packed them: see src/data/forest.ts, which writes the same layout.
import { F64s, I32s, U8s, U32s } from "./memory"

export const FLAG_FLOAT32: i32 = 1
export const FLAG_STRICT: i32 = 2
export const FLAG_LINEAR: i32 = 4
export const FLAG_LINEAR_MISSING_ZERO: i32 = 8
export const FLAG_HALVE_ZERO_COVER: i32 = 16
export const FLAG_TINY_IS_ZERO: i32 = 32

export const RULE_CATEGORICAL: u32 = 1
export const RULE_MISSING_LEFT: u32 = 2
export const RULE_MISSING_KIND: u32 = 12
export const RULE_MISSING_ZERO: u32 = 4
export const RULE_LISTED_RIGHT: u32 = 16

/** The header's words, in order; the arrays' byte offsets follow from word 16. */
@unmanaged
export class Forest {
  magic: i32
  trees: i32
  nodes: i32
  features: i32
  outputs: i32
  width: i32
  flags: i32
  sets: i32
  terms: i32
  unused9: i32
  unused10: i32
  unused11: i32
  unused12: i32
  unused13: i32
  unused14: i32
  unused15: i32
  constructor() {}

  @inline private at(section: i32): usize {
    const self = changetype<usize>(this)
    return self + <usize>load<i32>(self + <usize>((16 + section) << 2))
  }
  get roots(): I32s {
    return changetype<I32s>(this.at(0))
  }
  get treeOutputs(): I32s {
    return changetype<I32s>(this.at(1))
  }
  get splits(): I32s {
    return changetype<I32s>(this.at(2))
  }
  get rights(): I32s {
    return changetype<I32s>(this.at(3))
  }
  get rules(): U8s {
    return changetype<U8s>(this.at(4))
  }
  get thresholds(): F64s {
    return changetype<F64s>(this.at(5))
  }
  get covers(): F64s {
    return changetype<F64s>(this.at(6))
  }
  get values(): F64s {
    return changetype<F64s>(this.at(8))
  }
  get setStarts(): I32s {
    return changetype<I32s>(this.at(9))
  }
  get categories(): U32s {
    return changetype<U32s>(this.at(10))
  }
  get linearStarts(): I32s {
    return changetype<I32s>(this.at(11))
  }
  get linearFeatures(): I32s {
    return changetype<I32s>(this.at(12))
  }
  get linearCoefficients(): F64s {
    return changetype<F64s>(this.at(13))
  }
  get linearConstants(): F64s {
    return changetype<F64s>(this.at(14))
  }
  @inline has(flag: i32): bool {
    return (this.flags & flag) != 0
  }
}

/** The share of a node's training rows that went on to a child. */
export function coverRatio(forest: Forest, parent: i32, child: i32): f64 {
  const cover = forest.covers[parent]
  if (cover <= 0 && forest.has(FLAG_HALVE_ZERO_COVER)) return 0.5
  return forest.covers[child] / cover
}
