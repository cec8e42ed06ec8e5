import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import { codeBytes, type LoadedEnsemble } from "./bins.js"
import type { DependenceRequest } from "./dependence-request.js"
import type { DependenceSums, DependenceTotals } from "./dependence-totals.js"
import type { Inputs } from "./inputs.js"
import { putRaw } from "./predict.js"
import { treeSteps } from "./tree-steps.js"

const BLOCK_VALUES = 2 ** 18
const MOST_ROWS = 1024

/** A block of rows that is coded anew for every point of the grid. */
interface Block {
  readonly count: number
  readonly codes: Pointer
  /** All features' values, column after column. */
  readonly raw: Pointer
  readonly margins: Pointer
}

/**
 * Partial dependence of a forest with linear leaves: their values change with every value of a feature, not only at
 * thresholds, so each point of the grid is predicted.
 */
export function* linearDependence(
  arena: Arena,
  loaded: LoadedEnsemble,
  inputs: Inputs,
  request: DependenceRequest,
  totals: DependenceTotals,
): Generator<number, DependenceSums> {
  const rows = Math.max(1, Math.min(MOST_ROWS, Math.floor(BLOCK_VALUES / totals.margins)))
  for (let from = 0; from < inputs.rows; from += rows) {
    const count = Math.min(rows, inputs.rows - from)
    const block = createBlock(arena, loaded, inputs, from, count)
    try {
      const margins = new Float64Array(count * totals.margins)
      for (let point = 0; point < totals.points; point++) {
        placePoint(arena, loaded, request, block, point)
        yield* predictPoint(arena, loaded, block, from)
        spreadPoint(arena.doubles(block.margins, count * loaded.ensemble.outputs), margins, point, totals)
      }
      totals.addRows(margins, from, count)
    } finally {
      arena.release(block.codes, block.raw, block.margins)
    }
    yield from + count
  }
  return totals.sums()
}

function createBlock(arena: Arena, loaded: LoadedEnsemble, inputs: Inputs, from: number, count: number): Block {
  const raw = putRaw(arena, loaded, inputs, from, count)
  const codes = arena.reserve(codeBytes(arena, loaded, count))
  const margins = arena.reserve(count * loaded.ensemble.outputs * 8)
  for (const feature of loaded.used) codeColumn(arena, loaded, { count, codes, raw, margins }, feature)
  return { count, codes, raw, margins }
}

/** Puts the point's values into the columns of the varied features, and the base into the margins. */
function placePoint(arena: Arena, loaded: LoadedEnsemble, request: DependenceRequest, block: Block, point: number) {
  const { count, raw, margins } = block
  const across = request.grid[1]?.length ?? 1
  const values = [request.grid[0]![Math.floor(point / across)]!, request.grid[1]?.[point % across] ?? 0]
  request.features.forEach((feature, i) => {
    arena.doubles(raw + feature * count * 8, count).fill(values[i]!)
    codeColumn(arena, loaded, block, feature)
  })
  const { base, outputs } = loaded.ensemble
  const start = arena.doubles(margins, count * outputs)
  for (let i = 0; i < start.length; i++) start[i] = base[i % outputs]!
}

function codeColumn(arena: Arena, { bins }: LoadedEnsemble, { count, codes, raw }: Block, feature: number): void {
  arena.kernels.fillBins(bins, feature, raw + feature * count * 8, count, codes, count, 0)
}

/** Counts as progress nothing before a whole block is done. */
function* predictPoint(arena: Arena, loaded: LoadedEnsemble, block: Block, from: number): Generator<number> {
  const { count, codes, raw, margins } = block
  const steps = treeSteps(loaded.trees.trees, from, count, (first, end) =>
    arena.kernels.predictLinear(loaded.bins, codes, count, 0, count, first, end, raw, margins),
  )
  for (const _ of steps) yield from
}

/** Copies margins (rows x outputs) of one point to their places (rows x points x outputs). */
function spreadPoint(one: Float64Array, all: Float64Array, point: number, { points, margins }: DependenceTotals): void {
  const outputs = margins / points
  for (let row = 0; row * outputs < one.length; row++) {
    for (let k = 0; k < outputs; k++) all[row * margins + point * outputs + k] = one[row * outputs + k]!
  }
}
