import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { Codes, LoadedEnsemble } from "./bins.js"
import type { DependenceRequest } from "./dependence-request.js"
import { type DependenceSums, DependenceTotals } from "./dependence-totals.js"
import type { Inputs } from "./inputs.js"
import { linearDependence } from "./linear-dependence.js"
import { treeSteps } from "./tree-steps.js"

/** What one row may cost a tree, in nanoseconds a node or class; what a block of rows may cost a tree, and hold. */
const STEP_NS = 10
const PATH = 16
const BLOCK_NS = 16e6
const BLOCK_VALUES = 2 ** 18
const MOST_ROWS = 4096

/**
 * Predictions with features replaced by every value of a grid, summed over rows, and for each row if asked for.
 * Yields the number of rows that are done, at least every few milliseconds. The averages equal those of predicting a
 * table in which the column is replaced, up to rounding.
 */
export function* partialDependence(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  inputs: Inputs,
  request: DependenceRequest,
): Generator<number, DependenceSums> {
  const totals = new DependenceTotals(loaded.ensemble, inputs.rows, request)
  if (loaded.trees.linearStarts.length > 0) return yield* linearDependence(arena, loaded, inputs, request, totals)
  const plan = createPlan(arena, loaded, request)
  try {
    const task = { arena, loaded, codes, plan, request, totals }
    const block = blockRows(loaded, totals)
    for (let from = 0; from < inputs.rows; from += block) {
      const count = Math.min(block, inputs.rows - from)
      if (totals.needsRows) yield* placeBlock(task, from, count)
      else yield* sumBlock(task, from, count)
      yield from + count
    }
    return totals.sums()
  } finally {
    arena.kernels.releaseDependence(plan)
  }
}

interface Task {
  readonly arena: Arena
  readonly loaded: LoadedEnsemble
  readonly codes: Codes
  readonly plan: Pointer
  readonly request: DependenceRequest
  readonly totals: DependenceTotals
}

function createPlan(arena: Arena, { bins }: LoadedEnsemble, { features, grid }: DependenceRequest): Pointer {
  // Without a second feature, the other axis is one point.
  const [a = -1, b = -1] = features
  const [valuesA, valuesB] = [arena.put(grid[0]!), arena.put(grid[1] ?? new Float64Array(1))]
  try {
    return arena.kernels.createDependence(bins, a, valuesA, grid[0]!.length, b, valuesB, grid[1]?.length ?? 1) >>> 0
  } finally {
    arena.release(valuesA, valuesB)
  }
}

/** As many rows as keep one tree within a step, and with every row's margins within the cache. */
function blockRows({ trees }: LoadedEnsemble, { points, margins, needsRows }: DependenceTotals): number {
  let nodes = 1
  for (let t = 0; t < trees.trees; t++) nodes = Math.max(nodes, trees.roots[t + 1]! - trees.roots[t]!)
  const classes = Math.min(points, (nodes / 4 + 1) ** 2)
  // A class visits a path of nodes.
  const visits = Math.min(nodes, classes * PATH)
  const byTime = Math.floor(BLOCK_NS / ((visits + classes) * STEP_NS))
  const byMemory = needsRows ? Math.floor(BLOCK_VALUES / margins) : MOST_ROWS
  return Math.max(1, Math.min(byTime, byMemory, MOST_ROWS))
}

/** Averages of margins need no margins of rows. */
function* sumBlock(task: Task, from: number, count: number): Generator<number> {
  const { arena, loaded, codes, plan, request, totals } = task
  const weights = request.weights ? arena.put(request.weights.subarray(from, from + count)) : 0
  const sums = arena.reserve(totals.margins * 8)
  try {
    arena.doubles(sums, totals.margins).fill(0)
    yield* treeSteps(loaded.trees.trees, from, count, (first, end) =>
      arena.kernels.partialDependence(plan, codes.pointer, codes.rows, from, count, first, end, weights, sums),
    )
    totals.addSums(arena.doubles(sums, totals.margins), from, count)
  } finally {
    arena.release(weights, sums)
  }
}

function* placeBlock(task: Task, from: number, count: number): Generator<number> {
  const { arena, loaded, codes, plan, totals } = task
  const size = count * totals.margins
  const block = arena.reserve(size * 8)
  try {
    const start = arena.doubles(block, size)
    start.fill(0)
    for (let row = 0; row < count; row++) start.set(loaded.ensemble.base, row * totals.margins)
    yield* treeSteps(loaded.trees.trees, from, count, (first, end) =>
      arena.kernels.conditionalExpectation(plan, codes.pointer, codes.rows, from, count, first, end, block),
    )
    arena.kernels.settleExpectation(plan, count, block)
    totals.addRows(arena.doubles(block, size), from, count)
  } finally {
    arena.release(block)
  }
}
