import { Refusal } from "./table-errors.js"

// wider numbers would not fit the 32-bit window below; a dictionary page does not have 16 million entries
const WIDEST = 24

/**
 * Unpacks Parquet's hybrid of runs and bit-packed groups, the numbers of which are `width` bits wide, from
 * bytes[from, to) until `into` is full.
 */
export function unpackHybrid(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  into: Int32Array | Uint8Array,
): void {
  if (width > WIDEST) throw new Refusal(`got indices of ${width} bits, expected at most ${WIDEST}`)
  let at = from
  for (let filled = 0; filled < into.length; ) {
    // a header is a variable-length integer: its lowest bit tells the kind of run
    let header = 0
    for (let shift = 0; ; shift += 7) {
      if (at >= to || shift > 28) throw new Refusal("a run of levels or indices ends early")
      const byte = bytes[at++]!
      header |= (byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    const count = header >>> 1
    if (count === 0) throw new Refusal("a run of levels or indices is empty")
    if ((header & 1) === 1) {
      const end = Math.min(into.length, filled + 8 * count)
      if (at + Math.ceil(((end - filled) * width) / 8) > to) throw new Refusal("a run of levels or indices ends early")
      unpackBits(bytes, at, width, into, filled, end)
      at += count * width
      filled = end
    } else {
      const size = (width + 7) >> 3
      if (at + size > to) throw new Refusal("a run of levels or indices ends early")
      let value = 0
      for (let i = 0; i < size; i++) value |= bytes[at++]! << (8 * i)
      const end = Math.min(into.length, filled + count)
      into.fill(value, filled, end)
      filled = end
    }
  }
}

function unpackBits(
  bytes: Uint8Array,
  from: number,
  width: number,
  into: Int32Array | Uint8Array,
  start: number,
  end: number,
): void {
  const mask = (1 << width) - 1
  let at = from
  let window = 0
  let held = 0
  for (let i = start; i < end; i++) {
    while (held < width) {
      window |= bytes[at++]! << held
      held += 8
    }
    into[i] = window & mask
    window >>>= width
    held -= width
  }
}
