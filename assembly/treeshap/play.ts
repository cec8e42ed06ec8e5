// Plays a plan for one row whose decisions are marked. Down every edge goes the product A, one number a quadrature
// point; up come the sums E of value times product. Each edge extracts from E what it adds to its feature.
import { CLOSE, Group, OPEN, Operation, PLAY_LEAF } from "./lay"
import { Plan, Tape } from "./tape"

// How many f64x2 vectors hold one number a point, known to the compiler so that loops over points vanish.
@unmanaged class One { a: u8 }
@unmanaged class Two { a: u8; b: u8 }
@unmanaged class Three { a: u8; b: u8; c: u8 }
@unmanaged class Four { a: u8; b: u8; c: u8; d: u8 }
@unmanaged class Five { a: u8; b: u8; c: u8; d: u8; e: u8 }
@unmanaged class Six { a: u8; b: u8; c: u8; d: u8; e: u8; f: u8 }
@unmanaged class Seven { a: u8; b: u8; c: u8; d: u8; e: u8; f: u8; g: u8 }
@unmanaged class Eight { a: u8; b: u8; c: u8; d: u8; e: u8; f: u8; g: u8; h: u8 }

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

/** Gathers eight bytes of 0 or 1 into bits, the first byte lowest. */
@inline function gatherBits(at: usize): u32 {
  return <u32>((load<u64>(at) * 0x0102040810204080) >> 56)
}

@inline function addTo(cell: usize, total: v128): void {
  v128.store(cell, f64x2.add(v128.load(cell), total))
}

function playShort<T>(tape: Tape, plan: Plan, rows: i32): void {
  const bytes = offsetof<T>() << 4
  const width = <usize>tape.bins.forest.width
  const wide = bytes * width
  const across = (<usize>tape.bins.usedFeatures) << 4
  const cellBytes = tape.rowBytes
  const stackBytes = plan.stackBytes
  const stateBytes = plan.stateBytes
  const bitBytes = plan.bitBytes
  const stackEnd = tape.stack + <usize>rows * stackBytes
  for (let stack = tape.stack; stack < stackEnd; stack += stackBytes) memory.fill(stack + plan.products, 0, wide)
  let at = plan.tape
  const end = at + <usize>plan.operations * offsetof<Operation>()
  for (; at < end; at += offsetof<Operation>()) {
    const operation = changetype<Operation>(at)
    const kind = operation.kind
    let state = tape.states + <usize>operation.state
    let ownCells = tape.sums
    if (kind == CLOSE) {
      for (let stack = tape.stack; stack < stackEnd; stack += stackBytes) {
        const sum = stack + <usize>operation.sum
        const weights = <usize>operation.vectors + <usize>load<u8>(state) * (2 * bytes) + bytes
        let cell = ownCells + <usize>operation.cell
        for (let k: usize = 0; k < wide; k += bytes) {
          addTo(cell, close<T>(sum + wide + k, sum + k, weights))
          cell += across
        }
        ownCells += cellBytes
        state += stateBytes
      }
      continue
    }
    if (kind == OPEN) {
      for (let stack = tape.stack; stack < stackEnd; stack += stackBytes) {
        const product = stack + <usize>operation.product
        open<T>(product, <usize>operation.vectors + <usize>load<u8>(state) * (2 * bytes))
        const sum = stack + <usize>operation.sum + wide
        if (width == 1) clear<T>(sum)
        else memory.fill(sum, 0, wide)
        state += stateBytes
      }
      continue
    }
    const group = changetype<Group>(<usize>operation.operand)
    let bits = tape.bits
    if (kind != PLAY_LEAF) bits += <usize>group.bits
    for (let stack = tape.stack; stack < stackEnd; stack += stackBytes) {
    const sum = stack + <usize>operation.sum
    const factor = <usize>operation.vectors + <usize>load<u8>(state) * (2 * bytes)
    let cell = ownCells + <usize>operation.cell
    const product = stack + <usize>operation.product
    const a0 = f64x2.mul(v128.load(product), v128.load(factor))
    let a1 = a0
    let a2 = a0
    let a3 = a0
    let a4 = a0
    let a5 = a0
    let a6 = a0
    let a7 = a0
    if (offsetof<T>() > 1) a1 = f64x2.mul(v128.load(product, 16), v128.load(factor, 16))
    if (offsetof<T>() > 2) a2 = f64x2.mul(v128.load(product, 32), v128.load(factor, 32))
    if (offsetof<T>() > 3) a3 = f64x2.mul(v128.load(product, 48), v128.load(factor, 48))
    if (offsetof<T>() > 4) a4 = f64x2.mul(v128.load(product, 64), v128.load(factor, 64))
    if (offsetof<T>() > 5) a5 = f64x2.mul(v128.load(product, 80), v128.load(factor, 80))
    if (offsetof<T>() > 6) a6 = f64x2.mul(v128.load(product, 96), v128.load(factor, 96))
    if (offsetof<T>() > 7) a7 = f64x2.mul(v128.load(product, 112), v128.load(factor, 112))
    if (kind == PLAY_LEAF) {
      let value = <usize>operation.operand
      for (let k: usize = 0; k < wide; k += bytes) {
        addTo(cell, leaf<T>(f64x2.splat(load<f64>(value)), sum + k, factor + bytes, a0, a1, a2, a3, a4, a5, a6, a7))
        value += 8
        cell += across
      }
    } else {
      const index = gatherBits(bits) & group.mask
      let entry = <usize>group.table + <usize>index * <usize>group.entryBytes
      for (let k: usize = 0; k < wide; k += bytes) {
        addTo(cell, answer<T>(entry, sum + k, factor + bytes, a0, a1, a2, a3, a4, a5, a6, a7))
        entry += bytes
        cell += across
      }
      let place = changetype<usize>(group) + offsetof<Group>()
      const last = place + (<usize>group.features << 2)
      for (; place < last; place += 4) {
        cell = ownCells + <usize>load<u32>(place)
        for (let k: usize = 0; k < wide; k += bytes) {
          addTo(cell, dot<T>(entry, a0, a1, a2, a3, a4, a5, a6, a7))
          entry += bytes
          cell += across
        }
      }
    }
    ownCells += cellBytes
    state += stateBytes
    bits += bitBytes
    }
  }
}

/** Adds a node's sum to the one above; returns what the edge between extracts. */
@inline function close<T>(sum: usize, above: usize, weights: usize): v128 {
  const e0 = v128.load(sum)
  v128.store(above, f64x2.add(v128.load(above), e0))
  let total = f64x2.mul(e0, v128.load(weights))
  if (offsetof<T>() > 1) {
    const e = v128.load(sum, 16)
    v128.store(above, f64x2.add(v128.load(above, 16), e), 16)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 16)))
  }
  if (offsetof<T>() > 2) {
    const e = v128.load(sum, 32)
    v128.store(above, f64x2.add(v128.load(above, 32), e), 32)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 32)))
  }
  if (offsetof<T>() > 3) {
    const e = v128.load(sum, 48)
    v128.store(above, f64x2.add(v128.load(above, 48), e), 48)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 48)))
  }
  if (offsetof<T>() > 4) {
    const e = v128.load(sum, 64)
    v128.store(above, f64x2.add(v128.load(above, 64), e), 64)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 64)))
  }
  if (offsetof<T>() > 5) {
    const e = v128.load(sum, 80)
    v128.store(above, f64x2.add(v128.load(above, 80), e), 80)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 80)))
  }
  if (offsetof<T>() > 6) {
    const e = v128.load(sum, 96)
    v128.store(above, f64x2.add(v128.load(above, 96), e), 96)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 96)))
  }
  if (offsetof<T>() > 7) {
    const e = v128.load(sum, 112)
    v128.store(above, f64x2.add(v128.load(above, 112), e), 112)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 112)))
  }
  return total
}

/** The product below an edge, one level further down. */
@inline function open<T>(product: usize, factor: usize): void {
  v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 0), v128.load(factor, 0)), 0)
  if (offsetof<T>() > 1) v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 16), v128.load(factor, 16)), 16)
  if (offsetof<T>() > 2) v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 32), v128.load(factor, 32)), 32)
  if (offsetof<T>() > 3) v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 48), v128.load(factor, 48)), 48)
  if (offsetof<T>() > 4) v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 64), v128.load(factor, 64)), 64)
  if (offsetof<T>() > 5) v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 80), v128.load(factor, 80)), 80)
  if (offsetof<T>() > 6) v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 96), v128.load(factor, 96)), 96)
  if (offsetof<T>() > 7) v128.store(product + (offsetof<T>() << 4), f64x2.mul(v128.load(product, 112), v128.load(factor, 112)), 112)
}

@inline function clear<T>(at: usize): void {
  v128.store(at, f64x2.splat(0), 0)
  if (offsetof<T>() > 1) v128.store(at, f64x2.splat(0), 16)
  if (offsetof<T>() > 2) v128.store(at, f64x2.splat(0), 32)
  if (offsetof<T>() > 3) v128.store(at, f64x2.splat(0), 48)
  if (offsetof<T>() > 4) v128.store(at, f64x2.splat(0), 64)
  if (offsetof<T>() > 5) v128.store(at, f64x2.splat(0), 80)
  if (offsetof<T>() > 6) v128.store(at, f64x2.splat(0), 96)
  if (offsetof<T>() > 7) v128.store(at, f64x2.splat(0), 112)
}

/** A leaf's value times the product goes to the sum above; returns what its edge extracts. */
@inline function leaf<T>(value: v128, above: usize, weights: usize, a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128, a6: v128, a7: v128): v128 {
  const e0 = f64x2.mul(a0, value)
  v128.store(above, f64x2.add(v128.load(above), e0))
  let total = f64x2.mul(e0, v128.load(weights))
  if (offsetof<T>() > 1) {
    const e = f64x2.mul(a1, value)
    v128.store(above, f64x2.add(v128.load(above, 16), e), 16)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 16)))
  }
  if (offsetof<T>() > 2) {
    const e = f64x2.mul(a2, value)
    v128.store(above, f64x2.add(v128.load(above, 32), e), 32)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 32)))
  }
  if (offsetof<T>() > 3) {
    const e = f64x2.mul(a3, value)
    v128.store(above, f64x2.add(v128.load(above, 48), e), 48)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 48)))
  }
  if (offsetof<T>() > 4) {
    const e = f64x2.mul(a4, value)
    v128.store(above, f64x2.add(v128.load(above, 64), e), 64)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 64)))
  }
  if (offsetof<T>() > 5) {
    const e = f64x2.mul(a5, value)
    v128.store(above, f64x2.add(v128.load(above, 80), e), 80)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 80)))
  }
  if (offsetof<T>() > 6) {
    const e = f64x2.mul(a6, value)
    v128.store(above, f64x2.add(v128.load(above, 96), e), 96)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 96)))
  }
  if (offsetof<T>() > 7) {
    const e = f64x2.mul(a7, value)
    v128.store(above, f64x2.add(v128.load(above, 112), e), 112)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 112)))
  }
  return total
}

/** A group's answer times the product goes to the sum above; returns what its edge extracts. */
@inline function answer<T>(entry: usize, above: usize, weights: usize, a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128, a6: v128, a7: v128): v128 {
  const e0 = f64x2.mul(a0, v128.load(entry))
  v128.store(above, f64x2.add(v128.load(above), e0))
  let total = f64x2.mul(e0, v128.load(weights))
  if (offsetof<T>() > 1) {
    const e = f64x2.mul(a1, v128.load(entry, 16))
    v128.store(above, f64x2.add(v128.load(above, 16), e), 16)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 16)))
  }
  if (offsetof<T>() > 2) {
    const e = f64x2.mul(a2, v128.load(entry, 32))
    v128.store(above, f64x2.add(v128.load(above, 32), e), 32)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 32)))
  }
  if (offsetof<T>() > 3) {
    const e = f64x2.mul(a3, v128.load(entry, 48))
    v128.store(above, f64x2.add(v128.load(above, 48), e), 48)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 48)))
  }
  if (offsetof<T>() > 4) {
    const e = f64x2.mul(a4, v128.load(entry, 64))
    v128.store(above, f64x2.add(v128.load(above, 64), e), 64)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 64)))
  }
  if (offsetof<T>() > 5) {
    const e = f64x2.mul(a5, v128.load(entry, 80))
    v128.store(above, f64x2.add(v128.load(above, 80), e), 80)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 80)))
  }
  if (offsetof<T>() > 6) {
    const e = f64x2.mul(a6, v128.load(entry, 96))
    v128.store(above, f64x2.add(v128.load(above, 96), e), 96)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 96)))
  }
  if (offsetof<T>() > 7) {
    const e = f64x2.mul(a7, v128.load(entry, 112))
    v128.store(above, f64x2.add(v128.load(above, 112), e), 112)
    total = f64x2.add(total, f64x2.mul(e, v128.load(weights, 112)))
  }
  return total
}

@inline function dot<T>(at: usize, a0: v128, a1: v128, a2: v128, a3: v128, a4: v128, a5: v128, a6: v128, a7: v128): v128 {
  let total = f64x2.mul(a0, v128.load(at))
  if (offsetof<T>() > 1) total = f64x2.add(total, f64x2.mul(a1, v128.load(at, 16)))
  if (offsetof<T>() > 2) total = f64x2.add(total, f64x2.mul(a2, v128.load(at, 32)))
  if (offsetof<T>() > 3) total = f64x2.add(total, f64x2.mul(a3, v128.load(at, 48)))
  if (offsetof<T>() > 4) total = f64x2.add(total, f64x2.mul(a4, v128.load(at, 64)))
  if (offsetof<T>() > 5) total = f64x2.add(total, f64x2.mul(a5, v128.load(at, 80)))
  if (offsetof<T>() > 6) total = f64x2.add(total, f64x2.mul(a6, v128.load(at, 96)))
  if (offsetof<T>() > 7) total = f64x2.add(total, f64x2.mul(a7, v128.load(at, 112)))
  return total
}

/** As playShort, for any number of points; row after row. */
function playLong(tape: Tape, plan: Plan, rows: i32): void {
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
    else groupLong(tape, changetype<Group>(<usize>operation.operand), bits, own, sum, factor + bytes, cells, cell, width)
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

function closeLong(sum: usize, above: usize, weights: usize, cell: usize, across: usize, bytes: usize, width: usize): void {
  for (let k: usize = 0; k < width; k++) {
    addTo(cell + k * across, dotLong(sum + k * bytes, weights, bytes))
    add(above + k * bytes, sum + k * bytes, bytes)
  }
}

function leafLong(values: usize, product: usize, above: usize, weights: usize, cell: usize, across: usize, bytes: usize, width: usize): void {
  for (let k: usize = 0; k < width; k++) {
    const value = f64x2.splat(load<f64>(values + (k << 3)))
    let total = f64x2.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      const e = f64x2.mul(v128.load(product + at), value)
      const to = above + k * bytes + at
      v128.store(to, f64x2.add(v128.load(to), e))
      total = f64x2.add(total, f64x2.mul(e, v128.load(weights + at)))
    }
    addTo(cell + k * across, total)
  }
}

function groupLong(tape: Tape, group: Group, bits: usize, product: usize, above: usize, weights: usize, cells: usize, cell: usize, width: usize): void {
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
    addTo(cell + k * across, total)
  }
  const places = changetype<usize>(group) + offsetof<Group>()
  for (let i: usize = 0; i < <usize>group.features; i++) {
    const own = cells + <usize>load<u32>(places + (i << 2))
    for (let k: usize = 0; k < width; k++) {
      addTo(own + k * across, dotLong(product, entry + ((1 + i) * width + k) * bytes, bytes))
    }
  }
}
