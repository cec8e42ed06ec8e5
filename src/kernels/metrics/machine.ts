import { Arena } from "../../wasm/arena.js"
import { instantiateSync } from "../../wasm/instance.js"

let arena: Arena | undefined

/** The instance that metrics share, made on first use: they are synchronous and keep nothing between calls. */
export function metricsArena(): Arena {
  arena ??= new Arena(instantiateSync())
  return arena
}
