// What is kept of a forest for TreeSHAP by quadrature: a plan a tree, and the scratch to play one.
import { Bins } from "../bins"
import { I32s, release, reserve, U8s } from "../memory"

/** One tree, ready to be played: one block of memory whose arrays are at absolute addresses. */
@unmanaged
export class Plan {
  bytes: usize
  /** f64x2 vectors that hold one value a quadrature point. */
  vectors: i32
  /** Bytes of one row's stack of products, and of all its stacks; of its decisions and of its edges' states. */
  products: usize
  stackBytes: usize
  bitBytes: usize
  stateBytes: usize
  /** Rows that are played at a time. */
  batch: i32
  /** Decisions and flags, and how they are settled for a row: see marking.ts. */
  slots: i32
  uppers: i32
  flags: i32
  operations: i32
  /** Cells that the tree adds to. */
  cells: i32
  decisions: usize
  upperLinks: usize
  flagLinks: usize
  tape: usize
  cellList: I32s
  constructor() {}
}

@unmanaged
export class Tape {
  bins: Bins
  /** Node -> 1 where the subtree is computed elsewhere; 0 for none. */
  marks: U8s
  banzhaf: bool
  /** Tree -> its plan (0: not laid). */
  plans: I32s
  /** Bytes of the plans that are kept. */
  kept: usize
  /** Row of a batch -> output -> feature -> the two lanes of its sum; all zero between calls. */
  sums: usize
  rowBytes: usize
  /** Scratch that grows with the plans. */
  stack: usize
  stackBytes: usize
  bits: usize
  bitsBytes: usize
  states: usize
  statesBytes: usize
  constructor() {}
}

/** Rows that go through a plan together, at most: they share its decoding. */
export const BATCH: i32 = 16

/**
 * Prepares SHAP values of a whole forest. Plans of trees are laid when they are first needed, and kept while there is
 * room. `marks` (0: none) has a byte a node: 1 takes the subtree from this node down out, as if its leaves were 0.
 * `banzhaf` gives Banzhaf values. Free it with `releaseTape`.
 */
export function createTape(bins: Bins, marks: U8s, banzhaf: bool): Tape {
  const forest = bins.forest
  const tape = changetype<Tape>(reserve(offsetof<Tape>()))
  memory.fill(changetype<usize>(tape), 0, offsetof<Tape>())
  tape.bins = bins
  tape.banzhaf = banzhaf
  if (changetype<usize>(marks) != 0) {
    tape.marks = changetype<U8s>(reserve(<usize>forest.nodes))
    memory.copy(changetype<usize>(tape.marks), changetype<usize>(marks), <usize>forest.nodes)
  }
  tape.plans = changetype<I32s>(reserve((<usize>forest.trees) << 2))
  memory.fill(changetype<usize>(tape.plans), 0, (<usize>forest.trees) << 2)
  tape.rowBytes = (<usize>(forest.outputs * bins.usedFeatures)) << 4
  tape.sums = reserve(tape.rowBytes * BATCH)
  memory.fill(tape.sums, 0, tape.rowBytes * BATCH)
  return tape
}

export function releaseTape(tape: Tape): void {
  const trees = tape.bins.forest.trees
  for (let tree = 0; tree < trees; tree++) release(<usize>tape.plans[tree])
  release(changetype<usize>(tape.plans))
  release(changetype<usize>(tape.marks))
  release(tape.sums)
  release(tape.stack)
  release(tape.bits)
  release(tape.states)
  release(changetype<usize>(tape))
}

/** Bytes that a tape holds, scratch included. */
export function tapeBytes(tape: Tape): usize {
  const forest = tape.bins.forest
  const lists = (<usize>forest.trees) << 2
  const marks: usize = changetype<usize>(tape.marks) != 0 ? <usize>forest.nodes : 0
  return tape.kept + tape.rowBytes * BATCH + lists + marks + tape.stackBytes + tape.bitsBytes + tape.statesBytes
}

/** Makes the scratch large enough for a batch of rows of a plan. */
export function fitScratch(tape: Tape, plan: Plan): void {
  const rows = <usize>plan.batch
  if (plan.stackBytes * rows > tape.stackBytes) {
    release(tape.stack)
    tape.stackBytes = plan.stackBytes * rows
    tape.stack = reserve(tape.stackBytes)
  }
  if (plan.bitBytes * rows > tape.bitsBytes) {
    release(tape.bits)
    tape.bitsBytes = plan.bitBytes * rows
    tape.bits = reserve(tape.bitsBytes)
    memory.fill(tape.bits, 0, tape.bitsBytes)
  }
  if (plan.stateBytes * rows > tape.statesBytes) {
    release(tape.states)
    tape.statesBytes = plan.stateBytes * rows
    tape.states = reserve(tape.statesBytes)
  }
}
