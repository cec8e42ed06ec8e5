import { columnNamed, type Explanation, type RankedFeature, type Table } from "../src/index.js"
import type { Engine } from "../src/remote.js"

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
  const ranked: RankedFeature[] = []
  const { interactions: _, ...facts } = explanation
  const values = output === undefined ? explanation.values : [explanation.values[output]!]
  for (const [j, feature] of explanation.features.entries()) {
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
    ranked.push(...(await engine.rankFeatures(part, { ...table, columns: [columnNamed(table, name)] })))
  }
  return ranked.sort((a, b) => b.meanAbsShap - a.meanAbsShap)
}
