import type { ByteReader } from "./byte-reader.js"
import { Refusal } from "./table-errors.js"

const CHUNK = 1 << 20

/** A text file as UTF-8 without byte order mark. UTF-16 is known by its mark; what is not UTF-8 is Windows-1252. */
export function toUtf8(bytes: Uint8Array, notes: string[]): Uint8Array {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return transcode(bytes, "utf-16le")
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return transcode(bytes, "utf-16be")
  const text = hasUtf8Mark(bytes) ? bytes.subarray(3) : bytes
  if (isUtf8(text)) return text
  notes.push("not UTF-8: read as Windows-1252")
  return transcode(text, "windows-1252")
}

/** The bytes of a text file that come in chunks; UTF-16 becomes UTF-8, other bytes stay as they are. */
export async function* decodeUtf16(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const [first, second] = await reader.peek(2)
  const encoding = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : ""
  if (encoding === "") return yield* reader.rest()
  const decoder = new TextDecoder(encoding)
  const encoder = new TextEncoder()
  for await (const chunk of reader.rest()) yield encoder.encode(decoder.decode(chunk, { stream: true }))
  yield encoder.encode(decoder.decode())
}

/**
 * The parts of a text file as UTF-8, each cut where a row ends. From the first part on that is not UTF-8 the file is
 * Windows-1252.
 */
export class TextParts {
  private isFirst = true
  private isLatin = false
  private beyondAscii = false

  /** @throws Refusal where an earlier part was UTF-8 and this is not. */
  toUtf8(part: Uint8Array, notes: string[]): Uint8Array {
    const text = this.isFirst && hasUtf8Mark(part) ? part.subarray(3) : part
    this.isFirst = false
    if (this.isLatin) return transcode(text, "windows-1252")
    if (!isUtf8(text)) return this.turnLatin(text, notes)
    this.beyondAscii ||= text.some((byte) => byte > 127)
    return text
  }

  private turnLatin(text: Uint8Array, notes: string[]): Uint8Array {
    if (this.beyondAscii) throw new Refusal("it begins as UTF-8 and goes on as something else; save it as UTF-8")
    this.isLatin = true
    notes.push("not UTF-8: read as Windows-1252")
    return transcode(text, "windows-1252")
  }
}

function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    decodeChunks(bytes, new TextDecoder("utf-8", { fatal: true }), () => {})
    return true
  } catch {
    return false
  }
}

function transcode(bytes: Uint8Array, encoding: string): Uint8Array {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  decodeChunks(bytes, new TextDecoder(encoding), (text) => parts.push(encoder.encode(text)))
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

// in chunks, because a string ends at 512 MB
function decodeChunks(bytes: Uint8Array, decoder: TextDecoder, take: (text: string) => void): void {
  for (let at = 0; at < bytes.length; at += CHUNK)
    take(decoder.decode(bytes.subarray(at, at + CHUNK), { stream: true }))
  take(decoder.decode())
}
