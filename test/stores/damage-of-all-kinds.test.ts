import { mkdir, rm, symlink } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { runFiles, temporaryStore, twoRuns } from "./temporary-store.js"

const meta = (id: string, fields: Record<string, string>): string =>
  Object.entries({ run_id: id, run_name: "x", experiment_id: "'7'", start_time: "1", status: "3", ...fields })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("")

interface Damage {
  readonly files: Record<string, string | Uint8Array>
  /** What is reported: path and reason. */
  readonly reported: [path: string, reason: RegExp, line?: number | undefined][]
  /** What run b still has; absent where it cannot be shown. */
  readonly metrics?: Record<string, number>
  readonly params?: Record<string, string>
  readonly experiments?: string[]
}

const whole = { metrics: { m: 0.5 }, params: { p: "1" } }
const b = (files: Record<string, string | Uint8Array>) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`7/b/${path}`, content]))
const metric = (
  text: string | Uint8Array,
  reason: RegExp,
  line?: number,
  metrics: Record<string, number> = {},
): Damage => ({
  files: b({ "metrics/m": text }),
  reported: [["7/b/metrics/m", reason, line]],
  metrics,
  params: { p: "1" },
})
const runMeta = (text: string | Uint8Array, reason: RegExp, line?: number): Damage => ({
  files: b({ "meta.yaml": text }),
  reported: [["7/b/meta.yaml", reason, line]],
})

const damages: Record<string, Damage> = {
  "a metric file that is empty": metric("", /empty/),
  "a metric file of one blank line": metric("\n", /^line 1 is ""/, 1),
  "a blank line between values": metric("1 0.5 0\n\n2 0.75 1\n", /^line 2 is ""/, 2, { m: 0.75 }),
  "a word among values": metric("1 0.5 0\n2 high 1\n", /^line 2 is "2 high 1"/, 2, { m: 0.5 }),
  "a step with a point": metric("1 0.5 0\n2 0.75 1.5\n", /^line 2/, 2, { m: 0.5 }),
  "four fields": metric("1 0.5 0 x\n", /^line 1/, 1),
  "six fields": metric("1 0.5 3 my data d1\n", /^line 1 .*no spaces in a dataset's name$/, 1, { m: 0.5 }),
  "one field": metric("1\n", /^line 1/, 1),
  "tabs between fields": metric("1\t0.5\t0\n", /^line 1/, 1),
  "a comma for a point": metric("1 0,5 0\n", /^line 1/, 1),
  "bytes that are no text": metric(new Uint8Array([0xff, 0xfe, 0x00]), /utf-8/),
  "zeros after a crash of the machine": metric(new Uint8Array(64), /^line 1/, 1),
  "a last line that is half written": {
    files: b({ "metrics/m": "1 0.5 0\n2 2." }),
    reported: [],
    metrics: { m: 2 },
    params: { p: "1" },
  },
  "a file of the Finder among metrics": {
    files: b({ "metrics/.DS_Store": new Uint8Array([0, 1, 2]) }),
    reported: [["7/b/metrics/.DS_Store", /^line 1/, 1]],
    ...whole,
  },
  "a param that is no text": {
    files: b({ "params/q": new Uint8Array([0xff]) }),
    reported: [["7/b/params/q", /utf-8/]],
    ...whole,
  },
  "a tag that is no text": {
    files: b({ "tags/q": new Uint8Array([0xc3]) }),
    reported: [["7/b/tags/q", /utf-8/]],
    ...whole,
  },
  "a name that MLflow refuses": {
    files: b({ "params/a=b": "1" }),
    reported: [["7/b/params/a=b", /refuses the name "a=b"/]],
    metrics: { m: 0.5 },
    params: { p: "1", "a=b": "1" },
  },
  "an empty meta.yaml": runMeta("", /empty/),
  "a meta.yaml of spaces": runMeta("  \n", /empty/),
  "a meta.yaml of zeros": runMeta(new Uint8Array(32), /null byte/, 1),
  "a meta.yaml that is a list": runMeta("- a\n", /no mapping/),
  "a meta.yaml that is a word": runMeta("hello\n", /no mapping/),
  "a meta.yaml that is cut": runMeta("run_id: b\nrun_name: 'x", /./, 2),
  "a meta.yaml that is no text": runMeta(new Uint8Array([0x72, 0xff]), /utf-8/),
  "a meta.yaml with a tag of Python": runMeta("run_id: !!python/object:os.system x\n", /unknown scalar tag/, 1),
  "a meta.yaml without a run id": runMeta("status: 3\nstart_time: 1\n", /no run_id/),
  "an unknown status": runMeta(meta("b", { status: "9" }), /status is 9/),
  "a status beyond 2^53": runMeta(meta("b", { status: "99999999999999999999" }), /status is 99999999999999999999/),
  "an unknown stage": runMeta(meta("b", { lifecycle_stage: "gone" }), /lifecycle_stage is "gone"/),
  "a status in words": {
    files: b({ "meta.yaml": meta("b", { status: "FAILED" }) }),
    reported: [["7/b/meta.yaml", /expects 4/]],
    ...whole,
  },
  "a start that is no time": {
    files: b({ "meta.yaml": meta("b", { start_time: "yesterday" }) }),
    reported: [["7/b/meta.yaml", /start_time is yesterday/]],
    ...whole,
  },
  "a start beyond every date": {
    files: b({ "meta.yaml": meta("b", { start_time: "99999999999999999999" }) }),
    reported: [["7/b/meta.yaml", /start_time is 9{20}/]],
    ...whole,
  },
  "an experiment of another id": {
    files: b({ "meta.yaml": meta("b", { experiment_id: "'8'" }) }),
    reported: [["7/b/meta.yaml", /experiment_id is 8, expected 7/]],
    ...whole,
  },
  "a run id of another run": {
    files: b({ "meta.yaml": meta("a", {}) }),
    reported: [
      ["7/b", /copy of run a/],
      ["7/b", /expected a as its run/],
    ],
  },
  "a copy of a run": {
    files: { ...twoRuns(), "7/b (copy)/meta.yaml": meta("b", {}) },
    reported: [
      ["7/b (copy)", /copy of run b/],
      ["7/b (copy)", /expected b as its run/],
    ],
    ...whole,
  },
  "the same run in two experiments": {
    files: { "8/meta.yaml": "experiment_id: '8'\nname: eight\n", ...runFiles("b", 2, "8") },
    reported: [["8/b", /copy of run b, which is shown from 7\/b/]],
    experiments: ["7", "8"],
    ...whole,
  },
  "a copy of an experiment": {
    files: { "7 (copy)/meta.yaml": "experiment_id: '7'\nname: seven\n" },
    reported: [
      ["7 (copy)", /copy of experiment 7/],
      ["7 (copy)", /expected 7 as its experiment/],
    ],
    experiments: ["7", "7 (copy)"],
    ...whole,
  },
  "an experiment of an empty meta.yaml": {
    files: { "7/meta.yaml": "" },
    reported: [["7/meta.yaml", /empty/]],
    ...whole,
  },
  "an experiment of a cut meta.yaml": {
    files: { "7/meta.yaml": "name: 'x" },
    reported: [["7/meta.yaml", /./, 1]],
    ...whole,
  },
  "an experiment with a stage of no meaning": {
    files: { "7/meta.yaml": "experiment_id: '7'\nlifecycle_stage: gone\n" },
    reported: [],
    ...whole,
  },
  "an experiment's time that is none": {
    files: { "7/meta.yaml": "experiment_id: '7'\ncreation_time: soon\n" },
    reported: [["7/meta.yaml", /creation_time is soon/]],
    ...whole,
  },
  "an experiment's tag that is no text": {
    files: { "7/tags/q": new Uint8Array([0xff]) },
    reported: [["7/tags/q", /utf-8/]],
    ...whole,
  },
  "a dataset that is gone": {
    files: b({ "inputs/i/meta.yaml": "source_type: DATASET\nsource_id: none\ntags: {}\n" }),
    reported: [["7/b/inputs/i/meta.yaml", /the dataset none/]],
    ...whole,
  },
  "an input that is cut": {
    files: b({ "inputs/i/meta.yaml": "source_type: 'DA" }),
    reported: [["7/b/inputs/i/meta.yaml", /./, 1]],
    ...whole,
  },
  "a file where metrics are expected": {
    files: b({ metrics: "x" }),
    reported: [["7/b/metrics", /is a file, expected a folder/]],
    metrics: {},
    params: { p: "1" },
  },
  "a file beside the runs": { files: { "7/notes.txt": "x", "7/.DS_Store": "x" }, reported: [], ...whole },
  "a file beside the experiments": { files: { "notes.txt": "x" }, reported: [], ...whole },
  "a folder of artifacts beside the runs": { files: { "7/c/artifacts/x.txt": "x" }, reported: [], ...whole },
  "a run's folder without meta.yaml": {
    files: { "7/c/metrics/m": "1 1 1\n" },
    reported: [["7/c/meta.yaml", /missing/]],
    ...whole,
  },
}

for (const [what, damage] of Object.entries(damages)) {
  test(`${what}: what is damaged is named, the rest is shown`, async () => {
    const files = twoRuns(damage.files)
    if ("7/b/metrics" in files) delete files["7/b/metrics/m"]
    const store = await openStore(await temporaryStore(files))
    const experiments = (await store.experiments()).map(({ experimentId }) => experimentId)
    expect(experiments.sort()).toEqual(damage.experiments ?? ["7"])
    const { runs } = await store.searchRuns()
    expect(runs.find(({ runId }) => runId === "a")).toMatchObject({ ...whole, runName: "run a" })
    const run = runs.find(({ runId }) => runId === "b")
    if (damage.metrics) expect(run).toMatchObject({ metrics: damage.metrics, params: damage.params })
    else expect(run).toBeUndefined()
    if (run) expect(await store.run("b")).toEqual(run)
    const byReason = (a: { reason: string }, b: { reason: string }) => (a.reason < b.reason ? -1 : 1)
    expect([...store.problems()].sort(byReason)).toEqual(
      damage.reported.map(([path, reason, line]) => ({
        path,
        reason: expect.stringMatching(reason),
        ...(line !== undefined && { line }),
      })),
    )
  })
}

test("an experiment that has lost its meta.yaml is shown by its folder's name", async () => {
  const files = twoRuns()
  delete files["7/meta.yaml"]
  const store = await openStore(await temporaryStore({ ...files, "8/meta.yaml": "experiment_id: '8'\nname: eight\n" }))
  expect((await store.experiments()).map(({ name, runCount }) => [name, runCount])).toEqual([
    ["7", 2],
    ["eight", 0],
  ])
  expect(store.problems()).toEqual([{ path: "7/meta.yaml", reason: expect.stringMatching(/missing/) }])
})

test("folders in the place of files, and links in circles or to nowhere, cost no more than themselves", async () => {
  const folder = await temporaryStore(twoRuns())
  await rm(join(folder, "7/b/meta.yaml"))
  await mkdir(join(folder, "7/b/meta.yaml"))
  await symlink("..", join(folder, "7/a/metrics/up"))
  await symlink("self", join(folder, "7/a/metrics/self"))
  await symlink("nowhere", join(folder, "7/a/params/gone"))
  await symlink(".", join(folder, "7/again"))
  await symlink("..", join(folder, "8"))
  const store = await openStore(folder)
  const { runs } = await store.searchRuns()
  expect(runs.map(({ runId }) => runId)).toEqual(["a"])
  expect(runs[0]).toMatchObject({ metrics: { m: 0.5 }, params: { p: "1" } })
  const paths = store.problems().map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(["7/a/metrics/self", "7/a/params/gone", "7/again/meta.yaml"]))
})

test("metrics of 200,000 lines, and keys nested deep, are read", async () => {
  const lines = Array.from({ length: 200_000 }, (_, i) => `${i} ${i / 7} ${i}\n`).join("")
  const deep = Array.from({ length: 40 }, (_, i) => `k${i}`).join("/")
  const files = twoRuns({ "7/b/metrics/long": lines, [`7/b/metrics/${deep}`]: "1 0.25 0\n" })
  const run = await (await openStore(await temporaryStore(files))).run("b")
  expect(run.metrics).toEqual({ m: 0.5, long: 199_999 / 7, [deep]: 0.25 })
})
