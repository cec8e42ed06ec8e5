// As play.ts, for paths of so many features that their points are looped over; row after row.
import { CLOSE, Group, OPEN, Operation, PLAY_LEAF } from "./operation"
import { gatherBits } from "./play"
import { Plan, Tape } from "./tape"

export function playLong(tape: Tape, plan: Plan, rows: i32): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const stack = tape.stack + row * plan.stackBytes
    playLongRow(tape, plan, stack, row, tape.sums + row * tape.rowBytes)
  }
}

function playLongRow(tape: Tape, plan: Plan, stack: usize, row: usize, cells: usize): void {
  const bytes = (<usize>plan.vectors) << 4
  const width = <usize>tape.bins.forest.width
  const wide = bytes * width
  const across = (<usize>tape.bins.usedFeatures) << 4
  const states = tape.states + row * plan.stateBytes
  const bits = tape.bits + row * plan.bitBytes
  memory.fill(stack + plan.products, 0, wide)
  let at = plan.tape
  const end = at + <usize>plan.operations * offsetof<Operation>()
  for (; at < end; at += offsetof<Operation>()) {
    const operation = changetype<Operation>(at)
    const kind = operation.kind
    const sum = stack + <usize>operation.sum
    const state = <usize>load<u8>(states + <usize>operation.state)
    const factor = <usize>operation.vectors + state * (2 * bytes)
    const above = stack + <usize>operation.product
    const own = above + bytes
    const cell = cells + <usize>operation.cell
    if (kind != CLOSE) multiply(own, above, factor, bytes)
    if (kind == OPEN) memory.fill(sum + wide, 0, wide)
    else if (kind == CLOSE) closeLong(sum + wide, sum, factor + bytes, cell, across, bytes, width)
    else if (kind == PLAY_LEAF) leafLong(<usize>operation.operand, own, sum, factor + bytes, cell, across, bytes, width)
    else
      groupLong(tape, changetype<Group>(<usize>operation.operand), bits, own, sum, factor + bytes, cells, cell, width)
  }
}

function multiply(out: usize, a: usize, b: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.mul(v128.load(a + at), v128.load(b + at)))
}

function add(out: usize, a: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.add(v128.load(out + at), v128.load(a + at)))
}

function dotLong(a: usize, b: usize, bytes: usize): v128 {
  let total = f64x2.splat(0)
  for (let at: usize = 0; at < bytes; at += 16) {
    total = f64x2.add(total, f64x2.mul(v128.load(a + at), v128.load(b + at)))
  }
  return total
}

function closeLong(
  sum: usize,
  above: usize,
  weights: usize,
  cell: usize,
  across: usize,
  bytes: usize,
  width: usize,
): void {
  for (let k: usize = 0; k < width; k++) {
    addTotal(cell + k * across, dotLong(sum + k * bytes, weights, bytes))
    add(above + k * bytes, sum + k * bytes, bytes)
  }
}

function leafLong(
  values: usize,
  product: usize,
  above: usize,
  weights: usize,
  cell: usize,
  across: usize,
  bytes: usize,
  width: usize,
): void {
  for (let k: usize = 0; k < width; k++) {
    const value = f64x2.splat(load<f64>(values + (k << 3)))
    let total = f64x2.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      const e = f64x2.mul(v128.load(product + at), value)
      const to = above + k * bytes + at
      v128.store(to, f64x2.add(v128.load(to), e))
      total = f64x2.add(total, f64x2.mul(e, v128.load(weights + at)))
    }
    addTotal(cell + k * across, total)
  }
}

function groupLong(
  tape: Tape,
  group: Group,
  bits: usize,
  product: usize,
  above: usize,
  weights: usize,
  cells: usize,
  cell: usize,
  width: usize,
): void {
  const bytes = <usize>group.entryBytes / (width * <usize>(1 + group.features))
  const across = (<usize>tape.bins.usedFeatures) << 4
  const index = gatherBits(bits + <usize>group.bits) & group.mask
  const entry = <usize>group.table + <usize>index * <usize>group.entryBytes
  for (let k: usize = 0; k < width; k++) {
    let total = f64x2.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      const e = f64x2.mul(v128.load(product + at), v128.load(entry + k * bytes + at))
      const to = above + k * bytes + at
      v128.store(to, f64x2.add(v128.load(to), e))
      total = f64x2.add(total, f64x2.mul(e, v128.load(weights + at)))
    }
    addTotal(cell + k * across, total)
  }
  const places = changetype<usize>(group) + offsetof<Group>()
  for (let i: usize = 0; i < <usize>group.features; i++) {
    const own = cells + <usize>load<u32>(places + (i << 2))
    for (let k: usize = 0; k < width; k++) {
      addTotal(own + k * across, dotLong(product, entry + ((1 + i) * width + k) * bytes, bytes))
    }
  }
}

function addTotal(cell: usize, total: v128): void {
  v128.store(cell, f64x2.add(v128.load(cell), total))
}
