import { Flatbuffer, FOOTER } from "./arrow-flatbuffer.js"
import { Refusal } from "./table-errors.js"

/** What an Arrow file begins and ends with. */
export const MAGIC = "ARROW1"
/** The kinds of messages. */
export const SCHEMA = 1
/** See `SCHEMA`. */
export const DICTIONARY = 2
/** See `SCHEMA`. */
export const BATCH = 3

/** Whether bytes are the beginning of an Arrow file. */
export function beginsAsFile(bytes: Uint8Array): boolean {
  return isMagic(bytes, 0)
}

/** Whether bytes, or the last of them, are the end of an Arrow file. */
export function endsAsFile(bytes: Uint8Array): boolean {
  return bytes.length >= 20 && isMagic(bytes, bytes.length - MAGIC.length)
}

function isMagic(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MAGIC.length; i++) if (bytes[at + i] !== MAGIC.charCodeAt(i)) return false
  return true
}

/** The refusal of a file that does not end as one. */
export function withoutEnd(size: number): Refusal {
  return new Refusal(`the file is cut short: its ${size} bytes do not end with ${MAGIC}`)
}

/** Where the footer of a file lies that has `size` bytes, of which `end` are the last ten. */
export function footerPlace(end: Uint8Array, size: number): { from: number; to: number } {
  const length = new DataView(end.buffer, end.byteOffset).getInt32(0, true)
  const to = size - 10
  if (length > 0 && to - length >= 8) return { from: to - length, to }
  throw new Refusal(`got a footer of ${length} bytes in a file of ${size}`)
}

/** A message that a footer lists. */
export interface Block {
  readonly at: number
  /** As the footer has it: prefix, metadata and body. */
  readonly length: number
  readonly kind: number
}

/** The dictionaries and batches of a file in their order. */
export function footerBlocks(bytes: Uint8Array): Block[] {
  const footer = new Flatbuffer(bytes)
  const root = footer.verify(FOOTER)
  refuseBigEndian(footer, footer.follow(footer.field(root, 1)))
  return [[2, DICTIONARY] as const, [3, BATCH] as const].flatMap(([slot, kind]) =>
    footer.elements(root, slot, 24).map((block) => {
      const length = footer.intAt(block + 8) + footer.longAt(block + 16)
      return { at: footer.longAt(block), length, kind }
    }),
  )
}

/**
 * The schema of a footer as the message that a stream begins with. Not every writer has it at the start of a file, too.
 */
export function schemaMessage(bytes: Uint8Array): Uint8Array {
  const footer = new Flatbuffer(bytes)
  const root = footer.verify(FOOTER)
  const schema = footer.follow(footer.field(root, 1))
  const message = new Uint8Array(SCHEMA_HEAD + Math.ceil(bytes.length / 8) * 8)
  const view = new DataView(message.buffer)
  view.setInt32(0, -1, true)
  view.setInt32(4, message.length - 8, true)
  // the root table lies 16 bytes behind its start, and its list of three fields 12 bytes before it
  view.setUint32(8, 16, true)
  for (const [i, size] of [10, 12, 4, 6, 8].entries()) view.setUint16(12 + 2 * i, size, true)
  view.setInt32(24, 12, true)
  view.setInt16(28, footer.short(root, 0), true)
  view.setUint8(30, SCHEMA)
  // offsets within the footer are relative: it moves as a whole
  view.setUint32(32, SCHEMA_HEAD - 32 + schema, true)
  message.set(bytes, SCHEMA_HEAD)
  return message
}

// prefix, root offset, list of fields and the table of a message, padded
const SCHEMA_HEAD = 40

/** The refusal of a footer that lists what is not there. */
export function wrongBlock(at: number, kind: number): Refusal {
  const what = kind === BATCH ? "batch" : "dictionary"
  return new Refusal(`the footer is damaged: it lists byte ${at}, where there is no ${what}`)
}

/** Refuses a schema that says so. */
export function refuseBigEndian(buffer: Flatbuffer, schema: number): void {
  if (buffer.byte(schema, 0) !== 0) throw new Refusal("its numbers are big-endian; write it on a little-endian machine")
}
