import { copyLiterals, repeatMatch } from "./lz4.js"
import { Refusal } from "./table-errors.js"

/** Unpacks a Snappy block that holds `size` bytes. Every read and write is checked. */
export function decodeSnappy(block: Uint8Array, size: number): Uint8Array {
  // three bytes stand for at most 64
  if (!(size >= 0 && size <= 22 * block.length)) {
    throw new Refusal(`${block.length} bytes of Snappy data cannot hold the ${size} bytes that are declared`)
  }
  const output = new Uint8Array(size)
  let from = afterPreamble(block)
  let to = 0
  while (from < block.length) {
    const tag = block[from++]!
    if ((tag & 3) === 0) {
      const extra = Math.max(0, (tag >> 2) - 59)
      const length = (extra === 0 ? tag >> 2 : littleEndian(block, from, extra)) + 1
      from += extra
      if (!(from + length <= block.length && to + length <= size)) {
        throw new Refusal("Snappy literals run out of bounds")
      }
      copyLiterals(block, from, output, to, length)
      from += length
      to += length
    } else {
      const length = (tag & 3) === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
      const extra = [0, 1, 2, 4][tag & 3]!
      const offset = littleEndian(block, from, extra) + ((tag & 3) === 1 ? (tag >> 5) * 256 : 0)
      from += extra
      if (!(offset > 0 && offset <= to && to + length <= size)) throw new Refusal("a Snappy copy runs out of bounds")
      repeatMatch(output, to, offset, length)
      to += length
    }
  }
  if (to !== size) throw new Refusal(`Snappy data hold ${to} bytes, expected ${size}`)
  return output
}

/** The block begins with its unpacked size, seven bits a byte; the page's header says it, too. */
function afterPreamble(block: Uint8Array): number {
  let at = 0
  while (at < block.length && block[at]! >= 0x80) at++
  return at + 1
}

// NaN, which no bound lets pass, where the block ends too early
function littleEndian(block: Uint8Array, from: number, count: number): number {
  let value = 0
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (block[from + i] ?? Number.NaN)
  return value
}
