import { type Codec, CompressionType, compressionRegistry } from "apache-arrow"
import { decodeLz4Frame } from "./lz4.js"
import { Refusal } from "./table-errors.js"
import { loadZstd } from "./table-zstd.js"

/** Gives apache-arrow the decoders that a file's batches need. */
export async function registerCodecs(codecs: ReadonlySet<number | undefined>): Promise<void> {
  for (const codec of codecs) {
    if (codec === undefined || compressionRegistry.get(codec)) continue
    if (codec === CompressionType.LZ4_FRAME) compressionRegistry.set(codec, decoder(decodeLz4Frame))
    else if (codec === CompressionType.ZSTD) compressionRegistry.set(codec, decoder(await loadZstd()))
    else throw new Refusal(`got the unknown compression ${codec}, expected LZ4 or Zstandard`)
  }
}

function decoder(decode: (data: Uint8Array, size: number) => Uint8Array): Codec {
  return { decode: (data) => decode(data, declaredSize(data)) }
}

/** The size of the unpacked buffer. It lies just before the data that apache-arrow hands over. */
function declaredSize(data: Uint8Array): number {
  return Number(new DataView(data.buffer, data.byteOffset - 8, 8).getBigInt64(0, true))
}
