import type { Ensemble } from "../data/ensemble.js"
import { type Forest, viewForest } from "../data/forest.js"
import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import { type Inputs, readInput } from "./inputs.js"

/** A model in the kernels' memory. */
export interface LoadedEnsemble {
  readonly ensemble: Ensemble
  readonly trees: Forest
  readonly forest: Pointer
  readonly bins: Pointer
  /** The features that any node splits on, ascending. */
  readonly used: Int32Array
  /** The plan of TreeSHAP, made when it is first needed (0: not yet) and kept as long as the model. */
  tape: Pointer
  /** The base values by the covers, once they were needed. */
  baseValues?: Float64Array
}

/** A table's codes under one model, in the kernels' memory. */
export interface Codes {
  readonly pointer: Pointer
  readonly rows: number
  readonly bytes: number
}

/** Rows that are copied in and coded at a time. */
const BLOCK = 8192
/** Kernels that work on whole registers read this far past the last code. */
const PADDING = 256

/** Copies a model into the kernels' memory and settles its cuts. */
export function loadEnsemble(arena: Arena, ensemble: Ensemble): LoadedEnsemble {
  const forest = arena.put(new Uint8Array(ensemble.forest))
  const bins = arena.kernels.createBins(forest)
  if (ensemble.missing !== undefined) arena.kernels.setMissing(bins, ensemble.missing)
  const count = arena.kernels.binUsedFeatures(bins)
  const used = arena.integers(arena.kernels.binUsed(bins) >>> 0, count).slice()
  return { ensemble, trees: viewForest(ensemble.forest), forest, bins, used, tape: 0 }
}

export function unloadEnsemble(arena: Arena, loaded: LoadedEnsemble): void {
  if (loaded.tape !== 0) arena.kernels.releaseTape(loaded.tape)
  arena.kernels.releaseBins(loaded.bins)
  arena.release(loaded.forest)
}

/** How many bytes the codes of that many rows take. */
export function codeBytes(arena: Arena, loaded: LoadedEnsemble, rows: number): number {
  return rows * arena.kernels.binColumns(loaded.bins) * arena.kernels.binCodeBytes(loaded.bins)
}

/**
 * Codes a whole table for a model, yielding the number of rows that are done.
 * The codes stay until `arena.release(codes.pointer)`.
 */
export function* codeTable(arena: Arena, loaded: LoadedEnsemble, inputs: Inputs): Generator<number, Codes> {
  const bytes = codeBytes(arena, loaded, inputs.rows)
  const pointer = arena.reserve(bytes + PADDING)
  const block = arena.reserve(BLOCK * 8)
  let done = false
  try {
    for (let from = 0; from < inputs.rows; from += BLOCK) {
      const count = Math.min(BLOCK, inputs.rows - from)
      for (const feature of loaded.used) {
        readInput(inputs, feature, from, arena.doubles(block, count))
        arena.kernels.fillBins(loaded.bins, feature, block, count, pointer, inputs.rows, from)
      }
      yield from + count
    }
    done = true
    return { pointer, rows: inputs.rows, bytes }
  } finally {
    arena.release(block)
    if (!done) arena.release(pointer)
  }
}
