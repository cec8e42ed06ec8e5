import type { CompressionCodec } from "hyparquet"
import { decodeLz4Block } from "./lz4.js"
import { decodeSnappy } from "./parquet-snappy.js"
import { Refusal } from "./table-errors.js"
import { loadZstd } from "./table-zstd.js"

/** Unpacks a page that says it has `size` bytes. */
export type Decode = (packed: Uint8Array, size: number) => Uint8Array

/** The decoders of a file's codecs. Each is loaded only when a file needs it. */
export type Decoders = ReadonlyMap<CompressionCodec, Decode>

/** Loads the decoders for the codecs of a file. */
export async function loadDecoders(codecs: ReadonlySet<CompressionCodec>): Promise<Decoders> {
  const decoders = new Map<CompressionCodec, Decode>()
  for (const codec of codecs) decoders.set(codec, await loadDecoder(codec))
  return decoders
}

async function loadDecoder(codec: CompressionCodec): Promise<Decode> {
  switch (codec) {
    case "UNCOMPRESSED":
      return (packed) => packed
    case "SNAPPY":
      return decodeSnappy
    case "LZ4_RAW":
      return decodeLz4Block
    case "ZSTD":
      return loadZstd()
    case "GZIP":
      return (await import("./gzip.js")).gunzip
    case "BROTLI":
      return (await import("hyparquet-compressors")).decompressBrotli
    case "LZ4":
      return (await import("hyparquet-compressors")).decompressLz4
    default:
      throw new Refusal(`got the compression ${codec}, expected snappy, gzip, zstd, lz4 or brotli`)
  }
}
