import { expect, test } from "vitest"
import { auditStore, locationFault, shellWord } from "../../src/analysis/audit-store.js"
import { readAuditRules } from "../../src/audit-rules.js"
import type { Run } from "../../src/data/run.js"
import { experimentWith, factsWith, runWith } from "./audit-runs-of.js"

const rules = readAuditRules()
const day = 86_400_000
const now = 100 * day
const audit = (runs: Run[], more = {}) => auditStore(factsWith({ runs, now, ...more }), rules)
const brief = ({ findings, plan }: ReturnType<typeof audit>) => ({
  rules: findings.map(({ rule, subject }) => `${rule} ${subject.id}`),
  steps: plan.steps.map(({ action, id }) => `${action} ${id}`),
})
const metrics = { auc: 0.7 }

test("failed runs and those that run too long can go, registered ones stay", () => {
  const failed = runWith({ status: "FAILED" })
  const killed = runWith({ status: "KILLED" })
  const dead = runWith({ status: "RUNNING", startTime: now - 25 * 3_600_000, endTime: null })
  const alive = runWith({ status: "RUNNING", startTime: now - 3_600_000, endTime: null })
  const result = brief(audit([failed, killed, dead, alive, runWith()], { registered: new Set([killed.runId]) }))
  expect(result.rules).toEqual([
    ...[`store.failed ${failed.runId}`, `store.failed ${killed.runId}`, `store.running ${dead.runId}`],
  ])
  expect(result.steps).toEqual([`delete-run ${failed.runId}`, `delete-run ${dead.runId}`])
})

test("of runs with the same params and metrics the registered one is kept, else the first", () => {
  const params = { depth: "3" }
  const [first, second, third] = [1, 2, 3].map((startTime) => runWith({ params, metrics, startTime }))
  const other = runWith({ params: { depth: "4" }, metrics })
  const runs = [third!, second!, first!, other]
  expect(brief(audit(runs)).steps.sort()).toEqual([`delete-run ${second!.runId}`, `delete-run ${third!.runId}`].sort())
  const registered = new Set([second!.runId])
  expect(brief(audit(runs, { registered })).steps.sort()).toEqual(
    [`delete-run ${first!.runId}`, `delete-run ${third!.runId}`].sort(),
  )
  const folds = ["a", "b"].map((parent) => runWith({ params, metrics, tags: { "mlflow.parentRunId": parent } }))
  expect(brief(audit(folds)).rules).toEqual([])
  expect(brief(audit([runWith(), runWith()])).rules).toEqual([])
})

test("NaN equals NaN", () => {
  const same = [1, 2].map(() => runWith({ params: { a: "1" }, metrics: { r2: Number.NaN } }))
  expect(brief(audit(same)).rules).toHaveLength(1)
})

test("runs inside a run that goes, go with it", () => {
  const parent = runWith({ status: "FAILED" })
  const child = runWith({ tags: { "mlflow.parentRunId": parent.runId } })
  const grandchild = runWith({ tags: { "mlflow.parentRunId": child.runId } })
  expect(brief(audit([parent, child, grandchild])).steps).toEqual(
    [parent, child, grandchild].map(({ runId }) => `delete-run ${runId}`),
  )
})

test("empty experiments and what was deleted long ago", () => {
  const old = runWith({ lifecycleStage: "deleted", deletedTime: now - 31 * day })
  const fresh = runWith({ lifecycleStage: "deleted", deletedTime: now - day })
  const experiments = [
    experimentWith(),
    experimentWith({ experimentId: "0", name: "Default" }),
    experimentWith({ experimentId: "3", name: "gone", lifecycleStage: "deleted", lastUpdateTime: 0 }),
  ]
  const result = audit([old, fresh], { experiments })
  expect(brief(result).rules).toEqual(["store.empty 1", `store.deleted ${old.runId}`, "store.deleted 3"])
  expect(brief(result).steps).toEqual(["delete-experiment 1", `purge-run ${old.runId}`, "purge-experiment 3"])
  expect(result.plan.steps.at(-1)!.command).toBe("leafwise runs gc --older-than 30d --store mlruns")
})

test("a legacy store is archived once its runs are in the main one", () => {
  const legacy = { path: "notebooks/mlruns/mlflow.db", runs: 6, foreign: [] as string[] }
  const moved = audit([runWith()], { others: [legacy], now: Date.parse("2025-12-07T12:00:00Z"), project: "/my work" })
  expect(moved.plan.steps.at(-1)!.command).toBe(
    "cd '/my work' && mv notebooks/mlruns notebooks/mlruns_archived_2025-12-07",
  )
  const left = audit([runWith()], { others: [{ ...legacy, foreign: ["x"] }] })
  expect(left.findings.map(({ severity }) => severity)).toEqual(["warn"])
  expect(left.plan.steps).toEqual([])
})

test("a store belongs into mlruns at the project's root", () => {
  const fault = (place: string | null) => locationFault({ place }, rules.store.location)
  expect([fault("mlruns"), fault(null)]).toEqual([undefined, undefined])
  expect(fault("notebooks/mlruns")).toMatch(/below notebooks/)
  expect(fault("results")).toMatch(/expected mlruns/)
})

test("words of commands are quoted", () => {
  expect(shellWord("a/b-c.db")).toBe("a/b-c.db")
  expect(shellWord("it's; rm -rf")).toBe("'it'\\''s; rm -rf'")
})
