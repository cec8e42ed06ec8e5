import type { Arena } from "../wasm/arena.js"
import type { Pointer } from "../wasm/binary.js"
import type { Codes, LoadedEnsemble } from "./bins.js"
import { addCrowds } from "./crowds.js"
import type { Pass } from "./pass.js"

/** What the tables are filled with. */
export interface TableKind {
  /** A term for each feature, or for each pair of features (each feature with itself included). */
  readonly order: "singles" | "pairs"
  /** Codes of background rows; without them the covers stand for the data. */
  readonly background?: Codes
  /** Banzhaf values in place of Shapley's. */
  readonly banzhaf?: boolean
  /** Factors of rows [from, from + count) and all background rows: outputs x count x rows of the background. */
  weights?(from: number, count: number): Float64Array
}

/** Columns of some rows: each output's terms. Valid only until the next step. */
export interface TableBlock {
  readonly from: number
  readonly count: number
  column(index: number): Float64Array
}

/** Bits of the largest table that is worth its building; the planner decides below it. */
const MOST_BITS = 13
/** Against a background a table of pairs is dear to fill; without pairs there is none, and an index has 16 bits. */
const MOST_PAIR_BITS = 10
const MOST_CROWD_BITS = 16
/** Tables that are kept while all rows of a pass meet them, so that they stay in a cache; and the results of a pass. */
const TABLE_BYTES = 2 ** 21
const RESULT_BYTES = 2 ** 27
/** What a pass of many columns, e.g. the pairs of 2,000 features, may take: it gets fewer rows, 32 at least. */
const MOST_RESULT_BYTES = 2 ** 31
const LEAST_ROWS = 32
/** Rows that meet all kept tables before the next ones do: each table then is fetched once for many rows. */
const BLOCK = 4096

/** How many terms an output has. */
export function termCount(used: number, order: TableKind["order"]): number {
  return order === "pairs" ? (used * (used + 1)) / 2 : used
}

/**
 * Sums the tables' entries over all trees for every row and hands the columns to `take`, block after block. Yields the
 * number of rows that are done. `rest` adds what the plan leaves to another engine.
 */
export function* sumTables(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  kind: TableKind,
  rest: (plan: Pointer, builder: Pointer, pass: Pass) => Generator<number>,
  take: (block: TableBlock) => void,
): Generator<number> {
  const { kernels } = arena
  const { background, banzhaf = false } = kind
  const order = kind.order === "pairs" ? 2 : 1
  const plan = kernels.createPlan(loaded.bins, codes.rows, order, background?.rows ?? 0, mostBits(kind))
  const builder = kernels.createBuilder(plan, banzhaf, background?.pointer ?? 0, background?.rows ?? 0)
  try {
    yield* passColumns(
      arena,
      loaded,
      codes,
      kind,
      function* (pass) {
        const add = background && !kind.weights && order === 1 ? addCrowds : addTrees
        yield* add(arena, loaded, builder, pass)
        if (kernels.planRest(plan) > 0) yield* rest(plan, builder, pass)
      },
      take,
    )
  } finally {
    kernels.releaseBuilder(builder)
    kernels.releasePlan(plan)
  }
}

function mostBits({ order, background, weights }: TableKind): number {
  if (weights) return 0
  if (!background) return MOST_BITS
  return order === "pairs" ? MOST_PAIR_BITS : MOST_CROWD_BITS
}

/** Reserves columns for as many rows as fit, has them summed and taken, until no rows are left. */
export function* passColumns(
  arena: Arena,
  loaded: LoadedEnsemble,
  codes: Codes,
  kind: TableKind,
  add: (pass: Pass) => Generator<number>,
  take: (block: TableBlock) => void,
): Generator<number> {
  const columns = termCount(loaded.used.length, kind.order) * loaded.ensemble.outputs
  const rows = passRows(codes.rows, columns)
  const stride = columnStride(rows, columns)
  const result = arena.reserve(columns * stride * 8)
  try {
    for (let from = 0; from < codes.rows; from += rows) {
      const pass = { codes, from, count: Math.min(rows, codes.rows - from), result, stride }
      arena.doubles(result, columns * stride).fill(0)
      yield* add(pass)
      take({ ...pass, column: (index) => arena.doubles(result + index * stride * 8, pass.count) })
      yield from + pass.count
    }
  } finally {
    arena.release(result)
  }
}

/** Numbers from column to column: apart by no multiple of 4,096 bytes, where processors take addresses for the same. */
function columnStride(rows: number, columns: number): number {
  const apart = Math.ceil(rows / 512) * 512 + 12
  // Few rows of very many columns have no room for that; kernels write whole blocks of rows.
  return columns * apart * 8 <= MOST_RESULT_BYTES ? apart : Math.ceil(rows / LEAST_ROWS) * LEAST_ROWS
}

function passRows(rows: number, columns: number): number {
  const most = Math.max(BLOCK, Math.floor(RESULT_BYTES / (columns * 8) / BLOCK) * BLOCK)
  const room = Math.max(LEAST_ROWS, Math.floor(MOST_RESULT_BYTES / (columns * 8) / LEAST_ROWS) * LEAST_ROWS)
  return Math.max(1, Math.min(rows, most, room))
}

function* addTrees(arena: Arena, loaded: LoadedEnsemble, builder: Pointer, pass: Pass): Generator<number> {
  const trees = loaded.trees.trees
  for (let tree = 0; tree < trees; ) {
    const tables: Pointer[] = []
    try {
      for (let bytes = 0; tree < trees && bytes < TABLE_BYTES; tree++) {
        const built = arena.kernels.buildTables(builder, tree)
        tables.push(built)
        bytes += arena.kernels.tablesBytes(built) >>> 0
        yield pass.from + Math.floor((pass.count * (tree + 1 - tables.length)) / trees)
      }
      yield* lookUpAll(arena, loaded, tables, pass, tree)
    } finally {
      for (const each of tables) arena.kernels.releaseTables(each)
    }
  }
}

function* lookUpAll(
  arena: Arena,
  loaded: LoadedEnsemble,
  tables: readonly Pointer[],
  { codes, from, count, result, stride }: Pass,
  tree: number,
): Generator<number> {
  const done = (tree - tables.length) / loaded.trees.trees
  const share = tables.length / loaded.trees.trees
  for (let row = 0; row < count; row += BLOCK) {
    const rows = Math.min(BLOCK, count - row)
    for (const each of tables) {
      arena.kernels.lookUp(each, loaded.bins, codes.pointer, codes.rows, from + row, rows, result + row * 8, stride)
      yield from + Math.floor(count * done + row * share)
    }
  }
}
