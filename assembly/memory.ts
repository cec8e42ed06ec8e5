// The arena: a first-fit list of free blocks in address order, so that what is released in any order is used again.
// And view classes: bare pointers that read and write like arrays.

const HEADER: usize = 16 // the block's size (header included); 16 keeps what is handed out aligned for v128
const PAGE: u64 = 65536

let top: usize = (__heap_base + 15) & ~15
let firstFree: usize = 0
let inUse: usize = 0

/** Reserves memory, aligned to 16 bytes and not cleared. Returns 0 when the 4 GiB of wasm32 do not suffice. */
export function allocate(bytes: usize): usize {
  const size = <u64>HEADER + ((<u64>bytes + 15) & ~15)
  if (size > 0xffff0000) return 0
  const block = takeFree(<usize>size)
  if (block) return block
  if (!reach(<u64>top + size)) return 0
  const start = top
  top += <usize>size
  return handOut(start, <usize>size)
}

/** Gives back what `allocate` returned; 0 is ignored. */
export function release(pointer: usize): void {
  if (pointer == 0) return
  const start = pointer - HEADER
  const size = load<usize>(start)
  inUse -= size
  let previous: usize = 0
  let next = firstFree
  while (next != 0 && next < start) {
    previous = next
    next = nextOf(next)
  }
  link(previous, start)
  store<usize>(start + sizeof<usize>(), next)
  merge(start)
  if (previous) merge(previous)
  lowerTop()
}

/** Bytes handed out and not yet released, headers included. */
export function used(): usize {
  return inUse
}

/** `allocate` for a kernel's own scratch: running out of memory ends the call with a trap. */
export function reserve(bytes: usize): usize {
  const pointer = allocate(bytes)
  if (pointer == 0) unreachable()
  return pointer
}

function handOut(start: usize, size: usize): usize {
  store<usize>(start, size)
  inUse += size
  return start + HEADER
}

function takeFree(size: usize): usize {
  let previous: usize = 0
  for (let block = firstFree; block != 0; block = nextOf(block)) {
    const have = load<usize>(block)
    if (have >= size) return split(previous, block, have, size)
    previous = block
  }
  return 0
}

function split(previous: usize, block: usize, have: usize, size: usize): usize {
  const rest = have - size
  if (rest <= HEADER) {
    link(previous, nextOf(block))
    return handOut(block, have)
  }
  const after = block + size
  store<usize>(after, rest)
  store<usize>(after + sizeof<usize>(), nextOf(block))
  link(previous, after)
  return handOut(block, size)
}

function nextOf(block: usize): usize {
  return load<usize>(block + sizeof<usize>())
}

function link(previous: usize, block: usize): void {
  if (previous) store<usize>(previous + sizeof<usize>(), block)
  else firstFree = block
}

function merge(block: usize): void {
  const next = nextOf(block)
  const size = load<usize>(block)
  if (next == 0 || block + size != next) return
  store<usize>(block, size + load<usize>(next))
  store<usize>(block + sizeof<usize>(), nextOf(next))
}

/** A free block that ends at the top goes back to the untouched memory. */
function lowerTop(): void {
  let previous: usize = 0
  let block = firstFree
  while (block != 0 && nextOf(block) != 0) {
    previous = block
    block = nextOf(block)
  }
  if (block == 0 || block + load<usize>(block) != top) return
  top = block
  link(previous, 0)
}

function reach(end: u64): bool {
  const have = <u64>memory.size() * PAGE
  if (end <= have) return true
  return memory.grow(<i32>((end - have + PAGE - 1) / PAGE)) >= 0
}

/** A column of f64 in linear memory. */
@unmanaged
export class F64s {
  [key: number]: f64
  constructor() {}
  @inline @operator("[]") get(i: i32): f64 {
    return load<f64>(changetype<usize>(this) + ((<usize>i) << 3))
  }
  @inline @operator("[]=") set(i: i32, value: f64): void {
    store<f64>(changetype<usize>(this) + ((<usize>i) << 3), value)
  }
  /** The column from element i on. */
  @inline from(i: i32): F64s {
    return changetype<F64s>(changetype<usize>(this) + ((<usize>i) << 3))
  }
}

/** A column of i32 in linear memory. */
@unmanaged
export class I32s {
  [key: number]: i32
  constructor() {}
  @inline @operator("[]") get(i: i32): i32 {
    return load<i32>(changetype<usize>(this) + ((<usize>i) << 2))
  }
  @inline @operator("[]=") set(i: i32, value: i32): void {
    store<i32>(changetype<usize>(this) + ((<usize>i) << 2), value)
  }
  /** The same column from its i-th number on. */
  @inline from(i: i32): I32s {
    return changetype<I32s>(changetype<usize>(this) + ((<usize>i) << 2))
  }
}

/** A column of u32 in linear memory. */
@unmanaged
export class U32s {
  [key: number]: u32
  constructor() {}
  @inline @operator("[]") get(i: i32): u32 {
    return load<u32>(changetype<usize>(this) + ((<usize>i) << 2))
  }
  @inline @operator("[]=") set(i: i32, value: u32): void {
    store<u32>(changetype<usize>(this) + ((<usize>i) << 2), value)
  }
}

/** A column of u64 in linear memory. */
@unmanaged
export class U64s {
  [key: number]: u64
  constructor() {}
  @inline @operator("[]") get(i: i32): u64 {
    return load<u64>(changetype<usize>(this) + ((<usize>i) << 3))
  }
  @inline @operator("[]=") set(i: i32, value: u64): void {
    store<u64>(changetype<usize>(this) + ((<usize>i) << 3), value)
  }
}

/** A column of bytes in linear memory. */
@unmanaged
export class U8s {
  [key: number]: u8
  constructor() {}
  @inline @operator("[]") get(i: i32): u8 {
    return load<u8>(changetype<usize>(this) + <usize>i)
  }
  @inline @operator("[]=") set(i: i32, value: u8): void {
    store<u8>(changetype<usize>(this) + <usize>i, value)
  }
}
