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
