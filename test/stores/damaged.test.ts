import { join } from "node:path"
import { expect, test } from "vitest"
import type { Run } from "../../src/data/run.js"
import { diskFiles } from "../../src/node/files.js"
import { openStore } from "../../src/node.js"
import { openWorkspace } from "../../src/workspace.js"
import { goldenFolder, goldenJson, type JsonNumber, numberOf } from "./golden-store.js"

interface Raised {
  readonly error: string
}

interface SeenRun {
  readonly run_id: string
  readonly run_name: string
  readonly status: string
  readonly start_time: number
  readonly params: Record<string, string>
  readonly tags: Record<string, string>
  readonly metrics: Record<string, [value: JsonNumber, timestamp: number, step: number]>
}

/** A store damaged in one way, and what MLflow's own client does with it. */
interface DamagedStore {
  readonly case: string
  readonly damaged_run: string
  readonly all_runs: string[]
  readonly experiments: string[] | Raised
  readonly search_runs: SeenRun[] | Raised
  readonly history_m: [JsonNumber, number, number][] | Raised
}

const { cases } = await goldenJson<{ cases: DamagedStore[] }>("mlflow/corrupt_cases.json")
const EXPERIMENT = "111222333"
const RUN = `${EXPERIMENT}/795b929e9a9a40fdaa7b5bf55eb561a4`

/** What is damaged: the file that is named, and why it cannot be read. */
const reported: Record<string, [path: string, reason: RegExp]> = {
  run_meta_missing: [`${RUN}/meta.yaml`, /^meta.yaml is missing/],
  run_meta_empty: [`${RUN}/meta.yaml`, /empty/],
  run_meta_garbage: [`${RUN}/meta.yaml`, /deficient indentation \(2:1\)/],
  run_meta_truncated: [`${RUN}/meta.yaml`, /unexpected end .*quoted scalar \(4:24\)/],
  run_meta_bad_status: [`${RUN}/meta.yaml`, /^status is 9, expected 1 to 5$/],
  metric_blank_line: [`${RUN}/metrics/m`, /^line 2 is "", expected/],
  metric_four_fields: [`${RUN}/metrics/m`, /^line 1 is "1700000000000 1.5 0 x", expected/],
  metric_five_fields_dataset_with_space: [`${RUN}/metrics/m`, /^line 1 is "1700000000000 1.5 3 my data dig"/],
  metric_word_value: [`${RUN}/metrics/m`, /^line 1 is "1700000000000 abc 0"/],
  metric_float_timestamp: [`${RUN}/metrics/m`, /^line 1 is "1700000000000.5 1.5 1"/],
  metric_ds_store: [`${RUN}/metrics/.DS_Store`, /^line 1 is "\\u0000\\u0001"/],
  param_not_utf8: [`${RUN}/params/p`, /utf-8/],
  exp_meta_garbage: [`${EXPERIMENT}/meta.yaml`, /deficient indentation \(2:1\)/],
  run_meta_string_status: [`${RUN}/meta.yaml`, /^status is "RUNNING", MLflow itself expects 1$/],
  run_meta_no_start_time: [`${RUN}/meta.yaml`, /^start_time is missing, MLflow itself needs it$/],
  metric_bad_name: [`${RUN}/metrics/bad@name`, /^MLflow itself refuses the name "bad@name"$/],
  exp_dir_renamed: ["not a number", /^the folder is called not a number, expected 111222333 as its experiment$/],
}

/** MLflow raises, and here nothing is lost: the run is shown whole, and what MLflow stumbles over is named. */
const readWhole = ["run_meta_string_status", "run_meta_no_start_time", "metric_bad_name", "exp_dir_renamed"]

/** The run's folder and its meta.yaml name different runs: the run is shown whole and the folder is reported. */
const misnamed = ["run_meta_wrong_run_id", "run_dir_renamed"]

const opened = (name: string) => openStore(join(goldenFolder, "mlflow/corrupt", name, "mlruns"))
const raised = (answer: unknown): answer is Raised => !Array.isArray(answer)

test("every case is accounted for: as MLflow shows it, or reported where MLflow raises", () => {
  const raising = cases.filter(({ experiments, search_runs }) => raised(experiments) || raised(search_runs))
  // MLflow skips a run without meta.yaml in silence.
  const named = Object.keys(reported).filter((name) => name !== "run_meta_missing")
  expect(raising.map((each) => each.case).sort()).toEqual([...named, ...misnamed].sort())
  expect(cases).toHaveLength(34)
})

for (const each of cases) {
  test(`${each.case}: the other runs load, and what is damaged is named with its reason`, async () => {
    const store = await opened(each.case)
    const experiments = (await store.experiments()).map(({ experimentId }) => experimentId)
    expect(experiments.sort()).toEqual(["0", EXPERIMENT])
    const runs = (await store.searchRuns()).runs.map(({ runId }) => runId)
    const others = each.all_runs.filter((runId) => runId !== each.damaged_run)
    expect(runs).toEqual(expect.arrayContaining(others))
    if (misnamed.includes(each.case)) return
    const [path, reason] = reported[each.case] ?? []
    expect(store.problems().map((problem) => problem.path)).toEqual(path ? [path] : [])
    if (reason) expect(store.problems()[0]!.reason).toMatch(reason)
  })
}

for (const { case: name, damaged_run, search_runs, history_m } of cases) {
  if (raised(search_runs) || search_runs.length === 0) continue
  test(`${name}: the run is what MLflow makes of it`, async () => {
    const store = await opened(name)
    expect(seenFrom(await store.run(damaged_run))).toEqual(asSeen(search_runs[0]!))
    const history = await store.metricHistory(damaged_run, "m")
    // MLflow's get_run also wants folders that are empty; here they are not missed.
    if (!raised(history_m)) {
      expect(history).toEqual(
        history_m.map(([value, timestamp, step]) => ({ value: numberOf(value), timestamp, step: BigInt(step) })),
      )
    }
  })
}

for (const name of readWhole) {
  test(`${name}: the run is shown with all it has`, async () => {
    const run = await (await opened(name)).run(cases[0]!.damaged_run)
    expect(run).toMatchObject({ runName: "run1", status: "RUNNING", params: { p: "1" }, metrics: { m: 1.5 } })
    expect(run.startTime).toBe(name === "run_meta_no_start_time" ? null : 1700000000001)
  })
}

test("a run whose meta.yaml is damaged is refused by name when it is asked for", async () => {
  const store = await opened("run_meta_garbage")
  const runId = cases[0]!.damaged_run
  await expect(store.run(runId)).rejects.toThrow(`run ${runId} cannot be read; problems() says why`)
  await expect(store.metricHistory(runId, "m")).rejects.toThrow("cannot be read")
})

test("a damaged metric or param leaves the rest of its run", async () => {
  const metric = await (await opened("metric_word_value")).run(cases[0]!.damaged_run)
  expect(metric).toMatchObject({ runName: "run1", metrics: {}, params: { p: "1" } })
  const param = await (await opened("param_not_utf8")).run(cases[0]!.damaged_run)
  expect(param).toMatchObject({ runName: "run1", metrics: { m: 1.5 }, params: {} })
})

test("a problem names its line where there is one", async () => {
  const store = await opened("metric_blank_line")
  await store.searchRuns()
  expect(store.problems()).toEqual([
    { path: `${RUN}/metrics/m`, line: 2, reason: 'line 2 is "", expected "timestamp value step"' },
  ])
})

test("the runs of an experiment whose meta.yaml is damaged are shown under its folder's name", async () => {
  const store = await opened("exp_meta_garbage")
  const damaged = (await store.experiments()).find(({ experimentId }) => experimentId === EXPERIMENT)
  expect(damaged).toMatchObject({ name: EXPERIMENT, lifecycleStage: "active", creationTime: null, runCount: 3 })
})

for (const name of misnamed) {
  test(`${name}: every run that is listed can be opened by its id`, async () => {
    const store = await opened(name)
    for (const run of (await store.searchRuns()).runs) expect(await store.run(run.runId)).toEqual(run)
  })

  test(`${name}: what is wrong with the run is said`, async () => {
    const store = await opened(name)
    await store.searchRuns()
    expect(store.problems().map((problem) => problem.path)).toEqual([expect.stringContaining(EXPERIMENT)])
  })

  test(`${name}: the folder still opens as a workspace`, async () => {
    const workspace = await openWorkspace(diskFiles(join(goldenFolder, "mlflow/corrupt", name)))
    expect(workspace.stores).toHaveLength(1)
  })
}

function seenFrom(run: Run) {
  const { runId, runName, status, startTime, params, tags, metrics } = run
  return { runId, runName, status, startTime, params, tags, metrics }
}

function asSeen(seen: SeenRun): ReturnType<typeof seenFrom> {
  const metrics = Object.entries(seen.metrics).map(([key, [value]]) => [key, numberOf(value)])
  return {
    runId: seen.run_id,
    runName: seen.run_name,
    status: seen.status as Run["status"],
    startTime: seen.start_time,
    params: seen.params,
    tags: seen.tags,
    metrics: Object.fromEntries(metrics),
  }
}
