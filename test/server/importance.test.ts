import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openStore } from "../../src/node.js"
import { lastWindow, sample } from "../cli/run.js"
import { copyFolder } from "../harness/copy-folder.js"
import { ask, serve, temporaryFolder } from "./serve.js"

const id = lastWindow.runId
const body = { data: "data/test-2013-12.feather", target: "delayed", repeats: 2, seed: 1 }

async function copiedSample(): Promise<string> {
  const folder = join(await temporaryFolder(), "sample")
  copyFolder(sample, folder)
  return folder
}

const post = (url: string, sent: object, run = id) =>
  ask(`${url}/runs/${run}/importance`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sent),
  })

interface Answer {
  readonly importance: { features: string[]; mean: number[]; rows: number }
  readonly logged: { metrics: number; params: number; artifacts: string[]; asTags: string[] } | null
}

test("the run's own model is permuted on a served table, and the run gets what the document lists", async () => {
  const folder = await copiedSample()
  const { url } = await serve([folder])
  const { status, body: answer, headers } = await post(url, body)
  expect([status, answer.error, headers.get("leafwise-written")]).toEqual([200, undefined, "true"])
  const { importance, logged } = answer as unknown as Answer
  expect(logged!.artifacts.sort()).toEqual([
    "feature_importance.csv",
    "feature_importance.png",
    "permutation_importance.json",
  ])
  const store = await openStore(join(folder, "mlruns"))
  const run = await store.run(id)
  expect(run.params.total_features).toBe(String(importance.features.length))
  expect(run.params.feature_names!.split(",").length).toBe(Math.min(50, importance.features.length))
  expect(run.metrics.importance_max).toBe(Math.max(...importance.mean))
  expect(run.metrics.importance_min).toBe(Math.min(...importance.mean))
  const names = Object.keys(run.metrics).filter((key) => /^importance_(?!max$|mean$|median$|min$)/.test(key))
  expect(names).toHaveLength(Math.min(20, importance.features.length))
  const csv = new TextDecoder().decode(await store.readArtifact(id, "feature_importance.csv"))
  expect(csv.split("\n")[0]!.trim()).toBe("rank,feature,importance,std")
  const png = await fetch(`${url}/runs/${id}/artifacts/feature_importance.png`)
  expect([png.headers.get("content-type"), (await png.arrayBuffer()).byteLength > 1000]).toEqual(["image/png", true])
})

test("a form sends model and table along", async () => {
  const folder = await copiedSample()
  const model = await readFile(join(folder, "mlruns", lastWindow.experimentId, id, "artifacts", "model.txt"))
  const data = await readFile(join(folder, body.data))
  const { url } = await serve([join(folder, "mlruns")])
  const form = new FormData()
  form.set("model", new File([model], "model.txt"))
  form.set("data", new File([data], "test.feather"))
  form.set("target", body.target)
  form.set("repeats", "2")
  form.set("seed", "1")
  const sent = await ask(`${url}/runs/${id}/importance`, { method: "POST", body: form })
  expect([sent.status, sent.body.error]).toEqual([200, undefined])
  const whole = await serve([folder], { readOnly: true })
  const named = await post(whole.url, body)
  expect(named.headers.get("leafwise-written")).toBe("false")
  const [one, other] = [sent.body as unknown as Answer, named.body as unknown as Answer]
  expect(one.importance.mean).toEqual(other.importance.mean)
  expect([one.logged !== null, other.logged]).toEqual([true, null])
})

test("with --read-only nothing is logged", async () => {
  const folder = await copiedSample()
  const before = await (await openStore(join(folder, "mlruns"))).run(id)
  const { url } = await serve([folder], { readOnly: true })
  expect((await post(url, body)).status).toBe(200)
  expect(await (await openStore(join(folder, "mlruns"))).run(id)).toEqual(before)
})

test("logged again with another model params become tags, and it is said", async () => {
  const folder = await copiedSample()
  const store = await openStore(join(folder, "mlruns"))
  await store.logParam(id, "total_features", "999")
  const { url } = await serve([folder])
  const { logged } = (await post(url, body)).body as unknown as Answer
  expect(logged!.asTags).toEqual(["total_features"])
  expect((await store.run(id)).tags.total_features).toBe(
    String((await store.run(id)).params.feature_names!.split(",").length),
  )
})

test("what cannot be scored is refused, and the run stays as it is", async () => {
  const folder = await copiedSample()
  const store = await openStore(join(folder, "mlruns"))
  const before = await store.run(id)
  const { url } = await serve([folder])
  const few = new FormData()
  const header = (await ask(`${url}/runs/${id}`)).body
  expect(header.runId).toBe(id)
  few.set("data", new File(["delayed\n1\n0\n"], "few.csv"))
  few.set("target", "delayed")
  const cases: readonly (readonly [sent: object, status: number, error: string])[] = [
    [{}, 422, "data: "],
    [{ ...body, target: "nobody" }, 422, "nobody"],
    [{ ...body, target: [] }, 422, "target: "],
    [{ ...body, repeats: 0 }, 422, "repeats: "],
    [{ ...body, data: "no.csv" }, 404, "no.csv"],
    [{ ...body, data: "../../../etc/passwd" }, 404, "no such file"],
    [{ ...body, metric: "nonsense" }, 422, "nonsense"],
  ]
  for (const [sent, status, error] of cases) {
    const answer = await post(url, sent)
    expect([answer.status, answer.body.error], JSON.stringify(sent)).toEqual([status, expect.stringContaining(error)])
  }
  expect((await post(url, body, "0123456789abcdef0123456789abcdef")).status).toBe(404)
  expect((await ask(`${url}/runs/${id}/importance`, { method: "POST", body: few })).status).toBe(422)
  const broken = { method: "POST", headers: { "content-type": "multipart/form-data; boundary=x" }, body: "nothing" }
  expect((await ask(`${url}/runs/${id}/importance`, broken)).status).toBe(400)
  expect(await store.run(id)).toEqual(before)
})
