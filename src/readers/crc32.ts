/** The checksum of zip archives (ISO 3309) over bytes, from -1 or from where the bytes before them ended; not inverted. */
export function crcOf(bytes: Uint8Array, crc = -1): number {
  let now = crc
  for (const byte of bytes) now = table[(now ^ byte) & 255]! ^ (now >>> 8)
  return now
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})
