import type { ByteRanges } from "../data/byte-ranges.js"
import { nextTask } from "../data/next-task.js"
import { safePath, zipName } from "./zip-name.js"

/** A file in an archive. Folders have no method. */
export interface ZipEntry {
  readonly path: string
  readonly folder: boolean
  readonly method: number
  readonly encrypted: boolean
  readonly crc: number
  readonly packedBytes: number
  readonly bytes: number
  /** Where its local header begins. */
  readonly at: number
}

/** The end record, with the longest comment. */
const END_BYTES = 22 + 65535
/** More entries no store has; a directory that claims them is no directory. */
const MOST_ENTRIES = 5_000_000
/** Between two turns of the event loop, in ms: a page stays usable. */
const SLICE = 20

const wrong = (name: string, what: string) => new Error(`${name}: is no zip archive that can be read: ${what}`)

/**
 * The central directory of a zip archive (PKWARE's APPNOTE 6.3.10), zip64 as well. Paths are made safe: none leads out
 * of the archive. What macOS adds beside files (`__MACOSX`) is left out.
 * @throws Error for what is no archive or a damaged one.
 */
export async function zipDirectory(ranges: ByteRanges, name: string): Promise<ZipEntry[]> {
  const end = await endOf(ranges, name)
  if (end.at + end.bytes > ranges.size) throw wrong(name, "its directory reaches beyond its end; it may be cut off")
  const bytes = await ranges.read(end.at, end.at + end.bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: ZipEntry[] = []
  let until = performance.now() + SLICE
  let at = 0
  for (let i = 0; i < end.count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) {
      throw wrong(name, `entry ${i + 1} of ${end.count} of its directory is damaged`)
    }
    const next = at + 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > bytes.length) throw wrong(name, `entry ${i + 1} of ${end.count} of its directory is cut off`)
    const entry = entryAt(bytes, view, at, end.shift)
    if (entry) entries.push(entry)
    at = next
    if ((i & 255) === 0 && performance.now() > until) {
      await nextTask()
      until = performance.now() + SLICE
    }
  }
  return entries
}

interface End {
  readonly count: number
  readonly at: number
  readonly bytes: number
  /** What stands before the archive, as in a program that unpacks itself. */
  readonly shift: number
}

async function endOf(ranges: ByteRanges, name: string): Promise<End> {
  const from = Math.max(0, ranges.size - END_BYTES)
  const tail = await ranges.read(from, ranges.size)
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength)
  for (let i = tail.length - 22; i >= 0; i--) {
    if (view.getUint32(i, true) !== 0x06054b50 || i + 22 + view.getUint16(i + 20, true) > tail.length) continue
    const [count, bytes, at] = [
      view.getUint16(i + 10, true),
      view.getUint32(i + 12, true),
      view.getUint32(i + 16, true),
    ]
    if (view.getUint16(i + 4, true) > 0 && view.getUint16(i + 4, true) < 0xffff) {
      throw wrong(name, "it is one part of an archive of several files")
    }
    const large = count === 0xffff || bytes === 0xffffffff || at === 0xffffffff
    const end = large ? await largeEndOf(ranges, from + i, name) : undefined
    if (end) return end
    return checked({ count, bytes, at, shift: from + i - bytes - at }, name)
  }
  throw wrong(name, "it has no directory at its end; it may be cut off")
}

/** The record of zip64, whose place stands right before the end record. */
async function largeEndOf(ranges: ByteRanges, endAt: number, name: string): Promise<End | undefined> {
  if (endAt < 20) return undefined
  const locator = viewOf(await ranges.read(endAt - 20, endAt))
  if (locator.getUint32(0, true) !== 0x07064b50) return undefined
  const at = Number(locator.getBigUint64(8, true))
  if (at + 56 > endAt) throw wrong(name, "its zip64 record lies beyond its end")
  const record = viewOf(await ranges.read(at, at + 56))
  if (record.getUint32(0, true) !== 0x06064b50) throw wrong(name, "its zip64 record is damaged")
  const large = (offset: number) => Number(record.getBigUint64(offset, true))
  return checked({ count: large(32), bytes: large(40), at: large(48), shift: 0 }, name)
}

function checked({ count, bytes, at, shift }: End, name: string): End {
  if (shift < 0 || at + shift < 0) throw wrong(name, "its directory would begin before the file; it may be cut off")
  if (count > MOST_ENTRIES || count * 46 > bytes) {
    throw wrong(name, `it claims ${count} entries in a directory of ${bytes} bytes`)
  }
  return { count, bytes, at: at + shift, shift }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** An entry of the directory; undefined for what is left out. */
function entryAt(bytes: Uint8Array, view: DataView, at: number, shift: number): ZipEntry | undefined {
  const flags = view.getUint16(at + 8, true)
  const nameEnd = at + 46 + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const raw = bytes.subarray(at + 46, nameEnd)
  const extra = extraFields(view, nameEnd, extraEnd)
  const written = zipName(
    raw,
    (flags & 0x800) !== 0,
    extra.has(0x7075) ? bytes.subarray(...extra.get(0x7075)!) : undefined,
  )
  const path = safePath(written)
  if (path === "" || /^__MACOSX(\/|$)/.test(path)) return undefined
  const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  const [size, packed, local] = largeSizes(sizes, view, extra.get(1)) as [number, number, number]
  return {
    path,
    folder: /[\\/]$/.test(written),
    method: view.getUint16(at + 10, true),
    encrypted: (flags & 1) !== 0,
    crc: view.getUint32(at + 16, true),
    packedBytes: packed,
    bytes: size,
    at: local + shift,
  }
}

/** Where each extra field lies, by its number. */
function extraFields(view: DataView, from: number, to: number): Map<number, [number, number]> {
  const fields = new Map<number, [number, number]>()
  for (let at = from; at + 4 <= to; ) {
    const end = at + 4 + view.getUint16(at + 2, true)
    if (end <= to) fields.set(view.getUint16(at, true), [at + 4, end])
    at = end
  }
  return fields
}

/** Sizes that do not fit into 32 bits stand in the zip64 field, in this order, only those that do not fit. */
function largeSizes(sizes: readonly number[], view: DataView, field: readonly [number, number] | undefined): number[] {
  let at = field?.[0] ?? 0
  return sizes.map((size) => {
    if (size !== 0xffffffff || !field || at + 8 > field[1]) return size
    at += 8
    return Number(view.getBigUint64(at - 8, true))
  })
}
