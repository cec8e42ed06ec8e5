// What a tree's decisions are for one row, and in which state that leaves its edges.
import { CATEGORICAL_NODE } from "../bins"
import { Plan, Tape } from "./tape"

/** Settles a plan's decisions, states and flags for a batch of rows. */
export function markRows(tape: Tape, plan: Plan, codes: usize, stride: i32, from: i32, rows: i32): void {
  const width = tape.bins.codeBytes
  if (width == 1) decide<u8>(tape, plan, codes, stride, from, rows)
  else if (width == 2) decide<u16>(tape, plan, codes, stride, from, rows)
  else decide<u32>(tape, plan, codes, stride, from, rows)
  for (let row: usize = 0; row < <usize>rows; row++) {
    settle(plan, tape.bits + row * plan.bitBytes, tape.states + row * plan.stateBytes)
  }
}

function decide<T extends number>(tape: Tape, plan: Plan, codes: usize, stride: i32, from: i32, rows: i32): void {
  const base = codes + <usize>from * sizeof<T>()
  const step = <usize>stride * sizeof<T>()
  const end = <usize>rows * sizeof<T>()
  const apart = plan.bitBytes
  let at = plan.decisions
  let bits = tape.bits
  const last = bits + <usize>plan.slots
  for (; bits < last; bits++) {
    const column = load<i32>(at)
    const cut = load<u32>(at, 4)
    at += 8
    let out = bits
    const own = base + <usize>(column & ~CATEGORICAL_NODE) * step
    if (column & CATEGORICAL_NODE) {
      for (let row: usize = 0; row < end; row += sizeof<T>()) {
        const code = <u32>load<T>(own + row)
        store<u8>(out, (tape.bins.bits[cut + (code >> 5)] >> (code & 31)) & 1)
        out += apart
      }
    } else {
      for (let row: usize = 0; row < end; row += sizeof<T>()) {
        store<u8>(out, <u8>(<u32>load<T>(own + row) <= cut))
        out += apart
      }
    }
  }
}

/** States are 0 hot, 1 broken, 2 dead; the edges to both children of a node lie side by side, the left one first. */
function settle(plan: Plan, bits: usize, states: usize): void {
  // The first state is that of no edge at all.
  store<u16>(states, 0)
  let out = states + 2
  let end = plan.upperLinks + ((<usize>plan.uppers) << 3)
  for (let at = plan.upperLinks; at < end; at += 8) {
    const left = <u32>load<u8>(bits + <usize>load<u32>(at))
    const gone = load<u8>(states + <usize>load<u32>(at, 4))
    store<u16>(out, <u16>select<u32>(0x0202, (1 - left) | (left << 8), gone != 0))
    out += 2
  }
  end = plan.flagLinks + ((<usize>plan.flags) << 3)
  for (let at = plan.flagLinks; at < end; at += 8) {
    store<u8>(bits + <usize>load<u32>(at), <u8>(load<u8>(states + <usize>load<u32>(at, 4)) != 0))
  }
}
