import type { Arena } from "../wasm/arena.js"
import { codeBytes, type LoadedEnsemble } from "./bins.js"
import { type Inputs, readInput } from "./inputs.js"
import { orderOf, type PermutationRequest, type PermutationScores } from "./permutation-request.js"
import { createScorer } from "./scorer.js"
import { treeSteps } from "./tree-steps.js"

const MOST_ROWS = 1024

/**
 * As `permutation`, for forests with linear leaves: their values change with every value of a feature, so each
 * permuted table is predicted.
 */
export function* linearPermutation(
  arena: Arena,
  loaded: LoadedEnsemble,
  inputs: Inputs,
  request: PermutationRequest,
  report: (unit: number, scores: Float64Array, baseline: number) => void,
): Generator<number, PermutationScores> {
  const { rows } = inputs
  const scorer = createScorer(arena, loaded.ensemble, request.scoring, rows)
  const margins = arena.reserve(rows * loaded.ensemble.outputs * 8)
  try {
    yield* predictPermuted(arena, loaded, inputs, margins, new Set(), undefined, 0)
    const baseline = scorer.baseline(margins)
    const scores: Float64Array[] = []
    for (const [unit, features] of request.units.entries()) {
      const own = new Float64Array(request.repeats)
      for (let repeat = 0; repeat < request.repeats; repeat++) {
        const done = rows * (unit + repeat / request.repeats)
        const order = orderOf(request, unit, repeat)
        yield* predictPermuted(arena, loaded, inputs, margins, new Set(features), order, done)
        own[repeat] = scorer.score(margins)
      }
      scores.push(own)
      report(unit, own, baseline)
    }
    return { baseline, scores }
  } finally {
    arena.release(margins)
    scorer.release()
  }
}

/** Writes the margins of a table whose chosen columns stand in another order. Yields `done` over and over. */
function* predictPermuted(
  arena: Arena,
  loaded: LoadedEnsemble,
  inputs: Inputs,
  margins: number,
  chosen: ReadonlySet<number>,
  order: Uint32Array | undefined,
  done: number,
): Generator<number> {
  const { features, outputs, base } = loaded.ensemble
  const { rows } = inputs
  const moved = new Map([...chosen].map((feature) => [feature, movedColumn(inputs, feature, order!)]))
  for (let from = 0; from < rows; from += MOST_ROWS) {
    const count = Math.min(MOST_ROWS, rows - from)
    const raw = arena.reserve(features.length * count * 8)
    const codes = arena.reserve(codeBytes(arena, loaded, count))
    try {
      for (let j = 0; j < features.length; j++) {
        const column = arena.doubles(raw + j * count * 8, count)
        const own = moved.get(j)
        if (own) column.set(own.subarray(from, from + count))
        else readInput(inputs, j, from, column)
      }
      for (const j of loaded.used) arena.kernels.fillBins(loaded.bins, j, raw + j * count * 8, count, codes, count, 0)
      const block = margins + from * outputs * 8
      const start = arena.doubles(block, count * outputs)
      for (let i = 0; i < start.length; i++) start[i] = base[i % outputs]!
      const steps = treeSteps(loaded.trees.trees, from, count, (first, end) =>
        arena.kernels.predictLinear(loaded.bins, codes, count, 0, count, first, end, raw, block),
      )
      for (const _ of steps) yield done
    } finally {
      arena.release(raw, codes)
    }
  }
}

function movedColumn(inputs: Inputs, feature: number, order: Uint32Array): Float64Array {
  const values = new Float64Array(inputs.rows)
  readInput(inputs, feature, 0, values)
  return Float64Array.from(order, (row) => values[row]!)
}
