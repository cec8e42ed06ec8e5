// Plays a plan for the rows of a batch whose decisions are marked. Down every edge goes the product A, one number a
// quadrature point; up come the sums E of value times product. Each edge extracts from E what it adds to its feature.
// Rows go through an operation together, so that it is read once.
import { Eight, Five, Four, Lanes, One, Seven, Six, Three, Two } from "./lanes"
import { CLOSE, Group, OPEN, Operation, PLAY_LEAF } from "./operation"
import { playLong } from "./play-long"
import { Plan, Tape } from "./tape"

/** Adds what the tree says of each row of a batch to the row's cells. */
export function play(tape: Tape, plan: Plan, rows: i32): void {
  const vectors = plan.vectors
  if (vectors == 1) playShort<One>(tape, plan, rows)
  else if (vectors == 2) playShort<Two>(tape, plan, rows)
  else if (vectors == 3) playShort<Three>(tape, plan, rows)
  else if (vectors == 4) playShort<Four>(tape, plan, rows)
  else if (vectors == 5) playShort<Five>(tape, plan, rows)
  else if (vectors == 6) playShort<Six>(tape, plan, rows)
  else if (vectors == 7) playShort<Seven>(tape, plan, rows)
  else if (vectors == 8) playShort<Eight>(tape, plan, rows)
  else playLong(tape, plan, rows)
}

/** Products of 1 at the root, for every row of a batch. */
export function startStack(tape: Tape, plan: Plan, rows: i32): void {
  const bytes = (<usize>plan.vectors) << 4
  const one = f64x2.splat(1)
  for (let row = 0; row < rows; row++) {
    const stack = tape.stack + <usize>row * plan.stackBytes
    for (let at: usize = 0; at < bytes; at += 16) v128.store(stack + at, one)
  }
}

function playShort<T>(tape: Tape, plan: Plan, rows: i32): void {
  const wide = (offsetof<T>() << 4) * <usize>tape.bins.forest.width
  const end = tape.stack + <usize>rows * plan.stackBytes
  for (let stack = tape.stack; stack < end; stack += plan.stackBytes) memory.fill(stack + plan.products, 0, wide)
  let at = plan.tape
  const last = at + <usize>plan.operations * offsetof<Operation>()
  for (; at < last; at += offsetof<Operation>()) {
    const operation = changetype<Operation>(at)
    const kind = operation.kind
    if (kind == OPEN) openRows<T>(tape, plan, operation, end, wide)
    else if (kind == CLOSE) closeRows<T>(tape, plan, operation, end, wide)
    else if (kind == PLAY_LEAF) leafRows<T>(tape, plan, operation, end, wide)
    else groupRows<T>(tape, plan, operation, end, wide)
  }
}

function openRows<T>(tape: Tape, plan: Plan, operation: Operation, end: usize, wide: usize): void {
  let state = tape.states + <usize>operation.state
  const stackBytes = plan.stackBytes
  const stateBytes = plan.stateBytes
  for (let stack = tape.stack; stack < end; stack += stackBytes) {
    const product = changetype<Lanes<T>>(stack + <usize>operation.product)
    product.next.multiply(product, factorsOf<T>(operation, state))
    const sum = stack + <usize>operation.sum + wide
    if (wide == offsetof<T>() << 4) changetype<Lanes<T>>(sum).clear()
    else memory.fill(sum, 0, wide)
    state += stateBytes
  }
}

/** An edge's factors in the state at an address; its weights follow them. */
function factorsOf<T>(operation: Operation, state: usize): Lanes<T> {
  return changetype<Lanes<T>>(<usize>operation.vectors + <usize>load<u8>(state) * (offsetof<T>() << 5))
}

function closeRows<T>(tape: Tape, plan: Plan, operation: Operation, end: usize, wide: usize): void {
  const across = (<usize>tape.bins.usedFeatures) << 4
  let cells = tape.sums + <usize>operation.cell
  let state = tape.states + <usize>operation.state
  for (let stack = tape.stack; stack < end; stack += plan.stackBytes) {
    const above = stack + <usize>operation.sum
    const weights = factorsOf<T>(operation, state).next
    let cell = cells
    for (let k: usize = 0; k < wide; k += offsetof<T>() << 4) {
      addTo(cell, changetype<Lanes<T>>(above + wide + k).close(changetype<Lanes<T>>(above + k), weights))
      cell += across
    }
    cells += tape.rowBytes
    state += plan.stateBytes
  }
}

function leafRows<T>(tape: Tape, plan: Plan, operation: Operation, end: usize, wide: usize): void {
  const across = (<usize>tape.bins.usedFeatures) << 4
  let cells = tape.sums + <usize>operation.cell
  let state = tape.states + <usize>operation.state
  for (let stack = tape.stack; stack < end; stack += plan.stackBytes) {
    const product = changetype<Lanes<T>>(stack + <usize>operation.product)
    const above = stack + <usize>operation.sum
    const factors = factorsOf<T>(operation, state)
    let value = <usize>operation.operand
    let cell = cells
    for (let k: usize = 0; k < wide; k += offsetof<T>() << 4) {
      const leaf = f64x2.splat(load<f64>(value))
      addTo(cell, product.leaf(factors, leaf, changetype<Lanes<T>>(above + k), factors.next))
      value += 8
      cell += across
    }
    cells += tape.rowBytes
    state += plan.stateBytes
  }
}

function groupRows<T>(tape: Tape, plan: Plan, operation: Operation, end: usize, wide: usize): void {
  const across = (<usize>tape.bins.usedFeatures) << 4
  const group = changetype<Group>(<usize>operation.operand)
  const places = changetype<usize>(group) + offsetof<Group>()
  const lastPlace = places + ((<usize>group.features) << 2)
  let cells = tape.sums
  let bits = tape.bits + <usize>group.bits
  let state = tape.states + <usize>operation.state
  for (let stack = tape.stack; stack < end; stack += plan.stackBytes) {
    const above = stack + <usize>operation.sum
    const factors = factorsOf<T>(operation, state)
    const product = changetype<Lanes<T>>(stack + <usize>operation.product).next
    product.multiply(changetype<Lanes<T>>(stack + <usize>operation.product), factors)
    const index = <usize>(gatherBits(bits) & group.mask)
    let entry = changetype<Lanes<T>>(<usize>group.table + index * <usize>group.entryBytes)
    let cell = cells + <usize>operation.cell
    for (let k: usize = 0; k < wide; k += offsetof<T>() << 4) {
      addTo(cell, product.answer(entry, changetype<Lanes<T>>(above + k), factors.next))
      entry = entry.next
      cell += across
    }
    for (let place = places; place < lastPlace; place += 4) {
      cell = cells + <usize>load<u32>(place)
      for (let k: usize = 0; k < wide; k += offsetof<T>() << 4) {
        addTo(cell, product.dot(entry))
        entry = entry.next
        cell += across
      }
    }
    cells += tape.rowBytes
    state += plan.stateBytes
    bits += plan.bitBytes
  }
}

/** Gathers eight bytes of 0 or 1 into bits, the first byte lowest. */
export function gatherBits(at: usize): u32 {
  return <u32>((load<u64>(at) * 0x0102040810204080) >> 56)
}

function addTo(cell: usize, total: v128): void {
  v128.store(cell, f64x2.add(v128.load(cell), total))
}
