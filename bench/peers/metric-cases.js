import { metrics } from "../../dist/index.js"
import { random } from "../random.js"

const ROWS = 1_000_000
const QUERIES = new Uint32Array(10_000).fill(100)

/**
 * What is compared with whom: `inputs` gives typed arrays (a peer in Python gets them by name; Uint8Array as int64),
 * `ours` and `peer` (a function of metric_peers.py) a number each, `bar` the ratio that must be reached, `tolerance`
 * the relative difference that is still right (1e-12 by default). A `rival` is JavaScript in place of Python.
 */
export const metricCases = [
  { name: "rocAuc", inputs: classes, ours: rocAuc, peer: "roc_auc_score", bar: 12 },
  { name: "rocAuc, float32", inputs: () => classes(Math.fround), ours: rocAuc, peer: "roc_auc_score", bar: 12 },
  { name: "rocAuc, ties", inputs: () => classes(rounded), ours: rocAuc, peer: "roc_auc_score", bar: 12 },
  { name: "rocAuc, probabilities", inputs: () => classes(rare), ours: rocAuc, peer: "roc_auc_score", bar: 12 },
  {
    name: "averagePrecision",
    inputs: classes,
    ours: ({ y, score }) => metrics.averagePrecision(y, score),
    peer: "average_precision_score",
    bar: 6,
  },
  { name: "ndcg@10", inputs: () => queries((value) => value), ours: ndcg, peer: "ndcg_score", bar: 30 },
  { name: "ndcg@10, ties", inputs: () => queries(Math.round), ours: ndcg, peer: "ndcg_score", bar: 30 },
  { name: "kendallTau", inputs: pair, ours: ({ a, b }) => metrics.kendallTau(a, b), peer: "kendalltau" },
  { name: "spearman", inputs: pair, ours: ({ a, b }) => metrics.spearman(a, b), peer: "spearmanr", bar: 6 },
  {
    // At most three times the time of the area alone: the ratio is the other way round.
    name: "rocAucInterval (DeLong)",
    inputs: classes,
    ours: ({ y, score }) => metrics.rocAucInterval(y, score).value,
    rival: rocAuc,
    peer: "our rocAuc",
    bar: 1 / 3,
  },
].map((each) => ({ rows: ROWS, ...each }))

function rocAuc({ y, score }) {
  return metrics.rocAuc(y, score)
}

/** As scikit-learn defines it, group by group. */
function ndcg({ relevance, score }) {
  return metrics.ndcg(relevance, score, { k: 10, groups: QUERIES, preset: "sklearn" })
}

/** 10,000 groups of 100 rows, relevances from 0 to 4. */
function queries(shape) {
  const next = random(11)
  const relevance = Float64Array.from({ length: ROWS }, () => Math.floor(5 * next() ** 2))
  return { relevance, score: relevance.map((value) => shape(4 * normal(next) + value)) }
}

/** Three positives in ten; the scores are normal, a positive's one higher. */
function classes(shape = (value) => value) {
  const next = random(3)
  const y = Uint8Array.from({ length: ROWS }, () => Number(next() < 0.3))
  return { y, score: Float64Array.from(y, (label) => shape(normal(next) + label)) }
}

function pair() {
  const next = random(5)
  const a = Float64Array.from({ length: ROWS }, () => normal(next))
  return { a, b: a.map((value) => value + normal(next)) }
}

function normal(next) {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

function rounded(value) {
  return Math.round(value * 1e3) / 1e3
}

/** As a model of a rare event gives: most near zero. */
function rare(value) {
  return 1 / (1 + Math.exp(4 - value))
}
