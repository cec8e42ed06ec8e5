import { type Experiment, type Run, rankModels, rankTags } from "../src/index.js"
import type { LoadedExperiment } from "./run-lists.js"
import type { Session } from "./session.js"
import type { RankRequest } from "./views/rank-models.js"

/**
 * Has the server that gave this page its files tag an experiment's best runs, and shows their tags as they are then.
 * @returns what came of it.
 * @throws Error with the server's reason.
 */
export async function writeRanking(session: Session, from: LoadedExperiment, request: RankRequest): Promise<string> {
  const { metric, topN, ascending } = request
  const query = new URLSearchParams({
    ...{ experiment_name: from.name, metric, top_n: String(topN), ascending: String(ascending) },
  })
  const answer = await fetch(`./models/rank?${query}`, { method: "POST" })
  if (!answer.ok) throw new Error(`the tags were not written: ${await reasonOf(answer)}`)
  const changed = retagged(from.name, from.runs, request)
  const stores = session.state.stores.map((each) =>
    each.store === from.store.store ? { ...each, runs: each.runs.map((run) => changed.get(run.runId) ?? run) } : each,
  )
  session.change({ stores })
  const warning = answer.headers.get("leafwise-warning")
  return `The tags are written.${warning ? ` ${decodeURI(warning)}` : ""}`
}

/** Runs whose tags a ranking changes, as they are after it. */
function retagged(
  experiment: Experiment["name"],
  runs: readonly Run[],
  request: RankRequest,
): ReadonlyMap<string, Run> {
  const byId = new Map(runs.map((run) => [run.runId, run]))
  const changed = new Map<string, Run>()
  for (const { runId, key, value } of rankTags(rankModels(experiment, runs, request), runs)) {
    const run = changed.get(runId) ?? byId.get(runId)!
    const { [key]: _, ...tags } = run.tags
    changed.set(runId, { ...run, tags: value === undefined ? tags : { ...tags, [key]: value } })
  }
  return changed
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text()
  try {
    const { detail, message } = JSON.parse(text)
    return String(detail ?? message ?? text)
  } catch {
    return `got ${answer.status} from the server${text ? `: ${text.slice(0, 200)}` : ""}`
  }
}
