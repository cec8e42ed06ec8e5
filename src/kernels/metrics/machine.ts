import { Arena } from "../../wasm/arena.js"
import type { Pointer } from "../../wasm/binary.js"
import { instantiateSync } from "../../wasm/instance.js"

let arena: Arena | undefined

/** The instance that metrics share, made on first use: they are synchronous and keep nothing between calls. */
export function metricsArena(): Arena {
  arena ??= new Arena(instantiateSync())
  return arena
}

/** Copies arrays in, works on them and gives their memory back; an array that is absent is the null pointer. */
export function withArrays<T>(
  arrays: readonly (Float64Array | Uint8Array | undefined)[],
  work: (arena: Arena, pointers: Pointer[]) => T,
): T {
  const arena = metricsArena()
  const pointers: Pointer[] = []
  try {
    for (const each of arrays) pointers.push(each ? arena.put(each) : 0)
    return work(arena, pointers)
  } finally {
    arena.release(...pointers)
  }
}
