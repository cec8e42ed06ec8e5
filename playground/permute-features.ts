import type { FeatureImportance, Table } from "../src/index.js"
import type { Permuted } from "./importance-facts.js"
import type { Job } from "./pages/latest.js"
import type { Session } from "./session.js"

export const REPEATS = 10

/** Shuffles the features of the chosen model, each shown as soon as it is known. @param total rows of the whole table. */
export async function permuteFeatures(
  session: Session,
  job: Job,
  { rows, train, target, total }: { rows: Table; train: Table | undefined; target: string; total: number },
): Promise<Permuted> {
  const { model, table } = session.state
  const ensemble = model!.ensemble!
  const soFar: FeatureImportance[] = []
  const group = /rank|ndcg/.test(ensemble.objective) ? table?.roles.group : undefined
  const engine = await session.engine()
  const result = await engine.permutationImportance(ensemble, rows, {
    ...{ target, repeats: REPEATS, seed: 0, signal: job.signal, onProgress: job.onProgress },
    ...(train && { train }),
    ...(group !== undefined && { group }),
    onFeature: (feature) => {
      soFar.push(feature)
      job.show({ soFar: [...soFar], total } satisfies Permuted)
    },
  })
  return { result, soFar, total }
}
