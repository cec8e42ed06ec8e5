import { Engine } from "../../dist/node.js"

/**
 * A cold call: the clock runs over a new engine, the plan, its tables and the values; the model's file is read already.
 * @returns seconds, and the explanation.
 */
export async function explainCold({ ensemble }, table, options = {}) {
  const start = performance.now()
  const engine = await Engine.create({ threads: 1 })
  try {
    const explanation = await engine.shap(ensemble, table, options)
    return { seconds: (performance.now() - start) / 1000, explanation }
  } finally {
    engine.close()
  }
}

/** What an explanation found for its first rows, laid out as the peers': rows x outputs x features, or the matrices. */
export function flatten({ values, interactions }, rows, task) {
  if (task === "interactions") return interactions[0].subarray(0, (interactions[0].length / values[0][0].length) * rows)
  const columns = values.flat()
  return Float64Array.from({ length: rows * columns.length }, (_, at) => {
    return columns[at % columns.length][Math.floor(at / columns.length)]
  })
}

/** Why the engine cannot do a task yet, or undefined: options that it does not know are not looked at. */
export async function missingTask(workload, task, background) {
  if (task === "contributions") return undefined
  const row = workload.rows(0, 1)
  try {
    const { explanation } = await explainCold(workload, row, optionsOf(task, background))
    if (task === "interactions") return explanation.interactions ? undefined : "no interactions in the result"
    const { explanation: without } = await explainCold(workload, row)
    return explanation.baseValues[0] === without.baseValues[0] ? "the background is not used" : undefined
  } catch (error) {
    return error.message
  }
}

export function optionsOf(task, background) {
  if (task === "interactions") return { interactions: true }
  return task === "interventional" ? { background } : {}
}
