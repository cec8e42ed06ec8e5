import { inflateSync } from "fflate"
import type { ByteRanges } from "../data/byte-ranges.js"
import type { Files } from "../data/files.js"
import { listedFiles } from "../data/listed-files.js"
import { crcOf } from "./crc32.js"
import { type ZipEntry, zipDirectory } from "./zip-directory.js"
import { unpackedInPortions } from "./zip-stream.js"

/** What one file may grow to. */
const MOST_BYTES = 2 ** 30
/** Deflate makes at most 1032 bytes of one. */
const MOST_RATIO = 1032
/** What is read at a time, and how many such blocks are kept: files of a store are small and lie side by side. */
const BLOCK = 2 ** 22
const BLOCKS = 48

/** Whether bytes begin as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  const ends = [0x0403, 0x0605]
  return bytes[0] === 0x50 && bytes[1] === 0x4b && ends.includes(bytes[2]! | (bytes[3]! << 8))
}

/**
 * A zip archive as a tree of files: its directory is read, and each file when it is asked for.
 * @throws Error for what is no archive. Files that are encrypted or packed in another way than deflate are listed, and
 * refused when they are read.
 */
export async function zipFiles(ranges: ByteRanges, name: string): Promise<Files> {
  const entries = await zipDirectory(ranges, name)
  const blocks = new Blocks(ranges)
  const byPath = new Map<string, ZipEntry>()
  for (const entry of entries) byPath.set(entry.path, entry)
  const entryAt = (path: string): ZipEntry => {
    const entry = byPath.get(path)
    if (entry && !entry.folder) return entry
    throw new Error(`${name}: ${path}: no such file`)
  }
  const read = async (path: string) => {
    const entry = entryAt(path)
    return unpacked(await packedBytes(blocks, entry, name), entry, `${name}: ${path}`)
  }
  async function* portions(path: string): AsyncGenerator<Uint8Array> {
    const entry = entryAt(path)
    checkClaims(entry, `${name}: ${path}`)
    yield* unpackedInPortions(ranges, await packedFrom(blocks, entry, name), entry, `${name}: ${path}`)
  }
  return { ...listedFiles(name, byPath.values(), read), portions }
}

async function packedBytes(blocks: Blocks, entry: ZipEntry, name: string): Promise<Uint8Array> {
  const { path, packedBytes } = entry
  const from = await packedFrom(blocks, entry, name)
  const bytes = await blocks.read(from, from + packedBytes)
  if (bytes.length === packedBytes) return bytes
  throw new Error(`${name}: ${path}: is cut off: got ${bytes.length} bytes, expected ${packedBytes}`)
}

/** Where the packed bytes of a file begin. */
async function packedFrom(blocks: Blocks, { at, path, encrypted }: ZipEntry, name: string): Promise<number> {
  if (encrypted) throw new Error(`${name}: ${path}: is encrypted. Unpack it with its password first`)
  const header = await blocks.read(at, at + 30)
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  if (header.length < 30 || view.getUint32(0, true) !== 0x04034b50) {
    throw new Error(`${name}: ${path}: is damaged, there is no file where the directory says`)
  }
  return at + 30 + view.getUint16(26, true) + view.getUint16(28, true)
}

function unpacked(packed: Uint8Array, entry: ZipEntry, name: string): Uint8Array {
  const { method, bytes, crc } = entry
  if (bytes > MOST_BYTES) throw new Error(`${name}: claims ${bytes} bytes, expected at most ${MOST_BYTES}`)
  checkClaims(entry, name)
  // A result of a given size never grows beyond it, whatever the data says.
  const result = method === 0 ? packed.slice() : inflated(packed, bytes, name)
  if (~crcOf(result) >>> 0 === crc) return result
  throw new Error(`${name}: is damaged: its checksum is not the one in the directory`)
}

/** @throws Error for another method than store or deflate, and for sizes that cannot be. */
function checkClaims({ method, bytes, packedBytes }: ZipEntry, name: string): void {
  if (method !== 0 && method !== 8) {
    throw new Error(`${name}: is packed with method ${method}, expected store or deflate. Pack it again as a plain zip`)
  }
  if (bytes <= packedBytes * MOST_RATIO + 64 && (method !== 0 || bytes === packedBytes)) return
  throw new Error(`${name}: claims ${bytes} bytes, which ${packedBytes} bytes cannot hold`)
}

function inflated(packed: Uint8Array, bytes: number, name: string): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(bytes) })
  } catch (error) {
    throw new Error(`${name}: is damaged: ${(error as Error).message}`)
  }
}

/** Reads whole blocks and keeps the newest. */
class Blocks {
  readonly #ranges: ByteRanges
  readonly #blocks = new Map<number, Promise<Uint8Array>>()

  constructor(ranges: ByteRanges) {
    this.#ranges = ranges
  }

  /** Fewer bytes where the file ends before. */
  async read(from: number, to: number): Promise<Uint8Array> {
    const end = Math.min(to, this.#ranges.size)
    const first = Math.floor(from / BLOCK)
    if (from >= end) return new Uint8Array(0)
    if (end <= (first + 1) * BLOCK)
      return (await this.#block(first)).subarray(from - first * BLOCK, end - first * BLOCK)
    return this.#ranges.read(from, end)
  }

  #block(index: number): Promise<Uint8Array> {
    const known = this.#blocks.get(index)
    if (known) return known
    const from = index * BLOCK
    const reading = this.#ranges.read(from, Math.min(from + BLOCK, this.#ranges.size))
    this.#blocks.set(index, reading)
    reading.catch(() => this.#blocks.delete(index))
    const [oldest] = this.#blocks.keys()
    if (this.#blocks.size > BLOCKS) this.#blocks.delete(oldest!)
    return reading
  }
}
