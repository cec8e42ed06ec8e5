import { packForest } from "../../dist/index.js"

/** A table of raw row-major cells, its columns named as the model's features. Runs in Node and in the page. */
export function tableOf(ensemble, cells, { missing = true } = {}) {
  const features = ensemble.features
  const rows = cells.length / features.length
  const columns = features.map(({ name }, j) => {
    const values = new Float64Array(rows)
    for (let i = 0; i < rows; i++) values[i] = cells[i * features.length + j]
    return { name, type: "number", values: missing ? values : values.map((value) => value || 0) }
  })
  return { name: "rows", rows, columns, notes: [] }
}

/** A scikit-learn forest from the arrays that workloads.py writes: one leaf holds a number for each class. */
export function forestOf({ features, outputs, trees }) {
  const traits = { features, outputs, float32: true, strict: false }
  return {
    name: "forest",
    library: "xgboost",
    version: "",
    booster: "rf",
    objective: "",
    features: Array.from({ length: features }, (_, j) => ({ name: `f${j}`, categorical: false })),
    named: false,
    outputs,
    base: new Float64Array(outputs),
    transform: { kind: "identity" },
    iterations: { total: trees.length, start: 0, end: trees.length },
    unseenCategory: "missing",
    notes: [],
    forest: packForest(
      trees.map((tree) => treeOf(tree, outputs)),
      traits,
      "forest",
    ),
  }
}

function treeOf({ left, right, features, thresholds, covers, values }, outputs) {
  return {
    output: 0,
    width: outputs,
    features,
    thresholds,
    // Missing cells would be told by NaN; the forest never saw one.
    rules: new Uint8Array(left.length).fill(8),
    left,
    right,
    covers,
    gains: new Float64Array(left.length),
    values: values.flat(),
  }
}
