import { expect, test } from "vitest"
import type { Run } from "../../src/data/run.js"
import { openStore } from "../../src/node.js"
import { type DecisionCard, decisionSchema } from "../../src/results/decision-card.js"
import { modelRankingSchema } from "../../src/results/model-ranking.js"
import { copiedRequirement } from "./requirement-store.js"
import { leafwise } from "./run.js"

const experiment = "wf_xgboost_AAPL_f150_tr3m_te1m"
const rank = (cwd: string, ...args: string[]) => leafwise(["runs", "rank", "-x", experiment, ...args], { cwd })
const runsOf = async (cwd: string, filter: string): Promise<Run[]> =>
  (await (await openStore(`${cwd}/mlruns`)).searchRuns({ filter })).runs

test("ranks as the document answers, and tags what its searches find", async () => {
  const cwd = await copiedRequirement("001")
  const { code, stdout, stderr } = await rank(cwd, "--json")
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/10 of 50 runs by avg_test_r2, greatest first; 23 tags set, 0 removed/),
  ])
  const ranking = modelRankingSchema.parse(JSON.parse(stdout))
  expect(ranking).toMatchObject({ top_n: 10, total_ranked: 10 })
  expect(await runsOf(cwd, 'tags.top_10 = "true"')).toHaveLength(10)
  expect(await runsOf(cwd, 'tags.production_candidate = "true"')).toHaveLength(3)
  const [first, ...more] = await runsOf(cwd, 'tags.model_rank = "1"')
  expect([first!.runId, more]).toEqual([ranking.summary.best_run_id, []])
})

test("ranking again takes the earlier tags away, and twice the same writes nothing", async () => {
  const cwd = await copiedRequirement("001")
  await rank(cwd)
  const { stderr } = await rank(cwd, "--metric", "avg_test_rmse", "--top-n", "5")
  expect(stderr).toMatch(/by avg_test_rmse, least first; \d+ tags set, \d+ removed/)
  expect(await runsOf(cwd, 'tags.top_10 = "true"')).toEqual([])
  expect(await runsOf(cwd, 'tags.top_5 = "true"')).toHaveLength(5)
  expect(await runsOf(cwd, "tags.model_rank LIKE '%'")).toHaveLength(5)
  expect((await rank(cwd, "--metric", "avg_test_rmse", "--top-n", "5")).stderr).toMatch(/ 0 tags set, 0 removed/)
})

test("--dry-run writes nothing; doubtful rankings are warned of", async () => {
  const cwd = await copiedRequirement("001")
  const { stderr } = await rank(cwd, "--metric", "avg_train_rmse", "--dry-run", "--top-n", "45")
  expect(stderr).toMatch(/warning: avg_train_rmse is measured on the rows of training/)
  expect(stderr).toMatch(/warning: fewer num_folds than the most, 12: \d+\. trial_\d+ \(9\)/)
  expect(stderr).toMatch(/dry run, nothing written: \d+ tags set/)
  expect(await runsOf(cwd, "tags.model_rank LIKE '%'")).toEqual([])
})

test("what cannot be ranked says why", async () => {
  const cwd = await copiedRequirement("001")
  const said = async (...args: string[]) => {
    const { code, stderr } = await leafwise(["runs", "rank", ...args], { cwd })
    return [code, stderr]
  }
  expect(await said("-x", experiment, "--metric", "auc")).toEqual([
    1,
    expect.stringMatching(/No models found: .* finite auc/),
  ])
  expect(await said("-x", experiment.toUpperCase())).toEqual([
    1,
    expect.stringMatching(/no experiment WF_.*is wf_xgboost/),
  ])
  expect(await said("-x", experiment, "--top-n", "0")).toEqual([2, expect.stringMatching(/whole number of at least 1/)])
  expect(await said("-x", experiment, "--alias", "best")).toEqual([2, expect.stringMatching(/--promote NAME/)])
  expect(await said("-x", experiment, "--promote", "new")).toEqual([
    1,
    expect.stringMatching(/nothing to register; --model-path/),
  ])
})

test("the winner's model is registered and promoted", async () => {
  const cwd = await copiedRequirement("001")
  const store = await openStore(`${cwd}/mlruns`)
  const { summary } = JSON.parse((await rank(cwd, "--json", "--dry-run")).stdout)
  await store.logArtifact(summary.best_run_id, "model/model.txt", new TextEncoder().encode("tree\n"))
  const dry = await rank(cwd, "--promote", "aapl_return", "--dry-run")
  expect(dry.stderr).toMatch(
    /would give @champion to version that would be registered \(new\) of trial_\d+, before it version 1/,
  )
  const { stderr } = await rank(
    cwd,
    "--promote",
    "aapl_return",
    "--stage",
    "production",
    "--alias",
    "champion",
    "--archive-existing",
  )
  expect(stderr).toMatch(/model aapl_return: Production and @champion is version 3 \(new\)/)
  const [model] = await (await openStore(`${cwd}/mlruns`)).registeredModels()
  expect(model!.aliases.champion).toBe("3")
  expect(model!.versions.find(({ version }) => version === "3")).toMatchObject({
    stage: "Production",
    runId: summary.best_run_id,
  })
  expect(model!.versions.find(({ version }) => version === "1")).toMatchObject({ stage: "Archived" })
  expect((await rank(cwd, "--promote", "aapl_return")).stderr).toMatch(/@champion is version 3 of trial/)
})

test("a champion is compared with the best of the rest, window by window", async () => {
  const cwd = await copiedRequirement("001")
  const compare = (...args: string[]) => leafwise(["runs", "compare", "-x", experiment, ...args], { cwd })
  const { code, stdout, stderr } = await compare("--champion", "models:/aapl_return@champion", "--json")
  expect(code).toBe(0)
  const [card] = decisionSchema.parse(JSON.parse(stdout)).cards as [DecisionCard]
  expect(card).toMatchObject({ windowMetric: "test_r2", windowsFrom: "steps", lowerIsBetter: false })
  expect(card.champion).toMatchObject({ runName: "trial_4", model: "models:/aapl_return/1" })
  expect(card.windows).toHaveLength(12)
  expect(stderr).toMatch(
    /beats trial_4 \(models:\/aapl_return\/1\) in \d+\/12 windows, avg_test_r2 gained \+0\.\d+ \[.*\]; recommendation: /,
  )
  const stage = await compare("--champion", "models:/aapl_return/Production", "--metric", "avg_test_rmse", "--csv")
  expect(stage.stdout).toMatch(/^challenger,champion,metric/)
  const two = await compare("--top-two", "--markdown")
  expect(two.stdout).toMatch(/^## trial/)
  const page = await compare("--top-two", "--html")
  expect(page.stdout).toMatch(/^<!doctype html>/)
})

test("a comparison that has no windows, or no champion, says so", async () => {
  const cwd = await copiedRequirement("001")
  const said = async (...args: string[]) =>
    (await leafwise(["runs", "compare", "-x", experiment, ...args], { cwd })).stderr
  expect(await said("--champion", "models:/aapl_return@nobody")).toMatch(/has no alias nobody/)
  expect(await said("--champion", "trial_4")).toMatch(/expected models:\/NAME@ALIAS/i)
  expect(await said("--top-two", "--metric", "num_folds")).toMatch(/share \d windows of num_folds, expected at least 2/)
})
