import { Engine } from "../../dist/node.js"
import { largestError } from "./check.js"
import { flatten } from "./ours.js"
import { loadWorkload } from "./workload.js"

const ROUNDS = 3
const TOLERANCE = 1e-12

/** Two threads against one. Threads are started before the clock; plan, tables and values are within it. */
export async function threadLines() {
  const workload = loadWorkload("xgb6")
  const lines = []
  for (const rows of [4000, 40_000]) lines.push(await threadLine(workload, rows))
  return lines
}

async function threadLine(workload, rows) {
  const best = { 1: Number.POSITIVE_INFINITY, 2: Number.POSITIVE_INFINITY }
  const found = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const threads of [1, 2]) {
      const { seconds, explanation } = await explainOn(threads, workload, rows)
      best[threads] = Math.min(best[threads], seconds)
      found[threads] = flatten(explanation, rows)
    }
  }
  const error = largestError(found[2], found[1])
  const [ours, theirs] = [2, 1].map((threads) => (best[threads] / rows) * 1e6)
  const right = error <= TOLERANCE
  return {
    name: "two threads, xgb6",
    rows,
    peer: "one thread",
    peerRows: rows,
    ours,
    theirs,
    unit: "us/row",
    bar: 1.7,
    error,
    right,
  }
}

async function explainOn(threads, { ensemble, rows: rowsOf }, rows) {
  const engine = await Engine.create({ threads })
  try {
    // Another model than the one that is timed: threads are up, nothing of ours is planned.
    await engine.predict({ ...ensemble }, rowsOf(0, 64))
    const start = performance.now()
    const explanation = await engine.shap(ensemble, rowsOf(0, rows))
    return { seconds: (performance.now() - start) / 1000, explanation }
  } finally {
    engine.close()
  }
}
