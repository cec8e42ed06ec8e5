import type { Crew, Link } from "./crew.js"
import type { Ensemble } from "./data/ensemble.js"
import { gently } from "./data/gently.js"
import { reporter } from "./drive.js"
import { handOver } from "./hand-over.js"
import { cutInputs, type Inputs } from "./kernels/inputs.js"
import { cutUnits, type PermutationRequest, type PermutationScores } from "./kernels/permutation-request.js"
import { usedFeatures } from "./kernels/used-features.js"
import { Meter } from "./meter.js"
import type { LongCall } from "./results/progress.js"

/** Shares of the units a worker: several, as some units take longer than others. */
const SHARES = 4

/** Permutes units over the workers: each gets all rows once, then some units at a time until none is left. */
export async function permuteInCrew(
  crew: Crew,
  ensemble: Ensemble,
  inputs: Inputs,
  request: PermutationRequest,
  { signal, onProgress }: LongCall,
  report: (unit: number, scores: Float64Array, baseline: number) => void,
): Promise<PermutationScores> {
  const units = request.units.length
  const links = crew.alive()
  const share = Math.max(1, Math.ceil(units / (links.length * SHARES)))
  const features = usedFeatures(ensemble)
  const meter = new Meter(reporter("permuting", inputs.rows * units, onProgress))
  const scores = new Array<Float64Array>(units)
  const lease = crew.lease(ensemble)
  const table = crew.nextNumber()
  let baseline = Number.NaN
  let next = 0
  const drain = async (link: Link, i: number, stop: AbortSignal) => {
    await crew.load(link, lease.value, ensemble)
    const columns = await gently(cutInputs(inputs, features, 0, inputs.rows), stop)
    await Promise.race([link.service.hold(table, handOver(columns)), link.died])
    while (next < units) {
      const chosen = Array.from({ length: Math.min(share, units - next) }, (_, at) => next + at)
      next += chosen.length
      await crew.cancellable(link, stop, meter.of(link.service, i), async (job) => {
        const found = await link.service.permute(lease.value, table, cutUnits(request, chosen), job)
        baseline = found.baseline
        chosen.forEach((unit, at) => {
          scores[unit] = found.scores[at]!
          report(unit, scores[unit], baseline)
        })
      })
      meter.add(i, chosen.length * inputs.rows)
    }
  }
  try {
    await crew.together(signal, (stop) => links.map((link, i) => drain(link, i, stop)))
    meter.finish(inputs.rows * units)
    return { baseline, scores }
  } finally {
    for (const link of links) link.service.letGo(table).catch(() => {})
    lease.leave()
  }
}
