import type { RunStore } from "../../src/stores/run-store.js"
import { writeAll } from "./written.js"

const said = (call: Promise<unknown>) =>
  call.then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  )

/** Writes and reads everything on a server; deterministic but for what the server makes up. @returns what was read, as JSON. */
export async function serverTour(store: RunStore): Promise<unknown> {
  const ids = await writeAll(store)
  const run = ids[4]!
  const experimentIds = [ids[0]!]
  const first = await store.searchRuns({ experimentIds, maxResults: 1, orderBy: ["attributes.run_name ASC"] })
  const second = await store.searchRuns({
    experimentIds,
    maxResults: 1,
    orderBy: ["attributes.run_name ASC"],
    pageToken: first.nextPageToken!,
  })
  const read = {
    experiments: await store.experiments({ view: "ALL" }),
    named: await store.experiments({ filter: "name LIKE 'b%'" }),
    pages: [
      first.runs.map(({ runName }) => runName),
      second.runs.map(({ runName }) => runName),
      second.nextPageToken ?? "",
    ],
    all: (await store.searchRuns({ view: "ALL" })).runs.map(({ runName, lifecycleStage }) => [runName, lifecycleStage]),
    found: (await store.searchRuns({ experimentIds, filter: "metrics.loss < 0.2 and tags.batch = 'yes'" })).runs,
    history: await store.metricHistory(run, "val/auc"),
    big: await store.metricHistory(run, "big"),
    absent: await store.metricHistory(run, "absent"),
    artifacts: [await store.artifacts(run), await store.artifacts(run, "dir"), await store.artifacts(run, "nope")],
    bytes: new TextDecoder().decode(await store.readArtifact(run, "dir/a b.txt")),
    models: await store.registeredModels(),
    logged: await store.loggedModels(),
    errors: [
      await said(store.searchRuns({ experimentIds, filter: "metrics.loss = 'a'" })),
      await said(store.searchRuns({ experimentIds, orderBy: ["loss up"] })),
      await said(store.run("00000000000000000000000000000000")),
      await said(store.logParam(run, "depth", "6")),
      await said(store.setTag(ids[5]!, "a", "b")),
      await said(store.readArtifact(run, "nope.txt")),
      await said(store.purgeRun(ids[5]!)),
    ],
  }
  return JSON.parse(JSON.stringify(read, (_, value) => (typeof value === "bigint" ? `${value}n` : plain(value))))
}

/** Numbers that JSON has not. */
function plain(value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value
}
