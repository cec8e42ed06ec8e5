import type { Kernels, Pointer } from "./binary.js"

type Numbers = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array

/** The kernels' memory seen from outside: reserve, copy in, copy out, give back. */
export class Arena {
  readonly kernels: Kernels

  constructor(kernels: Kernels) {
    this.kernels = kernels
  }

  /** Bytes that are reserved now. */
  get used(): number {
    return this.kernels.used() >>> 0
  }

  /**
   * Reserves memory, aligned to 16 bytes and not cleared.
   * @throws RangeError when the 4 GiB of wasm32 do not suffice.
   */
  reserve(bytes: number): Pointer {
    const pointer = bytes < 2 ** 32 ? this.kernels.allocate(bytes) >>> 0 : 0
    if (pointer !== 0) return pointer
    const mebibytes = (count: number) => `${Math.ceil(count / 2 ** 20).toLocaleString("en-US")} MiB`
    throw new RangeError(
      `out of WebAssembly memory: got a request for ${mebibytes(bytes)} beside ${mebibytes(this.used)} in use, ` +
        "expected at most 4,096 MiB in all. Work on fewer rows at a time.",
    )
  }

  /** Copies an array in and returns its address. */
  put(values: Numbers): Pointer {
    const pointer = this.reserve(values.byteLength)
    this.bytes(pointer, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return pointer
  }

  /** Gives reserved memory back. */
  release(...pointers: Pointer[]): void {
    for (const pointer of pointers) this.kernels.release(pointer)
  }

  /** Memory as doubles. A view is stale after the next reservation: copy what must last. */
  doubles(pointer: Pointer, length: number): Float64Array {
    return new Float64Array(this.kernels.memory.buffer, pointer, length)
  }

  /** Memory as integers; stale as `doubles`. */
  integers(pointer: Pointer, length: number): Int32Array {
    return new Int32Array(this.kernels.memory.buffer, pointer, length)
  }

  /** Memory as bytes; stale as `doubles`. */
  bytes(pointer: Pointer, length: number): Uint8Array {
    return new Uint8Array(this.kernels.memory.buffer, pointer, length)
  }
}
