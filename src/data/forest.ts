/**
 * All trees of a model as columns over one ArrayBuffer: a header of 32 i32 words, then one array after the other, each
 * aligned to 8 bytes. Nodes stand in preorder, so a left child is always the next node. The same layout is read by
 * the kernels (`assembly/forest.ts`), so a model moves into WebAssembly in one copy.
 */
export interface Forest {
  readonly trees: number
  readonly nodes: number
  readonly features: number
  readonly outputs: number
  /** Numbers a leaf holds: 1, or `outputs` for vector leaves. */
  readonly width: number
  /** First node of each tree, and the end: trees + 1. */
  readonly roots: Int32Array
  /** The output that a tree adds to; 0 for vector leaves. */
  readonly treeOutputs: Int32Array
  /** Feature a node splits on; -1 at a leaf. */
  readonly splits: Int32Array
  readonly rights: Int32Array
  /** See `rule` in tree.ts. */
  readonly rules: Uint8Array
  readonly thresholds: Float64Array
  readonly covers: Float64Array
  readonly gains: Float64Array
  /** `width` numbers a node, zeros at inner nodes. */
  readonly values: Float64Array
  /** Listed categories of node i: categories[setStarts[i] .. setStarts[i + 1]]. */
  readonly setStarts: Int32Array
  readonly categories: Uint32Array
  /** Linear terms of leaf i: linearStarts[i] .. linearStarts[i + 1]; both empty without linear leaves. */
  readonly linearStarts: Int32Array
  readonly linearFeatures: Int32Array
  readonly linearCoefficients: Float64Array
  readonly linearConstants: Float64Array
}

/** Facts about a forest that hold for all its nodes. */
export interface ForestTraits {
  readonly features: number
  readonly outputs: number
  /** Inputs are rounded to float32 before they are compared (XGBoost, scikit-learn, CatBoost). */
  readonly float32: boolean
  /** Left iff x < threshold (XGBoost) instead of x <= threshold. */
  readonly strict: boolean
  /** |x| <= 1e-35 (as float32) is read as 0 (LightGBM). */
  readonly tinyIsZero?: boolean
  /** A linear leaf reads missing as 0 (gblinear); otherwise it falls back to its value (LightGBM). */
  readonly linearMissingZero?: boolean
  /** Children of a node without cover weigh one half each (XGBoost 3.3); otherwise such a model has no SHAP values. */
  readonly halveZeroCover?: boolean
}

/** How many of each thing a forest holds. */
export interface ForestSizes {
  readonly trees: number
  readonly nodes: number
  readonly width: number
  /** Categories listed over all sets. */
  readonly sets: number
  readonly linear: boolean
  /** Linear terms over all leaves. */
  readonly terms: number
}

const MAGIC = 0x3157464c // "LFW1"
const HEADER_WORDS = 32
const FIRST_OFFSET_WORD = 16
const LINEAR_FLAG = 4

/** The arrays in the order of the buffer, each with its length. */
const sections: readonly (readonly [name: string, type: Numbers, length: (sizes: ForestSizes) => number])[] = [
  ["roots", Int32Array, (s) => s.trees + 1],
  ["treeOutputs", Int32Array, (s) => s.trees],
  ["splits", Int32Array, (s) => s.nodes],
  ["rights", Int32Array, (s) => s.nodes],
  ["rules", Uint8Array, (s) => s.nodes],
  ["thresholds", Float64Array, (s) => s.nodes],
  ["covers", Float64Array, (s) => s.nodes],
  ["gains", Float64Array, (s) => s.nodes],
  ["values", Float64Array, (s) => s.nodes * s.width],
  ["setStarts", Int32Array, (s) => (s.sets > 0 ? s.nodes + 1 : 0)],
  ["categories", Uint32Array, (s) => s.sets],
  ["linearStarts", Int32Array, (s) => (s.linear ? s.nodes + 1 : 0)],
  ["linearFeatures", Int32Array, (s) => s.terms],
  ["linearCoefficients", Float64Array, (s) => s.terms],
  ["linearConstants", Float64Array, (s) => (s.linear ? s.nodes : 0)],
]

type Numbers = Int32ArrayConstructor | Uint8ArrayConstructor | Uint32ArrayConstructor | Float64ArrayConstructor

/** A buffer with its header written and its arrays still zero. */
export function layOutForest(sizes: ForestSizes, traits: ForestTraits): ArrayBuffer {
  const offsets: number[] = []
  let end = HEADER_WORDS * 4
  for (const [, type, length] of sections) {
    offsets.push(end)
    end += Math.ceil((length(sizes) * type.BYTES_PER_ELEMENT) / 8) * 8
  }
  const buffer = new ArrayBuffer(end)
  const header = new Int32Array(buffer, 0, HEADER_WORDS)
  header.set([MAGIC, sizes.trees, sizes.nodes, traits.features, traits.outputs, sizes.width])
  header.set([flags(traits, sizes.linear), sizes.sets, sizes.terms], 6)
  header.set(offsets, FIRST_OFFSET_WORD)
  return buffer
}

/** The arrays of a forest, as views on its buffer. */
export function viewForest(buffer: ArrayBuffer): Forest {
  const header = new Int32Array(buffer, 0, HEADER_WORDS)
  const [magic, trees = 0, nodes = 0, features = 0, outputs = 0, width = 0, bits = 0, sets = 0, terms = 0] = header
  if (magic !== MAGIC) throw new TypeError(`forest: got magic ${magic}, expected ${MAGIC}`)
  const sizes = { trees, nodes, width, sets, terms, linear: (bits & LINEAR_FLAG) !== 0 }
  const view = ([name, type, length]: (typeof sections)[number], i: number) => [
    name,
    new type(buffer, header[FIRST_OFFSET_WORD + i], length(sizes)),
  ]
  return { trees, nodes, features, outputs, width, ...Object.fromEntries(sections.map(view)) }
}

/** How a forest's nodes read their inputs. */
export function readingOf(buffer: ArrayBuffer): Required<Pick<ForestTraits, "float32" | "strict" | "tinyIsZero">> {
  const bits = new Int32Array(buffer, 0, HEADER_WORDS)[6]!
  return { float32: (bits & 1) !== 0, strict: (bits & 2) !== 0, tinyIsZero: (bits & 32) !== 0 }
}

function flags(traits: ForestTraits, linear: boolean): number {
  const bits = [
    traits.float32,
    traits.strict,
    linear,
    traits.linearMissingZero,
    traits.halveZeroCover,
    traits.tinyIsZero,
  ]
  return bits.reduce((word, bit, i) => word | (Number(bit ?? false) << i), 0)
}

/** The facts that a forest's buffer was laid out with. */
export function traitsOf(buffer: ArrayBuffer): ForestTraits {
  const header = new Int32Array(buffer, 0, HEADER_WORDS)
  const has = (bit: number) => (header[6]! & (1 << bit)) !== 0
  return {
    features: header[3]!,
    outputs: header[4]!,
    float32: has(0),
    strict: has(1),
    linearMissingZero: has(3),
    halveZeroCover: has(4),
    tinyIsZero: has(5),
  }
}
