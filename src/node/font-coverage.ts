/** Which characters a font has: its `cmap`, formats 4 and 12, as the OpenType specification lays them out. */
export type Coverage = (codePoint: number) => boolean

/** Reads `length` bytes at an offset. */
export type ReadAt = (offset: number, length: number) => Promise<DataView>

/** The coverage of a TrueType or OpenType font, or of the first of a collection; undefined for any other file. */
export async function fontCoverage(read: ReadAt): Promise<Coverage | undefined> {
  const head = await read(0, 16)
  const start = head.getUint32(0) === COLLECTION ? head.getUint32(12) : 0
  const directory = await read(start, 12)
  if (![0x00010000, 0x4f54544f, 0x74727565].includes(directory.getUint32(0))) return undefined
  const tables = directory.getUint16(4)
  const entries = await read(start + 12, 16 * tables)
  for (let i = 0; i < tables; i++) {
    if (entries.getUint32(16 * i) !== CMAP) continue
    return coverageOf(await read(entries.getUint32(16 * i + 8), entries.getUint32(16 * i + 12)))
  }
  return undefined
}

/** `ttcf` and `cmap`. */
const COLLECTION = 0x74746366
const CMAP = 0x636d6170

function coverageOf(cmap: DataView): Coverage | undefined {
  const count = cmap.getUint16(2)
  const offsets = Array.from({ length: count }, (_, i) => cmap.getUint32(4 + 8 * i + 4))
  const format = (wanted: number) => offsets.find((offset) => cmap.getUint16(offset) === wanted)
  const [long, short] = [format(12), format(4)]
  if (long !== undefined) return (code) => inGroups(cmap, long, code)
  return short === undefined ? undefined : (code) => inSegments(cmap, short, code)
}

function inGroups(cmap: DataView, at: number, code: number): boolean {
  const groups = cmap.getUint32(at + 12)
  for (let i = 0; i < groups; i++) {
    const group = at + 16 + 12 * i
    if (code <= cmap.getUint32(group + 4)) return code >= cmap.getUint32(group)
  }
  return false
}

function inSegments(cmap: DataView, at: number, code: number): boolean {
  const twice = cmap.getUint16(at + 6)
  for (let i = 0; i < twice; i += 2) {
    if (code > cmap.getUint16(at + 14 + i)) continue
    const start = at + 16 + twice + i
    // The last segment, 0xffff, stands for nothing.
    return code >= cmap.getUint16(start) && code !== 0xffff
  }
  return false
}
