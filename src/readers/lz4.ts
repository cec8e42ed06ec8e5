import { Refusal } from "./table-errors.js"

const FRAME_MAGIC = 0x184d2204
const UNCOMPRESSED = 0x80000000

/**
 * Unpacks an LZ4 frame that holds `size` bytes. Every read and write is checked, and nothing is allocated for a size
 * that LZ4 cannot reach. Checksums are skipped, not verified.
 */
export function decodeLz4Frame(frame: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (frame.length < 7 || view.getUint32(0, true) !== FRAME_MAGIC) throw new Refusal("an LZ4 frame has no magic number")
  const output = allocate(frame.length, size)
  const flags = frame[4]!
  if (flags >> 6 !== 1 || (flags & 1) === 1) throw new Refusal("an LZ4 frame has an unknown version or a dictionary")
  const contentSize = (flags & 8) !== 0 ? 8 : 0
  const blockChecksum = (flags & 16) !== 0 ? 4 : 0
  let at = 7 + contentSize
  let written = 0
  while (at + 4 <= frame.length) {
    const header = view.getUint32(at, true)
    if (header === 0) break
    const length = header & 0x7fffffff
    at += 4
    if (at + length > frame.length) throw new Refusal("an LZ4 block is cut short")
    const block = frame.subarray(at, at + length)
    if (header >= UNCOMPRESSED) written = copyBlock(block, output, written)
    else written = decodeBlock(block, output, written)
    at += length + blockChecksum
  }
  return complete(output, written)
}

// a length byte adds at most 255 bytes
function allocate(packed: number, size: number): Uint8Array<ArrayBuffer> {
  if (size >= 0 && size <= 255 * packed) return new Uint8Array(size)
  throw new Refusal(`${packed} bytes of LZ4 data cannot hold the ${size} bytes that are declared`)
}

function complete(output: Uint8Array<ArrayBuffer>, written: number): Uint8Array<ArrayBuffer> {
  if (written === output.length) return output
  throw new Refusal(`LZ4 data hold ${written} bytes, expected ${output.length}`)
}

function copyBlock(block: Uint8Array, output: Uint8Array, at: number): number {
  if (at + block.length > output.length) {
    throw new Refusal(`LZ4 data hold more than the declared ${output.length} bytes`)
  }
  output.set(block, at)
  return at + block.length
}

/** Appends a block's bytes to `output` from `start` on, before which matches may reach, and returns where they end. */
function decodeBlock(block: Uint8Array, output: Uint8Array, start: number): number {
  let from = 0
  let to = start
  while (from < block.length) {
    const token = block[from++]!
    let literals = token >> 4
    if (literals === 15) {
      const end = endOfLength(block, from)
      literals += lengthOf(block, from, end)
      from = end
    }
    if (!(from + literals <= block.length && to + literals <= output.length)) {
      throw new Refusal("LZ4 literals run out of bounds")
    }
    copyLiterals(block, from, output, to, literals)
    from += literals
    to += literals
    // the last sequence has no match
    if (from === block.length) return to
    const offset = block[from]! | (block[from + 1]! << 8)
    from += 2
    let matched = (token & 15) + 4
    if (matched === 19) {
      const end = endOfLength(block, from)
      matched += lengthOf(block, from, end)
      from = end
    }
    if (!(offset > 0 && offset <= to && to + matched <= output.length)) {
      throw new Refusal("an LZ4 match runs out of bounds")
    }
    repeatMatch(output, to, offset, matched)
    to += matched
  }
  throw new Refusal("LZ4 data end inside a sequence")
}

function endOfLength(block: Uint8Array, from: number): number {
  let at = from
  while (block[at] === 255) at++
  return at + 1
}

// NaN, which no bound lets pass, where the block ends inside the length
function lengthOf(block: Uint8Array, from: number, end: number): number {
  return 255 * (end - 1 - from) + (block[end - 1] ?? Number.NaN)
}

/** Copies a run of literals. The caller has checked the bounds. */
function copyLiterals(source: Uint8Array, from: number, target: Uint8Array, to: number, length: number): void {
  // set() costs more than it saves on short runs
  if (length > 32) target.set(source.subarray(from, from + length), to)
  else for (let i = 0; i < length; i++) target[to + i] = source[from + i]!
}

/** Writes again what lies `offset` bytes before `to`. The caller has checked the bounds. */
function repeatMatch(output: Uint8Array, to: number, offset: number, length: number): void {
  // a match may overlap what it writes, which copyWithin would not repeat
  if (length > 32 && offset >= length) output.copyWithin(to, to - offset, to - offset + length)
  else for (let i = to; i < to + length; i++) output[i] = output[i - offset]!
}
