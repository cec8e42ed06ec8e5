import { type CompressionCodec, type Compressors, type FileMetaData, snappyUncompress } from "hyparquet"
import { Refusal } from "./table-errors.js"
import { loadZstd } from "./table-zstd.js"

/** Unpacks a page that says it has `size` bytes. */
export type Decode = NonNullable<Compressors[CompressionCodec]>

/** The decoders for the codecs of a file. The library for the less common ones is loaded only where they occur. */
export async function loadDecoders({ row_groups }: Pick<FileMetaData, "row_groups">): Promise<Compressors> {
  const common: Compressors = { UNCOMPRESSED: (page) => page, SNAPPY: unpackSnappy }
  const codecs = row_groups.flatMap((group) => group.columns.map((chunk) => chunk.meta_data?.codec))
  if (codecs.every((codec) => codec && common[codec])) return common
  const { compressors } = await import("hyparquet-compressors")
  // Zstandard of hyparquet-compressors allocates what a frame says
  return { ...compressors, ZSTD: await loadZstd(), ...common }
}

function unpackSnappy(block: Uint8Array, size: number): Uint8Array {
  const held = snappySize(block)
  if (held !== size) throw new Refusal(`Snappy data hold ${held} bytes, expected ${size}`)
  const output = new Uint8Array(size)
  snappyUncompress(block, output)
  return output
}

/** How many bytes a Snappy block holds. hyparquet does not bound lengths: a negative one can make it go on for ever. */
function snappySize(block: Uint8Array): number {
  let at = block.findIndex((byte) => byte < 0x80) + 1
  let size = 0
  while (at < block.length) {
    const tag = block[at++]!
    const kind = tag & 3
    let length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    if (kind > 0) at += 2 ** (kind - 1)
    else {
      const extra = Math.max(0, length - 60)
      if (extra > 0) length = 1
      for (let i = 0; i < extra; i++) length += block[at++]! * 256 ** i
      at += length
    }
    size += length
  }
  return at === block.length ? size : Number.NaN
}
