import { execFileSync } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import type { Audit, Finding } from "../../src/results/audit.js"
import { copyFolder } from "../harness/copy-folder.js"
import { goldenFolder } from "../stores/golden-store.js"
import { lastWindow, leafwise, sample, temporaryFolder } from "./run.js"

const requirements = join(goldenFolder, "requirements")
const audited = async (document: string, ...args: string[]): Promise<Audit> => {
  const { stdout, stderr, code } = await leafwise(["audit", "--store", join(requirements, document), "--json", ...args])
  expect(stderr).not.toMatch(/^leafwise:/m)
  expect(code).toBe(0)
  return JSON.parse(stdout)
}
const ruled = ({ findings }: Audit, rule: string): Finding[] => findings.filter((each) => each.rule === rule)

test("002: the seven criteria come to 6/7 (86 %), as the document has them", async () => {
  for (const place of ["002", "002/mlruns", "002/mlruns/mlflow.db"]) {
    const { criteria, score } = await audited(place)
    expect(criteria!.map(({ criterion, status }) => `${criterion} ${status}`)).toEqual([
      ...["Location PASS", "Naming PASS", "Metrics PARTIAL", "Parameters PASS", "Tags PASS", "Database PASS"],
      "Completeness PARTIAL",
    ])
    expect(score).toEqual({ points: 6, total: 7, percent: 86 })
    expect(criteria![2]!.notes).toMatch(/^Missing training metrics/)
    expect(criteria![6]!.notes).toMatch(/^Some runs incomplete/)
  }
})

test("002: Markdown has the document's checklist, cleanup its archive command", async () => {
  const { stdout } = await leafwise(["audit", "--store", join(requirements, "002"), "--markdown"])
  expect(stdout).toMatch(/\| Location \| ✅ PASS \| Runs in ROOT\/mlruns\/ \|/)
  expect(stdout).toMatch(/\| Metrics \| ⚠️ PARTIAL \| Missing training metrics/)
  expect(stdout).toContain("**Overall Score**: 6/7 criteria passed (86%)")
  expect(stdout).toMatch(/mv notebooks\/mlruns notebooks\/mlruns_archived_\d{4}-\d\d-\d\d/)
})

test("002: the legacy store is below notebooks", async () => {
  const { criteria } = await audited("002/notebooks/mlruns")
  expect(criteria![0]).toMatchObject({ status: "FAIL", notes: expect.stringContaining("below notebooks") })
})

test("001: embargo, training window, train errors and a name without its param", async () => {
  const result = await audited("001/mlruns")
  expect(ruled(result, "metrics.embargo")).toMatchObject([
    { severity: "warn", evidence: { horizon_months: 3, embargo_months: 1, overlap_months: 2 } },
  ])
  expect(ruled(result, "metrics.overfitting").length).toBeGreaterThan(40)
  expect(ruled(result, "names.values")).toMatchObject([{ severity: "info", evidence: { part: "f150" } }])
  expect(ruled(result, "names.run")).toEqual([])
  expect(
    ruled(result, "store.failed")
      .map(({ subject }) => subject.name)
      .sort(),
  ).toEqual(["trial_19", "trial_44"])
  expect(ruled(result, "store.running").map(({ subject }) => subject.name)).toEqual(["trial_49"])
})

test("003: the thorough run has both checklists, the other one's faults are found", async () => {
  const result = await audited("003/mlruns")
  const checklist = [
    ...[
      "confusion-matrix",
      "feature-importance",
      "roc-pr-curves",
      "model-artifact",
      "dataset",
      "requirements",
      "pinned",
    ],
    ...["seed", "git-commit", "environment", "version-and-stage", "description", "nested-folds", "experiment-name"],
  ]
  const of = (name: string) => result.findings.filter(({ subject }) => subject.name === name).map(({ rule }) => rule)
  expect(of("cv_xgboost_v1").filter((rule) => checklist.includes(rule.replace("runs.", "")))).toEqual([])
  expect(of("test")).toEqual(
    expect.arrayContaining(
      [
        ...["confusion-matrix", "feature-importance", "roc-pr-curves", "model-artifact", "dataset", "requirements"],
        ...["seed", "git-commit", "environment", "version-and-stage", "description"],
      ].map((each) => `runs.${each}`),
    ),
  )
  expect(of("test")).toEqual(expect.arrayContaining(["names.run", "metrics.imbalance"]))
})

test("004: a window that is not the param's, an empty experiment and what was deleted", async () => {
  const result = await audited("004/mlruns")
  expect(ruled(result, "names.values").map(({ subject, message }) => `${subject.name}: ${message}`)).toEqual([
    "correlation_window_60: the name says window_60, but window is 30",
  ])
  expect(ruled(result, "names.run")).toEqual([])
  expect(ruled(result, "store.empty").map(({ subject }) => subject.name)).toEqual(["scratch"])
  expect(ruled(result, "store.deleted").map(({ subject }) => subject.name)).toEqual(["run_1"])
  expect(ruled(result, "runs.project-tags").map(({ subject }) => subject.name)).toEqual(["ensemble_backtest"])
  expect(result.cleanup!.steps.map(({ action }) => action)).toEqual(["delete-experiment", "purge-run"])
})

test("--family, -x and --fail-on choose what is looked at, and the exit code", async () => {
  const store = join(requirements, "004/mlruns")
  const names = await audited("004/mlruns", "--family", "names")
  expect(new Set(names.findings.map(({ family }) => family))).toEqual(new Set(["names"]))
  expect(names.criteria).toBeNull()
  const one = await audited("004/mlruns", "-x", "isolation_forest", "--family", "names,store")
  expect(one.findings).toEqual([])
  const codes = async (...args: string[]) => (await leafwise(["audit", "--store", store, "--family", ...args])).code
  expect(await codes("names", "--fail-on", "warn")).toBe(3)
  expect(await codes("names", "--fail-on", "fail")).toBe(0)
  expect(await codes("names", "-x", "isolation_forest", "--fail-on", "warn")).toBe(0)
  expect(await codes("nonsense")).toBe(2)
})

test("rules are a file of one's own", async () => {
  const folder = await temporaryFolder()
  const { stdout: rules } = await leafwise(["audit", "--print-rules"])
  const file = join(folder, "audit-rules.yaml")
  await writeFile(file, rules.replace("hours: 24", "hours: 100000000"))
  expect(ruled(await audited("001/mlruns", "--rules", file), "store.running")).toEqual([])
  await writeFile(file, rules.replace("auc: 0.90 ", "auc: high "))
  const wrong = await leafwise(["audit", "--store", join(requirements, "001/mlruns"), "--rules", file])
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toMatch(/audit-rules\.yaml: metrics\.leakage\.auc: .*number.*--print-rules/)
})

test("a plan is done by runs gc: what it deletes can be restored", async () => {
  const folder = await temporaryFolder()
  copyFolder(join(requirements, "004/mlruns"), join(folder, "mlruns"))
  const run = (...args: string[]) => leafwise(args, { cwd: folder })
  expect((await run("audit", "--family", "store", "--plan", "plan.json")).code).toBe(0)
  const dry = await run("runs", "gc", "--plan", "plan.json", "--dry-run", "--json")
  expect(JSON.parse(dry.stdout).steps).toHaveLength(2)
  const store = () => openStore(join(folder, "mlruns"))
  const scratch = async () =>
    (await (await store()).experiments({ view: "ALL" })).find(({ name }) => name === "scratch")!
  expect((await scratch()).lifecycleStage).toBe("active")
  const done = await run("runs", "gc", "--plan", "plan.json", "--yes")
  expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining("2 steps done") })
  expect((await scratch()).lifecycleStage).toBe("deleted")
  expect((await (await store()).searchRuns({ view: "DELETED_ONLY" })).runs).toEqual([])
  expect(await run("runs", "gc")).toMatchObject({ code: 2 })
  await writeFile(join(folder, "plan.json"), '{"store": 1}')
  expect((await run("runs", "gc", "--plan", "plan.json", "--yes")).stderr).toMatch(
    /plan\.json: expected a cleanup plan/,
  )
})

test("--emit python writes valid Python: known values are written out, others are arguments", async () => {
  const folder = await temporaryFolder()
  const file = join(folder, "complete.py")
  const args = ["audit", "--store", join(requirements, "002"), "--emit", "python", "-o", file]
  expect((await leafwise(args)).code).toBe(0)
  const text = await readFile(file, "utf8")
  expect(text).toContain('mlflow.log_metric("train_roc_auc", train_roc_auc)')
  expect(text).toContain("mlflow.log_artifact(confusion_matrix_png_path)")
  // MLflow's own start_run would end a failed run as finished.
  expect(text).toMatch(/^ {4}with resumed\("[0-9a-f]{32}"\):$/m)
  expect(text).toContain('mlflow.log_param("python_version", platform.python_version())')
  execFileSync("python3", ["-m", "py_compile", file])
})

test("a model of a run is audited with its rows, and its scores are known to the script", async () => {
  const run = lastWindow
  const test12 = join(sample, "data/test-2013-12.feather")
  const base = ["audit", "-m", `runs:/${run.runId}/model.txt`, "--store", join(sample, "mlruns"), "--test", test12]
  const { stdout } = await leafwise([...base, "--family", "metrics", "--json", "--threads", "1"])
  const { headline, model } = JSON.parse(stdout) as Audit
  expect(model).toBe("model.txt")
  expect(headline[0]!.test).toBeCloseTo(run.metrics.test_auc!, 9)
  const { stdout: script } = await leafwise([...base, "--emit", "python", "--threads", "1"])
  const recall = headline.find(({ metric }) => metric === "recall")!.test
  expect(script).toContain(`mlflow.log_metric("recall", ${recall})`)
})

test("tables alone ask for nothing of a store", async () => {
  const test12 = join(sample, "data/test-2013-12.feather")
  const folder = await temporaryFolder()
  const args = ["audit", "--train", test12, "--test", test12, "--threads", "1", "--json"]
  const { stdout, code } = await leafwise(args, { cwd: folder })
  expect(code).toBe(0)
  const result = JSON.parse(stdout) as Audit
  expect(result.store).toBeNull()
  expect(ruled(result, "metrics.shared-rows")).toMatchObject([{ severity: "fail", evidence: { share: 1 } }])
})
