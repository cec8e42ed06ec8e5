import { columnNamed, type Explanation, type RankedFeature, type Table } from "../src/index.js"
import type { Engine } from "../src/remote.js"

/** Features that are on their way to workers at a time: each takes the memory of two columns. */
const AT_ONCE = 4

/**
 * As the engine's `rankFeatures`, feature by feature: what is copied to a worker at a time stays small, so that the
 * page answers while a million rows are ranked.
 */
export async function rankInParts(
  engine: Engine,
  explanation: Explanation,
  table: Table,
  output: number | undefined,
  signal: AbortSignal,
): Promise<RankedFeature[]> {
  const ranked = new Array<RankedFeature>(explanation.features.length)
  const { interactions: _, ...facts } = explanation
  const values = output === undefined ? explanation.values : [explanation.values[output]!]
  const queue = explanation.features.entries()
  const drain = async () => {
    // All share one queue: a worker that is done takes the next feature.
    for (const [j, feature] of queue) await rank(j, feature)
  }
  const rank = async (j: number, feature: string) => {
    signal.throwIfAborted()
    const name = explanation.matching.columns[j]!
    const part: Explanation = {
      ...facts,
      features: [feature],
      outputs: values.length,
      values: values.map((columns) => [columns[j]!]),
      margins: new Float64Array(0),
      matching: { ...explanation.matching, columns: [name] },
    }
    const column = { ...table, columns: [columnNamed(table, name)] }
    const [found] = await engine.rankFeatures(part, column, undefined, { signal })
    ranked[j] = found!
  }
  await Promise.all(Array.from({ length: Math.min(engine.size, AT_ONCE) }, drain))
  return ranked.sort((a, b) => b.meanAbsShap - a.meanAbsShap)
}
