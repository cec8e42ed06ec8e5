const FNV_PRIME = 0x01000193
const FNV_START = 0x811c9dc5 | 0

/**
 * Numbers distinct byte strings in the order in which they are first seen. Readers whose text lies in a buffer use it:
 * only distinct values ever become JavaScript strings. For strings that exist already, a `Map` does.
 */
export class ByteTexts {
  count = 0
  private slots = new Int32Array(256)
  private hashes = new Int32Array(128)
  private ends = new Float64Array(128)
  private arena = new Uint8Array(1024)

  /** The number of bytes[start, end). */
  codeOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = FNV_START
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, FNV_PRIME)
    const { slots, hashes } = this
    const mask = slots.length - 1
    // FNV's low bits are its weakest
    let slot = (hash ^ (hash >>> 15)) & mask
    for (let held = slots[slot]!; held !== 0; held = slots[slot]!) {
      if (hashes[held - 1] === hash && this.holds(held - 1, bytes, start, end)) return held - 1
      slot = (slot + 1) & mask
    }
    slots[slot] = this.count + 1
    return this.append(bytes, start, end, hash)
  }

  /** The bytes of one number, valid until the next `codeOf`. */
  bytesOf(code: number): Uint8Array {
    return this.arena.subarray(code === 0 ? 0 : this.ends[code - 1]!, this.ends[code]!)
  }

  private holds(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { arena } = this
    let at = code === 0 ? 0 : this.ends[code - 1]!
    if (this.ends[code]! - at !== end - start) return false
    for (let i = start; i < end; i++) if (arena[at++] !== bytes[i]) return false
    return true
  }

  private append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const code = this.count++
    const from = code === 0 ? 0 : this.ends[code - 1]!
    const to = from + end - start
    if (to > this.arena.length) this.arena = grown(this.arena, new Uint8Array(Math.max(to, 2 * this.arena.length)))
    if (code === this.hashes.length) this.growTable()
    this.arena.set(bytes.subarray(start, end), from)
    this.hashes[code] = hash
    this.ends[code] = to
    if (2 * this.count > this.slots.length) this.rehash()
    return code
  }

  private growTable(): void {
    this.hashes = grown(this.hashes, new Int32Array(2 * this.hashes.length))
    this.ends = grown(this.ends, new Float64Array(2 * this.ends.length))
  }

  private rehash(): void {
    const slots = new Int32Array(2 * this.slots.length)
    const mask = slots.length - 1
    for (let code = 0; code < this.count; code++) {
      const hash = this.hashes[code]!
      let slot = (hash ^ (hash >>> 15)) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = code + 1
    }
    this.slots = slots
  }
}

/** Copies an array to the start of a longer one and returns that. */
export function grown<T extends Int32Array | Float64Array | Uint8Array>(values: T, longer: T): T {
  longer.set(values)
  return longer
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The collected bytes as strings. Bytes that are not UTF-8 become hexadecimal, `0x…`; says how many did. */
export function decodeTexts(collected: ByteTexts): { texts: string[]; hexadecimal: number } {
  let hexadecimal = 0
  const texts = Array.from({ length: collected.count }, (_, code) => {
    const bytes = collected.bytesOf(code)
    try {
      return utf8.decode(bytes)
    } catch {
      hexadecimal++
      return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`
    }
  })
  return { texts, hexadecimal }
}
