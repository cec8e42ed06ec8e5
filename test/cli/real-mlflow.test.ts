import { execFile } from "node:child_process"
import { readdir, readFile, writeFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { promisify } from "node:util"
import { describe, expect, test } from "vitest"
import { copyRuns } from "../../src/copy-runs.js"
import { openStore } from "../../src/node.js"
import { goldenFolder } from "../stores/golden-store.js"
import { mlflowEnvironment, pythons, startServer } from "../stores/mlflow-server.js"
import { makeDatabase } from "../stores/writable-stores.js"
import { copiedRequirement } from "./requirement-store.js"
import { leafwise, temporaryFolder } from "./run.js"

const experiment = "wf_xgboost_AAPL_f150_tr3m_te1m"
const binary = join(goldenFolder, "permutation/lgb_binary_roc_auc")

/** Ranks, logs an importance and metrics into the best run, and returns the ranking. */
async function rankAndLog(cwd: string, store: string) {
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await leafwise([...args, "--store", store], { cwd })
    expect([code, code === 0 ? "" : stderr]).toEqual([0, ""])
    return stdout
  }
  const ranking = JSON.parse(await done("runs", "rank", "-x", experiment, "--json"))
  const best: string = ranking.summary.best_run_id
  const data = ["-d", join(binary, "features.arrow"), "--target", "__target", "--log-to", best]
  await done("importance", "-m", join(binary, "model.txt"), ...data, "--repeats", "1")
  await writeFile(
    join(cwd, "t.csv"),
    `y,p\n${Array.from({ length: 30 }, (_, i) => `${i % 2},${(i % 7) / 7}`).join("\n")}`,
  )
  await done("metrics", "-d", "t.csv", "--target", "y", "--score", "p", "--log-to", best)
  await logDrift(cwd, best, done)
  return ranking
}

/** Drift between two tables, and anomalies before an event, go into the same run. */
async function logDrift(cwd: string, run: string, done: (...args: string[]) => Promise<string>): Promise<void> {
  const column = (shift: number) => Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 60 + shift).join("\n")
  await writeFile(join(cwd, "before.csv"), `a b\n${column(0)}\n`)
  await writeFile(join(cwd, "after.csv"), `a b\n${column(0.3)}\n`)
  await done("drift", "--reference", "before.csv", "--current", "after.csv", "--log-to", run)
  const days = Array.from(
    { length: 20 },
    (_, i) => `2024-03-${String(i + 1).padStart(2, "0")},X,${i === 9 ? 0.93 : 0.2}`,
  )
  await writeFile(join(cwd, "scores.csv"), `date,stock,score\n${days.join("\n")}\n`)
  await writeFile(join(cwd, "events.csv"), "event,stock,start,end\nsuspension,X,2024-03-15,2024-03-16\n")
  await done("anomalies", "--scores", "scores.csv", "--events", "events.csv", "--log-to", run)
}

/** MLflow looks for artifacts where the store was made: it gets to know where it lies now. */
async function settle(folder: string, cwd: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true })) {
    if (basename(entry) !== "meta.yaml") continue
    const text = await readFile(join(folder, entry), "utf8")
    await writeFile(join(folder, entry), text.replaceAll("/home/analyst/projects/001", cwd))
  }
}

/** The experiment's runs, made anew on a server, which gives them ids of its own. */
async function fill(url: string, folder: string): Promise<void> {
  const [from, to] = [await openStore(folder), await openStore(url)]
  const experimentId = await to.createExperiment(experiment)
  for (const { runName, startTime, metrics, status } of (await from.searchRuns()).runs) {
    const { runId } = await to.createRun({ experimentId, runName, startTime: startTime! })
    await to.logBatch(runId, { metrics: Object.entries(metrics).map(([key, value]) => ({ key, value })) })
    await to.updateRun(runId, { status, endTime: startTime! + 1000 })
  }
}

/** What MLflow's client finds is what was written. */
async function checkWith(python: string, uri: string, ranking: Awaited<ReturnType<typeof rankAndLog>>): Promise<void> {
  const best: string = ranking.summary.best_run_id
  const args = [join(import.meta.dirname, "check_logged.py"), uri, experiment, best]
  const { stdout } = await promisify(execFile)(python, args, { env: mlflowEnvironment, maxBuffer: 1e7 })
  const seen = JSON.parse(/^ANSWER (.*)$/m.exec(stdout)![1]!)
  const ids: string[] = ranking.models.map((model: { run_id: string }) => model.run_id)
  expect(seen.top).toEqual([...ids].sort())
  expect(seen.candidates).toEqual(ids.slice(0, 3).sort())
  expect(seen.first).toEqual([best])
  expect(seen.params).toMatchObject({ total_features: "28" })
  expect(seen.metrics).toMatchObject({ importance_max: expect.any(Number), roc_auc: expect.any(Number) })
  expect(seen.metrics).toMatchObject({
    detection_rate: 1,
    avg_early_warning_days: 5,
    drift_psi_max: expect.any(Number),
  })
  const names = [
    "drift.json",
    "anomaly_report.json",
    "feature_importance.csv",
    "feature_importance.png",
    "permutation_importance.json",
    "roc_curve.png",
  ]
  expect(seen.artifacts).toEqual(expect.arrayContaining(names))
  expect(seen.csv).toBe("rank,feature,importance,std")
}

describe.runIf(pythons.length > 0)("MLflow itself", () => {
  test.for(pythons)("finds what was ranked and logged in a folder: %s", { timeout: 240_000 }, async (python) => {
    const cwd = await copiedRequirement("001")
    await settle(join(cwd, "mlruns"), cwd)
    const ranking = await rankAndLog(cwd, "mlruns")
    await checkWith(python, join(cwd, "mlruns"), ranking)
  })

  test.for(pythons)("finds what was ranked and logged in a database: %s", { timeout: 240_000 }, async (python) => {
    const from = await openStore(join(await copiedRequirement("001"), "mlruns"))
    const cwd = await temporaryFolder()
    const { stdout } = await promisify(execFile)(python, ["-c", "import mlflow; print(mlflow.__version__)"], { cwd })
    await makeDatabase(cwd, stdout.trim() as "2.9.2")
    await copyRuns(from, await openStore(join(cwd, "mlflow.db")))
    const ranking = await rankAndLog(cwd, "mlflow.db")
    await checkWith(python, `sqlite:///${cwd}/mlflow.db`, ranking)
  })

  test.for(pythons)(
    "serves what was ranked and logged, as the document asks it: %s",
    { timeout: 240_000 },
    async (python) => {
      const cwd = await copiedRequirement("001")
      const { url, end } = await startServer(python, [
        ...["--backend-store-uri", "sqlite:///{folder}/mlflow.db", "--artifacts-destination", "{folder}/artifacts"],
        "--serve-artifacts",
      ])
      try {
        await fill(url, join(cwd, "mlruns"))
        const ranking = await rankAndLog(cwd, url)
        await checkWith(python, url, ranking)
        const id = (await (await openStore(url)).experiments()).find(({ name }) => name === experiment)!.experimentId
        const filter = 'tags.top_10 = "true"'
        const asked = { method: "POST", headers: { "content-type": "application/json" } }
        const body = JSON.stringify({ experiment_ids: [id], filter })
        const search = await fetch(`${url}/api/2.0/mlflow/runs/search`, { ...asked, body })
        expect(((await search.json()) as { runs: unknown[] }).runs).toHaveLength(10)
        const get = await fetch(`${url}/api/2.0/mlflow/runs/get?run_id=${ranking.summary.best_run_id}`)
        const { run } = (await get.json()) as { run: { data: { tags: { key: string; value: string }[] } } }
        expect(run.data.tags).toEqual(expect.arrayContaining([{ key: "model_rank", value: "1" }]))
      } finally {
        await end()
      }
    },
  )
})
