/** What a write-ahead log holds for its database. */
export interface AppliedWal {
  /** The database as it is with everything that was committed. */
  readonly bytes: Uint8Array
  /** Transactions whose pages came from the log. */
  readonly commits: number
  /** Why the log was not used, or why its end was not. */
  readonly left?: string
}

const HEADER = 32
const FRAME = 24
const MAGIC = 0x377f0682
const VERSION = 3007000

/**
 * A database with the committed transactions of its write-ahead log (https://www.sqlite.org/fileformat2.html, section 4).
 * As SQLite does when it recovers, frames count up to the first whose salts or checksum are wrong, and of these up to
 * the last that ends a transaction. Neither array is changed.
 */
export function applyWal(database: Uint8Array, wal: Uint8Array): AppliedWal {
  const log = openLog(wal)
  if (typeof log === "string") return { bytes: database, commits: 0, ...(log !== "" && { left: log }) }
  const { pages, size, commits, left } = committedPages(log)
  if (commits === 0) return { bytes: database, commits, ...(left && { left }) }
  const bytes = new Uint8Array(size * log.page)
  bytes.set(database.subarray(0, bytes.length))
  for (const [page, at] of pages) {
    if (page <= size) bytes.set(wal.subarray(at, at + log.page), (page - 1) * log.page)
  }
  return { bytes, commits, ...(left && { left }) }
}

interface Log {
  readonly wal: Uint8Array
  readonly view: DataView
  readonly page: number
  readonly little: boolean
  readonly sums: Sums
}

type Sums = readonly [number, number]

/** The log, or why it is none; "" for one that is empty. */
function openLog(wal: Uint8Array): Log | string {
  if (wal.length === 0) return ""
  if (wal.length < HEADER) return `it is cut off: got ${wal.length} bytes, expected a header of ${HEADER}`
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength)
  const magic = view.getUint32(0)
  // A log that was reset and not yet used again begins with zeros.
  if (magic === 0) return ""
  if (magic !== MAGIC && magic !== MAGIC + 1)
    return `it begins with ${magic.toString(16)}, expected ${MAGIC.toString(16)}`
  if (view.getUint32(4) !== VERSION) return `its version is ${view.getUint32(4)}, expected ${VERSION}`
  const page = view.getUint32(8)
  if (page < 512 || page > 65536 || (page & (page - 1)) !== 0)
    return `its pages are of ${page} bytes, expected 512 to 65536`
  const little = magic === MAGIC
  const sums = checksum(view, 0, 24, little, [0, 0])
  if (sums[0] !== view.getUint32(24) || sums[1] !== view.getUint32(28)) return "the checksum of its header is wrong"
  return { wal, view, page, little, sums }
}

/** Where the newest committed state of each page lies in the log, and how many pages the database then has. */
function committedPages(log: Log): { pages: Map<number, number>; size: number; commits: number; left?: string } {
  const { wal, view, page } = log
  const pages = new Map<number, number>()
  let pending = new Map<number, number>()
  let [size, commits, at] = [0, 0, HEADER]
  let sums = log.sums
  for (; at + FRAME + page <= wal.length; at += FRAME + page) {
    // What lies behind is of an earlier use of the same file.
    if (view.getUint32(at + 8) !== view.getUint32(16) || view.getUint32(at + 12) !== view.getUint32(20)) break
    sums = checksum(view, at + FRAME, page, log.little, checksum(view, at, 8, log.little, sums))
    const number = view.getUint32(at)
    if (sums[0] !== view.getUint32(at + 16) || sums[1] !== view.getUint32(at + 20) || number === 0) {
      return { pages, size, commits, left: "its end is damaged or was not written to the end" }
    }
    pending.set(number, at + FRAME)
    const pagesAfter = view.getUint32(at + 4)
    if (pagesAfter === 0) continue
    for (const [changed, place] of pending) pages.set(changed, place)
    pending = new Map()
    size = pagesAfter
    commits++
  }
  return { pages, size, commits, ...(pending.size > 0 && { left: "its last transaction was not finished" }) }
}

/** SQLite's checksum of a part of 8 bytes' multiple, continued. */
function checksum(view: DataView, from: number, bytes: number, little: boolean, [first, second]: Sums): Sums {
  let [a, b] = [first, second]
  for (let at = from; at < from + bytes; at += 8) {
    a = (a + view.getUint32(at, little) + b) >>> 0
    b = (b + view.getUint32(at + 4, little) + a) >>> 0
  }
  return [a, b]
}
