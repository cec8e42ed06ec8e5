import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { Codes, LoadedEnsemble } from "./bins.js"
import { type Inputs, readInput } from "./inputs.js"
import { treeSteps } from "./tree-steps.js"

const BLOCK = 4096

/**
 * The margins of every row: rows x outputs, row-major. Yields the number of rows that are done, at least every few
 * milliseconds. `inputs` are the values behind `codes`, which linear leaves need.
 */
export function* predict(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  inputs: Inputs,
): Generator<number, Float64Array> {
  const { outputs, base } = loaded.ensemble
  const margins = new Float64Array(codes.rows * outputs)
  for (let from = 0; from < codes.rows; from += BLOCK) {
    const count = Math.min(BLOCK, codes.rows - from)
    const block = arena.reserve(count * outputs * 8)
    try {
      const start = arena.doubles(block, count * outputs)
      for (let i = 0; i < start.length; i++) start[i] = base[i % outputs]!
      yield* addBlock(arena, loaded, codes, inputs, { from, count, block })
      margins.set(arena.doubles(block, count * outputs), from * outputs)
    } finally {
      arena.release(block)
    }
    yield from + count
  }
  return margins
}

interface Block {
  readonly from: number
  readonly count: number
  readonly block: Pointer
}

function* addBlock(arena: Arena, loaded: LoadedEnsemble, codes: Codes, inputs: Inputs, part: Block): Generator<number> {
  const { kernels } = arena
  const { from, count, block } = part
  const { bins } = loaded
  if (!loaded.trees.linearStarts.length) {
    yield* treeSteps(loaded.trees.trees, from, count, (first, end) =>
      kernels.predict(bins, codes.pointer, codes.rows, from, count, first, end, block),
    )
    return
  }
  const raw = putRaw(arena, loaded, inputs, from, count)
  try {
    yield* treeSteps(loaded.trees.trees, from, count, (first, end) =>
      kernels.predictLinear(bins, codes.pointer, codes.rows, from, count, first, end, raw, block),
    )
  } finally {
    arena.release(raw)
  }
}

/** The values of all features for some rows, column after column. Release it. */
export function putRaw(arena: Arena, loaded: LoadedEnsemble, inputs: Inputs, from: number, count: number): Pointer {
  const features = loaded.ensemble.features.length
  const raw = arena.reserve(features * count * 8)
  for (let j = 0; j < features; j++) readInput(inputs, j, from, arena.doubles(raw + j * count * 8, count))
  return raw
}
