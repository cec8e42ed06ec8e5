// Models and tables of fixed size from a fixed seed, made of what the package exports.
import { packForest } from "../dist/index.js"
import { random } from "./random.js"

/** Trees grown by splitting the shallowest leaf (`balanced`, as XGBoost by depth) or any of the first few (LightGBM). */
export function makeTrees({ trees, leaves, features, balanced }) {
  const next = random(trees * leaves)
  return Array.from({ length: trees }, () => makeTree(leaves, features, balanced, next))
}

function makeTree(leaves, features, balanced, next) {
  const nodes = 2 * leaves - 1
  const [left, right] = [new Int32Array(nodes).fill(-1), new Int32Array(nodes).fill(-1)]
  const covers = new Float64Array(nodes)
  covers[0] = 1000
  const open = [0]
  for (let made = 1; made < nodes; made += 2) {
    const [node] = open.splice(balanced ? 0 : Math.floor(next() * Math.min(open.length, 6)), 1)
    left[node] = made
    right[node] = made + 1
    covers[made] = covers[node] * (0.1 + 0.8 * next())
    covers[made + 1] = covers[node] - covers[made]
    open.push(made, made + 1)
  }
  return {
    output: 0,
    width: 1,
    features: Int32Array.from({ length: nodes }, () => Math.floor(next() * features)),
    thresholds: Float64Array.from({ length: nodes }, () => Math.floor(next() * 200) / 100 - 1),
    rules: new Uint8Array(nodes).fill(8),
    left,
    right,
    covers,
    gains: new Float64Array(nodes),
    values: Float64Array.from({ length: nodes }, () => next() - 0.5),
  }
}

export function makeEnsemble(trees, features) {
  return {
    name: "bench",
    library: "lightgbm",
    features: Array.from({ length: features }, (_, j) => ({ name: `f${j}`, categorical: false })),
    named: true,
    outputs: 1,
    base: new Float64Array(1),
    transform: { kind: "identity" },
    unseenCategory: "missing",
    notes: [],
    forest: packForest(trees, { features, outputs: 1, float32: false, strict: false }, "bench"),
  }
}

export function makeTable(rows, features) {
  const next = random(rows)
  const columns = Array.from({ length: features }, (_, j) => ({
    name: `f${j}`,
    type: "number",
    values: Float64Array.from({ length: rows }, () => (next() < 0.02 ? Number.NaN : next() * 2 - 1)),
  }))
  return { name: "bench", rows, columns, notes: [] }
}

/** Three rows in ten positive, whose scores are higher by 0.3 on average; scores to five digits, so that some are equal. */
export function classes(rows) {
  const next = random(3)
  const labels = Uint8Array.from({ length: rows }, () => Number(next() < 0.3))
  return { labels, scores: Float64Array.from(labels, (label) => Math.round(1e5 * (next() + 0.3 * label)) / 1e5) }
}

/** The largest difference as a share of the largest value. */
export function relativeError(got, expected) {
  let [apart, scale] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    apart = Math.max(apart, Math.abs(got[i] - expected[i]))
    scale = Math.max(scale, Math.abs(expected[i]))
  }
  return got.length === expected.length ? apart / scale : Number.POSITIVE_INFINITY
}
