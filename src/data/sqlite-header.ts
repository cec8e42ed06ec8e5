/** What the first 100 bytes of an SQLite database say (https://www.sqlite.org/fileformat.html, section 1.3). */
export interface SqliteHeader {
  /** Changes may lie in a file of their own beside the database (`-wal`). */
  readonly wal: boolean
  /** The size that the file should have, in bytes; 0 where the header does not say. */
  readonly expectedBytes: number
}

export const HEADER_BYTES = 100
const magic = "SQLite format 3\0"

/** Whether bytes begin as an SQLite database does. */
export function isSqlite(bytes: Uint8Array): boolean {
  return bytes.length >= magic.length && [...magic].every((letter, i) => bytes[i] === letter.charCodeAt(0))
}

/** @throws Error for what is no SQLite database, with what it is instead. */
export function sqliteHeader(bytes: Uint8Array, name: string): SqliteHeader {
  if (bytes.length === 0) throw new Error(`${name}: the file is empty, expected an SQLite database (mlflow.db)`)
  if (!isSqlite(bytes) || bytes.length < HEADER_BYTES) {
    throw new Error(`${name}: is no SQLite database: it begins with ${firstBytes(bytes)}, expected "SQLite format 3"`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES)
  const pageBytes = view.getUint16(16) === 1 ? 65536 : view.getUint16(16)
  // The number of pages holds only where the change counter is the one of the version that wrote it.
  const counted = view.getUint32(24) === view.getUint32(92)
  return {
    wal: view.getUint8(18) === 2 || view.getUint8(19) === 2,
    expectedBytes: counted ? pageBytes * view.getUint32(28) : 0,
  }
}

function firstBytes(bytes: Uint8Array): string {
  return JSON.stringify(String.fromCharCode(...bytes.subarray(0, 16)))
}
