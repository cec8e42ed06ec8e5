import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { goldenFolder } from "../stores/golden-store.js"
import { copiedRequirement } from "./requirement-store.js"
import { leafwise } from "./run.js"

const binary = join(goldenFolder, "permutation/lgb_binary_roc_auc")
const from = ["-m", join(binary, "model.txt"), "-d", join(binary, "features.arrow"), "--target", "__target"]

async function trial(cwd: string, number: number) {
  const store = await openStore(join(cwd, "mlruns"))
  const { runs } = await store.searchRuns({ filter: `attributes.run_name = 'trial_${number}'` })
  return { store, run: runs[0]! }
}

test("importance --log-to writes what the document lists; again, changed params become tags", async () => {
  const cwd = await copiedRequirement("001")
  const { run } = await trial(cwd, 3)
  const args = ["importance", ...from, "--repeats", "2", "--store", "mlruns", "--log-to", run.runId.slice(0, 10)]
  const first = await leafwise([...args, "--kept", "kept.txt", "--retrain-script", "retrain.py"], { cwd })
  expect([first.code, first.stderr]).toEqual([
    0,
    expect.stringMatching(
      /24 metrics, 2 params, permutation_importance.json, feature_importance.csv, feature_importance.png/,
    ),
  ])
  const { store, run: logged } = await trial(cwd, 3)
  expect(logged.params.total_features).toBe("28")
  expect(logged.params.feature_names!.split(",")).toHaveLength(28)
  const csv = new TextDecoder().decode(await store.readArtifact(run.runId, "feature_importance.csv")).split("\n")
  expect(csv[0]).toBe("rank,feature,importance,std")
  const [, best = "", value] = csv[1]!.split(",")
  expect(logged.metrics[`importance_${best}`]).toBe(Number(value))
  expect(logged.metrics.importance_max).toBe(Number(value))
  const png = await store.readArtifact(run.runId, "feature_importance.png")
  expect([...png.subarray(1, 4)]).toEqual([...Buffer.from("PNG")])
  const kept = (await readFile(join(cwd, "kept.txt"), "utf8")).trimEnd().split("\n")
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThan(28)
  const script = await readFile(join(cwd, "retrain.py"), "utf8")
  expect(script).toContain(`RETRAINED_FROM = "${run.runId}"`)
  expect(script).toContain('"learning_rate":')
  await store.logParam((await trial(cwd, 5)).run.runId, "total_features", "150")
  const other = (await trial(cwd, 5)).run.runId
  const again = await leafwise([...args.slice(0, -1), other], { cwd })
  expect(again.stderr).toMatch(/params cannot change: total_features had other values .* became tags/)
  const changed = (await trial(cwd, 5)).run
  expect([changed.params.total_features, changed.tags.total_features]).toEqual(["150", "28"])
})

test("shap --log-to writes metrics and plots", async () => {
  const cwd = await copiedRequirement("001")
  const { run } = await trial(cwd, 3)
  const { code, stderr } = await leafwise(["shap", ...from, "--sample", "80", "--log-to", run.runId], { cwd })
  expect([code, stderr]).toEqual([0, expect.stringMatching(/20 metrics, 0 params, shap_importance.json/)])
  const { store, run: logged } = await trial(cwd, 3)
  expect(Object.keys(logged.metrics).filter((key) => key.startsWith("shap_importance_"))).toHaveLength(20)
  const names = (await store.artifacts(run.runId, "shap")).map(({ name }) => name.split("/").at(-1))
  expect(names).toEqual(expect.arrayContaining(["bar.png", "beeswarm.png", "waterfall.svg"]))
})

test("metrics --log-to writes the document's metrics, those of training, and the plots", async () => {
  const cwd = await copiedRequirement("003")
  const store = await openStore(join(cwd, "mlruns"))
  const { runs } = await store.searchRuns({ filter: "attributes.run_name = 'test'" })
  const rows = Array.from({ length: 40 }, (_, i) => [Number(i % 3 === 0), ((i * 7) % 20) / 20, 10 + i] as const)
  const csv = (list: typeof rows) => ["y,p,value", ...list.map((row) => row.join(","))].join("\n")
  await writeFile(join(cwd, "test.csv"), csv(rows))
  await writeFile(join(cwd, "train.csv"), csv(rows.map(([y, p, value]) => [y, (p + y) / 2, value] as const)))
  const args = "--target y --score p --value value --train train.csv --thresholds 0.4 --log-to".split(" ")
  const { code, stderr } = await leafwise(["metrics", "-d", "test.csv", ...args, runs[0]!.runId], { cwd })
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(
      /metrics, 0 params, confusion_matrix.png, roc_curve.png, pr_curve.png, calibration_curve.png/,
    ),
  ])
  const { metrics } = await store.run(runs[0]!.runId)
  const counted = (threshold: number) => {
    const of = (label: number, positive: boolean) =>
      rows.filter(([y, p]) => y === label && p >= threshold === positive).length
    return { tp: of(1, true), fp: of(0, true), fn: of(1, false), tn: of(0, false) }
  }
  const { tp, fp, fn, tn } = counted(0.5)
  const f1 = (at: number) => (2 * counted(at).tp) / (2 * counted(at).tp + counted(at).fp + counted(at).fn)
  const selected = rows.filter(([, p]) => p >= 0.5)
  const worth = (list: typeof rows) => list.reduce((sum, [y, , value]) => sum + y * value, 0)
  const expected = {
    precision: tp / (tp + fp),
    recall: tp / (tp + fn),
    f1_score: f1(0.5),
    accuracy: (tp + tn) / 40,
    false_positive_rate: fp / (fp + tn),
    false_negative_rate: fn / (fn + tp),
    business_cost: 10 * fn + fp,
    "f1_threshold_0.3": f1(0.3),
    "f1_threshold_0.5": f1(0.5),
    "f1_threshold_0.7": f1(0.7),
    "f1_threshold_0.4": f1(0.4),
    revenue_impact_usd: worth(selected) - (selected.length / 40) * worth(rows),
  }
  for (const [name, value] of Object.entries(expected))
    expect([name, metrics[name]]).toEqual([name, expect.closeTo(value, 12)])
  expect(metrics.roc_auc_gap).toBeCloseTo(metrics.train_roc_auc! - metrics.roc_auc!, 12)
  expect(metrics.train_pr_auc).toBeGreaterThan(metrics.pr_auc!)
})

test("metrics --log-to of a quantity writes residuals; what is missing is said first", async () => {
  const cwd = await copiedRequirement("003")
  const store = await openStore(join(cwd, "mlruns"))
  const run = (await store.searchRuns({ filter: "attributes.run_name = 'fold_1'" })).runs[0]!
  await writeFile(join(cwd, "r.csv"), ["y,p", ...Array.from({ length: 30 }, (_, i) => `${i / 7},${i / 8}`)].join("\n"))
  const args = ["metrics", "-d", "r.csv", "--target", "y", "--score", "p"]
  const { stderr } = await leafwise([...args, "--log-to", run.runId], { cwd })
  expect(stderr).toMatch(/residuals.png, predicted_actual.png/)
  expect((await store.run(run.runId)).metrics).toMatchObject({ rmse: expect.any(Number), r2: expect.any(Number) })
  expect((await leafwise([...args, "--train", "r.csv"], { cwd })).code).toBe(2)
  const nobody = await leafwise([...args, "--log-to", "nobody"], { cwd })
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringMatching(/no run nobody/)])
})
