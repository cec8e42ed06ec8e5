// One session on a store: node ours.js STORE top|all. Prints JSON: seconds of wall and of processor for each call.
import { openStore } from "../../dist/node.js"
import { EXPERIMENT } from "./make-file-store.js"

const [folder, task] = process.argv.slice(2)
const search = {
  experimentIds: [EXPERIMENT],
  filter: "metrics.test_roc_auc > 0.5 and params.model_type = 'ridge'",
  orderBy: ["metrics.test_roc_auc DESC"],
  maxResults: 100,
}

const lines = task === "top" ? await top() : [await timed(all)]
console.log(JSON.stringify(lines))

/** The first call opens the store. */
async function top() {
  let store
  const first = await timed(async () => {
    store = await openStore(folder)
    return (await store.searchRuns(search)).runs
  })
  const again = []
  for (let i = 0; i < 5; i++) again.push(await timed(async () => (await store.searchRuns(search)).runs))
  return [first, ...again]
}

async function all() {
  const store = await openStore(folder)
  const runs = []
  let pageToken
  do {
    const page = await store.searchRuns({ experimentIds: [EXPERIMENT], ...(pageToken && { pageToken }) })
    runs.push(...page.runs)
    pageToken = page.nextPageToken
  } while (pageToken)
  return runs
}

async function timed(work) {
  const before = process.cpuUsage()
  const started = performance.now()
  const runs = await work()
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  return { seconds, processor: (user + system) / 1e6, runs: runs.length, first: runs[0].runId }
}
