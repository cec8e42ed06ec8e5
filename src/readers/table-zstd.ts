import { Refusal } from "./table-errors.js"

const MAGIC = 0xfd2fb528
const LARGEST_BLOCK = 128 * 1024

/** Unpacks Zstandard data that hold `size` bytes, once they are known to reach that size. */
export type Zstd = (data: Uint8Array, size: number) => Uint8Array<ArrayBuffer>

/** Loads the decoder. */
export async function loadZstd(): Promise<Zstd> {
  const { decompress } = await import("fzstd")
  return (data, size) => {
    const limit = frameLimit(data)
    if (!(size >= 0 && size <= limit)) {
      throw new Refusal(`${data.length} bytes of Zstandard data cannot hold the ${size} bytes that are declared`)
    }
    // given an output, fzstd does not trust the sizes in the frame
    return decompress(data, new Uint8Array(size)) as Uint8Array<ArrayBuffer>
  }
}

/** The largest number of bytes that the blocks of a frame can hold. */
function frameLimit(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  if (data.length < 6 || view.getUint32(0, true) !== MAGIC) throw new Refusal("a Zstandard frame has no magic number")
  let at = headerLength(data[4]!)
  let limit = 0
  for (let last = false; !last; ) {
    if (at + 3 > data.length) throw new Refusal("a Zstandard frame is cut short")
    const header = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16)
    const size = header >> 3
    const type = (header >> 1) & 3
    last = (header & 1) === 1
    limit += type === 2 ? LARGEST_BLOCK : Math.min(size, LARGEST_BLOCK)
    // a run is one byte, however long
    at += 3 + (type === 1 ? 1 : size)
  }
  return limit
}

function headerLength(descriptor: number): number {
  const single = (descriptor & 32) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 3]!
  const content = [single ? 1 : 0, 2, 4, 8][descriptor >> 6]!
  return 5 + (single ? 0 : 1) + dictionary + content
}
