// What a tree's decisions are for one row, and in which state that leaves its edges.
import { Bins, CATEGORICAL_NODE } from "../bins"
import { Plan, Tape } from "./tape"

/** Settles a plan's decisions, states and flags for one row. */
export function markRow(tape: Tape, plan: Plan, codes: usize, stride: i32, row: i32): void {
  const width = tape.bins.codeBytes
  if (width == 1) decide<u8>(tape, plan, codes, stride, row)
  else if (width == 2) decide<u16>(tape, plan, codes, stride, row)
  else decide<u32>(tape, plan, codes, stride, row)
  settle(tape, plan)
}

function decide<T extends number>(tape: Tape, plan: Plan, codes: usize, stride: i32, row: i32): void {
  const bits = tape.bits
  const slots = <usize>plan.slots
  const base = codes + <usize>row * sizeof<T>()
  const step = <usize>stride * sizeof<T>()
  let at = plan.decisions
  for (let slot: usize = 0; slot < slots; slot++) {
    const column = load<i32>(at)
    const cut = load<u32>(at, 4)
    at += 8
    if (column & CATEGORICAL_NODE) {
      const code = <u32>load<T>(base + <usize>(column & ~CATEGORICAL_NODE) * step)
      store<u8>(bits + slot, (tape.bins.bits[cut + (code >> 5)] >> (code & 31)) & 1)
    } else {
      store<u8>(bits + slot, <u8>(<u32>load<T>(base + <usize>column * step) <= cut))
    }
  }
}

/** States are 0 hot, 1 broken, 2 dead; the edges to both children of a node lie side by side, the left one first. */
function settle(tape: Tape, plan: Plan): void {
  const bits = tape.bits
  const states = tape.states
  let out = states + 2
  let end = plan.upperLinks + (<usize>plan.uppers << 3)
  for (let at = plan.upperLinks; at < end; at += 8) {
    const left = <u32>load<u8>(bits + <usize>load<u32>(at))
    const gone = load<u8>(states + <usize>load<u32>(at, 4))
    store<u16>(out, <u16>select<u32>(0x0202, (1 - left) | (left << 8), gone != 0))
    out += 2
  }
  end = plan.flagLinks + (<usize>plan.flags << 3)
  for (let at = plan.flagLinks; at < end; at += 8) {
    store<u8>(bits + <usize>load<u32>(at), <u8>(load<u8>(states + <usize>load<u32>(at, 4)) != 0))
  }
}
