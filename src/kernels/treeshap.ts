import type { Forest } from "../data/forest.js"
import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { Codes, LoadedEnsemble } from "./bins.js"
import type { Inputs } from "./inputs.js"
import { putRaw } from "./predict.js"
import { treeSteps } from "./tree-steps.js"

/** SHAP values [output][feature] of n rows each, and the base value of each output. */
export interface ShapValues {
  readonly values: Float64Array[][]
  readonly baseValues: Float64Array
}

/** What one tree may cost in a block of rows, in nanoseconds, and roughly what a node costs a row. */
const BLOCK_NS = 16e6
const NODE_NS = 30
const BLOCK_BYTES = 2 ** 23

/**
 * Path-dependent SHAP values of every row. Features that no node splits on share one array of zeros an output.
 * Yields the number of rows that are done, at least every few milliseconds.
 */
export function* treeshap(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  inputs: Inputs,
): Generator<number, ShapValues> {
  if (loaded.ensemble.noShap) throw new RangeError(`${loaded.ensemble.name}: no SHAP values: ${loaded.ensemble.noShap}`)
  if (loaded.trees.linearStarts.length > 0) return yield* linearShap(arena, loaded, inputs)
  const { outputs, features, base } = loaded.ensemble
  const values = zeroColumns(outputs, features.length, loaded.used, codes.rows)
  loaded.tape ||= arena.kernels.createTape(loaded.bins, 0, false) >>> 0
  const baseValues = baseOf(arena, loaded.tape, base)
  const block = blockRows(loaded)
  for (let from = 0; from < codes.rows; from += block) {
    yield* explainBlock(arena, loaded, codes, from, Math.min(block, codes.rows - from), values)
  }
  return { values, baseValues }
}

/** Room for SHAP values [output][feature]; features that are not used share one column an output. */
export function zeroColumns(outputs: number, features: number, used: Int32Array, rows: number): Float64Array[][] {
  const usedSet = new Set(used)
  return Array.from({ length: outputs }, () => {
    const zeros = new Float64Array(usedSet.size < features ? rows : 0)
    return Array.from({ length: features }, (_, j) => (usedSet.has(j) ? new Float64Array(rows) : zeros))
  })
}

/** Bytes that a model's plan for SHAP values takes in the kernels' memory; 0 before it is needed. */
export function planBytes(arena: Arena, loaded: LoadedEnsemble): number {
  return loaded.tape === 0 ? 0 : arena.kernels.tapeBytes(loaded.tape) >>> 0
}

function baseOf(arena: Arena, tape: Pointer, base: Float64Array): Float64Array {
  const pointer = arena.put(base)
  arena.kernels.treeshapBase(tape, pointer)
  const values = arena.doubles(pointer, base.length).slice()
  arena.release(pointer)
  return values
}

/** As many rows as keep the largest tree within one step, and the block's values within the cache. */
function blockRows(loaded: LoadedEnsemble): number {
  const { outputs, features } = loaded.ensemble
  const columns = Math.max(1, outputs * features.length)
  const byTime = Math.floor(BLOCK_NS / (largestTree(loaded.trees) * NODE_NS))
  const byMemory = Math.floor(BLOCK_BYTES / (columns * 8))
  return Math.max(8, Math.min(byTime, byMemory, 4096))
}

/** Copies the SHAP values of some rows to their place among all, for the features that are used. */
export function placeColumns(
  all: readonly (readonly Float64Array[])[],
  part: readonly (readonly Float64Array[])[],
  features: Int32Array,
  from: number,
): void {
  part.forEach((output, k) => {
    for (const feature of features) all[k]![feature]!.set(output[feature]!, from)
  })
}

function largestTree(trees: Forest): number {
  let largest = 1
  for (let t = 0; t < trees.trees; t++) largest = Math.max(largest, trees.roots[t + 1]! - trees.roots[t]!)
  return largest
}

function* explainBlock(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  from: number,
  count: number,
  values: Float64Array[][],
): Generator<number> {
  const size = loaded.ensemble.outputs * loaded.used.length * count
  const shap = arena.reserve(size * 8)
  try {
    arena.doubles(shap, size).fill(0)
    yield* treeSteps(loaded.trees.trees, from, count, (first, end) =>
      arena.kernels.treeshap(loaded.tape, codes.pointer, codes.rows, from, count, first, end, shap, count),
    )
    scatter(arena.doubles(shap, size), values, loaded.used, from, count)
  } finally {
    arena.release(shap)
  }
}

/** Copies a block (outputs x features x count) to its rows of the columns. */
function scatter(block: Float64Array, values: Float64Array[][], features: Int32Array, from: number, count: number) {
  let at = 0
  for (const output of values) {
    for (const feature of features) {
      output[feature]!.set(block.subarray(at, at + count), from)
      at += count
    }
  }
}

/** gblinear: coefficient times value, and the constants beside the base. */
function* linearShap(arena: Arena, loaded: LoadedEnsemble, inputs: Inputs): Generator<number, ShapValues> {
  const { outputs, features, base } = loaded.ensemble
  const all = Int32Array.from(features.keys())
  const values = zeroColumns(outputs, features.length, all, inputs.rows)
  const block = blockRows(loaded)
  for (let from = 0; from < inputs.rows; from += block) {
    const count = Math.min(block, inputs.rows - from)
    const size = outputs * features.length * count
    const raw = putRaw(arena, loaded, inputs, from, count)
    const shap = arena.reserve(size * 8)
    arena.doubles(shap, size).fill(0)
    arena.kernels.shapLinear(loaded.bins, raw, count, shap)
    scatter(arena.doubles(shap, size), values, all, from, count)
    arena.release(raw, shap)
    yield from + count
  }
  return { values, baseValues: withConstants(base, loaded.trees) }
}

function withConstants(base: Float64Array, trees: Forest): Float64Array {
  const baseValues = base.slice()
  trees.treeOutputs.forEach((output, tree) => {
    baseValues[output]! += trees.linearConstants[trees.roots[tree]!]!
  })
  return baseValues
}
