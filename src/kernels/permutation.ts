import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { Codes, LoadedEnsemble } from "./bins.js"
import type { Inputs } from "./inputs.js"
import { linearPermutation } from "./linear-permutation.js"
import { orderOf, type PermutationRequest, type PermutationScores } from "./permutation-request.js"
import { createScorer, type Scorer } from "./scorer.js"
import { treeSteps } from "./tree-steps.js"

/** Rows at a time; trees of many nodes get fewer, so that a row's place in all of them stays in the cache. */
const MOST_ROWS = 512
const LEAST_ROWS = 128
const PLANE_BYTES = 2 ** 15
const PLANE_NODES = 512
/** Changes that are kept at a time, a number for each unit, repeat, output and row. */
const DELTA_BYTES = 2 ** 23
/** Whole registers are read this far past the last code. */
const PADDING = 256

/**
 * The scores of a model with its features permuted, unit by unit: what predicting a table with permuted columns would
 * be scored, but for rounding. Only rows whose path meets a node of the unit are followed anew.
 *
 * Margins are exact sums of the leaves (64-bit integers on a grid of 2^-61 of their largest sum), rounded once, so that
 * rows in the same leaves tie as they do in sums in the order of the trees.
 * @param report is told of each unit as soon as it is scored.
 * Yields the number of rows x units that are done.
 */
export function* permutation(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  inputs: Inputs,
  request: PermutationRequest,
  report: (unit: number, scores: Float64Array, baseline: number) => void,
): Generator<number, PermutationScores> {
  if (loaded.trees.linearStarts.length > 0) return yield* linearPermutation(arena, loaded, inputs, request, report)
  const scorer = createScorer(arena, loaded.ensemble, request.scoring, codes.rows)
  try {
    const task = new Task(arena, loaded, codes, request, scorer)
    try {
      return yield* task.run(report)
    } finally {
      task.release()
    }
  } finally {
    scorer.release()
  }
}

/** Units and repeats that are done in one pass over the trees. */
interface Pass {
  readonly units: readonly number[]
  readonly from: number
  readonly repeats: number
}

class Task {
  readonly #arena: Arena
  readonly #loaded: LoadedEnsemble
  readonly #codes: Codes
  readonly #request: PermutationRequest
  readonly #scorer: Scorer
  readonly #sums: Pointer
  readonly #margins: Pointer
  readonly #base: Pointer
  #baseline: number | undefined

  constructor(arena: Arena, loaded: LoadedEnsemble, codes: Codes, request: PermutationRequest, scorer: Scorer) {
    this.#arena = arena
    this.#loaded = loaded
    this.#codes = codes
    this.#request = request
    this.#scorer = scorer
    this.#base = arena.put(loaded.ensemble.base)
    this.#sums = arena.reserve(this.#column)
    this.#margins = arena.reserve(this.#column)
    arena.doubles(this.#sums, this.#column / 8).fill(0)
  }

  release(): void {
    this.#arena.release(this.#sums, this.#margins, this.#base)
  }

  /** Bytes of a number for every row and output. */
  get #column(): number {
    return this.#codes.rows * this.#loaded.ensemble.outputs * 8
  }

  *run(report: (unit: number, scores: Float64Array, baseline: number) => void): Generator<number, PermutationScores> {
    const { units, repeats } = this.#request
    const scores = units.map(() => new Float64Array(repeats))
    const [idle, busy] = this.#partUnits()
    const { rows } = this.#codes
    let done = 0
    for (const pass of this.#passes(busy)) {
      const last = pass.from + pass.repeats === repeats
      const scored = (unit: number) => last && report(unit, scores[unit]!, this.#baseline!)
      const part = pass.repeats / repeats
      for (const step of this.#pass(pass, scores, scored)) yield Math.floor((done + step * part) * rows)
      done += pass.units.length * part
    }
    const baseline = this.#baseline ?? (yield* this.#scoreBaseline())
    for (const unit of idle) report(unit, scores[unit]!.fill(baseline), baseline)
    return { baseline, scores }
  }

  /** Units that no node splits on, and the others. */
  #partUnits(): [idle: number[], busy: number[]] {
    const used = new Set(this.#loaded.used)
    const all = [...this.#request.units.keys()]
    const isBusy = (unit: number) => this.#request.units[unit]!.some((feature) => used.has(feature))
    return [all.filter((unit) => !isBusy(unit)), all.filter(isBusy)]
  }

  *#passes(units: readonly number[]): Generator<Pass> {
    const { repeats } = this.#request
    const fitting = Math.max(1, Math.floor(DELTA_BYTES / this.#column))
    const together = Math.max(1, Math.floor(fitting / repeats))
    for (let i = 0; i < units.length; i += together) {
      for (let from = 0; from < repeats; from += fitting) {
        yield { units: units.slice(i, i + together), from, repeats: Math.min(fitting, repeats - from) }
      }
    }
  }

  /** The baseline alone: a pass without units. */
  *#scoreBaseline(): Generator<number, number> {
    for (const _ of this.#pass({ units: [], from: 0, repeats: 0 }, [], () => {})) yield 0
    return this.#baseline!
  }

  /** Yields how many of the pass's units would be done by now. */
  *#pass(pass: Pass, scores: readonly Float64Array[], scored: (unit: number) => void): Generator<number> {
    const { kernels } = this.#arena
    const plan = this.#createPlan(pass)
    const held: Pointer[] = []
    try {
      const bytes =
        kernels.permutationColumns(plan) * pass.repeats * this.#codes.rows * kernels.binCodeBytes(this.#loaded.bins)
      const shuffled = this.#arena.reserve(bytes + PADDING)
      held.push(shuffled)
      const numbers = (pass.units.length * pass.repeats * this.#column) / 8
      const deltas = this.#arena.reserve(numbers * 8)
      held.push(deltas)
      this.#arena.doubles(deltas, numbers).fill(0)
      yield* this.#shuffle(pass, plan, shuffled)
      for (const share of this.#overTrees(plan, shuffled, deltas)) yield 0.8 * share * pass.units.length
      this.#baseline ??= this.#scored(plan, 0, true)
      let at = deltas
      for (const [i, unit] of pass.units.entries()) {
        for (let repeat = 0; repeat < pass.repeats; repeat++) {
          scores[unit]![pass.from + repeat] = this.#scored(plan, at, false)
          at += this.#column
          yield 0.8 * pass.units.length + 0.2 * (i + (repeat + 1) / pass.repeats)
        }
        scored(unit)
      }
    } finally {
      this.#arena.release(...held)
      kernels.releasePermutation(plan)
    }
  }

  #createPlan({ units, repeats }: Pass): Pointer {
    const features = units.map((unit) => this.#request.units[unit]!)
    const starts = new Int32Array(units.length + 1)
    for (const [i, list] of features.entries()) starts[i + 1] = starts[i]! + list.length
    const pointers = [
      this.#arena.put(starts),
      this.#arena.put(Int32Array.from(features.flatMap((list) => [...list]))),
    ] as const
    try {
      const { bins } = this.#loaded
      return this.#arena.kernels.createPermutation(bins, units.length, repeats, ...pointers, this.#block) >>> 0
    } finally {
      this.#arena.release(...pointers)
    }
  }

  get #block(): number {
    const { roots, trees } = this.#loaded.trees
    let nodes = 1
    for (let tree = 0; tree < trees; tree++) {
      const own = roots[tree + 1]! - roots[tree]!
      if (own < PLANE_NODES) nodes = Math.max(nodes, own)
    }
    return Math.max(LEAST_ROWS, Math.min(MOST_ROWS, Math.floor(PLANE_BYTES / nodes / 16) * 16))
  }

  /** Every unit's codes in every order. */
  *#shuffle({ units, from, repeats }: Pass, plan: Pointer, shuffled: Pointer): Generator<number> {
    const { pointer, rows } = this.#codes
    for (const [i, unit] of units.entries()) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        const order = this.#arena.put(orderOf(this.#request, unit, from + repeat))
        this.#arena.kernels.shuffleUnit(plan, i, repeat, pointer, rows, order, shuffled)
        this.#arena.release(order)
        yield 0
      }
    }
  }

  /** All changes of a pass; yields the share of the rows that are done. */
  *#overTrees(plan: Pointer, shuffled: Pointer, deltas: Pointer): Generator<number> {
    const { kernels } = this.#arena
    const { pointer, rows } = this.#codes
    const block = this.#block
    const sums = this.#baseline === undefined ? this.#sums : 0
    for (let from = 0; from < rows; from += block) {
      const count = Math.min(block, rows - from)
      const steps = treeSteps(this.#loaded.trees.trees, from, count, (first, end) =>
        kernels.permute(plan, pointer, rows, from, count, first, end, shuffled, deltas, sums),
      )
      for (const done of steps) yield done / rows
    }
  }

  #scored(plan: Pointer, deltas: Pointer, baseline: boolean): number {
    const { rows } = this.#codes
    this.#arena.kernels.permutedMargins(plan, this.#base, this.#sums, deltas, rows, this.#margins)
    return baseline ? this.#scorer.baseline(this.#margins) : this.#scorer.score(this.#margins)
  }
}
