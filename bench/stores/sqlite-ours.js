// One session on an SQLite store: node sqlite-ours.js FOLDER top|all. Prints JSON: seconds, and the runs' ids.
import { join } from "node:path"
import { openStore } from "../../dist/node.js"

const [folder, task] = process.argv.slice(2)
const database = join(folder, "mlflow.db")
const search = {
  experimentIds: ["1"],
  filter: "metrics.test_roc_auc > 0.5 and params.model_type = 'ridge'",
  orderBy: ["metrics.test_roc_auc DESC"],
  maxResults: 100,
}
console.log(JSON.stringify(task === "top" ? await top() : await all()))

/** The first search opens the store. */
async function top() {
  const started = performance.now()
  const store = await openStore(database)
  const { runs } = await store.searchRuns(search)
  const first = (performance.now() - started) / 1000
  let again = Infinity
  for (let i = 0; i < 5; i++) {
    const before = performance.now()
    await store.searchRuns(search)
    again = Math.min(again, (performance.now() - before) / 1000)
  }
  return { first, again, topRuns: runs.map(({ runId }) => runId) }
}

/** A new store, and all of its runs in pages of 1000. */
async function all() {
  const started = performance.now()
  const store = await openStore(database)
  const runs = []
  let pageToken
  do {
    const page = await store.searchRuns({ experimentIds: ["1"], maxResults: 1000, ...(pageToken && { pageToken }) })
    runs.push(...page.runs)
    pageToken = page.nextPageToken
  } while (pageToken)
  return { all: (performance.now() - started) / 1000, allRuns: runs.map(({ runId }) => runId) }
}
