import { readFile } from "node:fs/promises"
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
