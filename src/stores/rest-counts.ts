import type { RestApi } from "./rest-api.js"
import { listOf, textOf } from "./rest-run.js"

/** As many runs are looked at before counting by probes pays. */
const FEW = 500

/**
 * How many active runs each experiment has. The server has no such verb: few runs are counted, of many the last page is
 * searched for, about 20 small questions an experiment.
 */
export async function countRuns(api: RestApi, experimentIds: readonly string[]): Promise<Map<string, number>> {
  const counts = new Map(experimentIds.map((id) => [id, 0]))
  if (experimentIds.length === 0) return counts
  const answer = await api.ask("runs/search", { experiment_ids: experimentIds, max_results: FEW })
  for (const { info } of listOf(answer.runs)) {
    const id = textOf((info as { experiment_id?: unknown } | undefined)?.experiment_id)
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  if (textOf(answer.next_page_token) === "") return counts
  const waiting = [...experimentIds]
  const work = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) counts.set(id, await lastPage(api, id))
  }
  await Promise.all(Array.from({ length: 4 }, work))
  return counts
}

/** The number of runs: the first offset at which no run is left. */
async function lastPage(api: RestApi, experimentId: string): Promise<number> {
  const hasRun = async (at: number) => {
    // MLflow's page tokens are offsets; the first page has none.
    const token = at === 0 ? {} : { page_token: btoa(`{"offset": ${at}}`) }
    const answer = await api.ask("runs/search", { experiment_ids: [experimentId], max_results: 1, ...token })
    return listOf(answer.runs).length > 0
  }
  let [low, high] = [-1, 0]
  for (; await hasRun(high); high = 2 * high + 1) low = high
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (await hasRun(middle)) low = middle
    else high = middle
  }
  return high
}
