import { copyFile, mkdir, truncate, writeFile } from "node:fs/promises"
import { request } from "node:http"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import type { EngineCalls, ShapOptions } from "../../src/engine-calls.js"
import { Engine, openStore } from "../../src/node.js"
import type { Progress } from "../../src/results/progress.js"
import { type Ranking, rankingSchema } from "../../src/results/ranking.js"
import { leafwise, sample } from "../cli/run.js"
import { goldenFolder } from "../stores/golden-store.js"
import { addFiles, twoRuns } from "../stores/temporary-store.js"
import { ask, documentStore, serve, temporaryFolder } from "./serve.js"

const binary = join(goldenFolder, "lgb_binary")

function post(url: string, body: object, accept = "*/*"): Promise<Response> {
  const headers = { "content-type": "application/json", accept }
  return fetch(`${url}/shap`, { method: "POST", headers, body: JSON.stringify(body) })
}

test("a served model is explained on a served table as leafwise shap does", async () => {
  const { url } = await serve([binary])
  const answer = await post(url, { model: "model.txt", data: "features.arrow" })
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"])
  const ranking = rankingSchema.parse(await answer.json())
  const { stdout } = await leafwise("shap -m lgb_binary/model.txt -d lgb_binary/features.arrow --json")
  expect(ranking).toEqual(rankingSchema.parse(JSON.parse(stdout)))
  const top = (await (await post(url, { model: "model.txt", data: "features.arrow", top: 2 })).json()) as Ranking
  expect(top.features).toEqual(ranking.features.slice(0, 2))
})

test("models of a run, and a sample, are explained and scored", async () => {
  const store = await openStore(join(sample, "mlruns"))
  const { runs } = await store.searchRuns()
  const { runId } = runs.find(({ tags }) => tags.window === "10")!
  const { url } = await serve([sample])
  const body = {
    model: `runs:/${runId}/model.txt`,
    data: "data/test-2013-12.feather",
    target: "delayed",
    sample: 500,
    seed: 3,
  }
  const ranking = (await (await post(url, body)).json()) as Ranking
  expect([ranking.rows, ranking.sampled, ranking.score?.metric]).toEqual([500, true, "rocAuc"])
  expect(ranking.score!.value).toBeGreaterThan(0.6)
  expect(await (await post(url, body)).json()).toEqual(ranking)
})

test("progress is streamed as lines or as events, and the result comes last", async () => {
  const { url } = await serve([binary])
  const body = { model: "model.txt", data: "features.arrow" }
  const plain = await (await post(url, body)).json()
  const lines = await post(url, body, "application/x-ndjson")
  expect(lines.headers.get("content-type")).toBe("application/x-ndjson")
  const parts = (await lines.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Part)
  expect(parts.at(-1)!.result).toEqual(plain)
  expect(parts.slice(0, -1).length).toBeGreaterThan(0)
  for (const { progress } of parts.slice(0, -1)) expect(progress!.total).toBeGreaterThan(0)
  const events = await post(url, body, "text/event-stream")
  expect(events.headers.get("content-type")).toBe("text/event-stream")
  const blocks = (await events.text()).trimEnd().split("\n\n")
  const [, last] = /^event: result\ndata: (.*)$/.exec(blocks.at(-1)!) ?? []
  expect(JSON.parse(last!)).toEqual(plain)
  expect(blocks[0]).toMatch(/^event: progress\ndata: \{"stage":/)
})

interface Part {
  readonly progress?: Progress
  readonly result?: unknown
}

for (const accept of ["application/json", "application/x-ndjson", "text/event-stream"]) {
  test(`work stops when the client leaves, and the server goes on: ${accept}`, async () => {
    const engine = await Engine.create({ threads: 1 })
    onTestFinished(() => engine.close())
    let begin: () => void = () => undefined
    const begun = new Promise<void>((done) => {
      begin = done
    })
    let end: (outcome: string) => void = () => undefined
    const ended = new Promise<string>((done) => {
      end = done
    })
    // It would take for ever, and reports as the real one does.
    const endless: EngineCalls["shap"] = (async (_ensemble: unknown, _table: unknown, options: ShapOptions = {}) => {
      options.onProgress?.({ stage: "explaining", done: 1, total: 2, rowsPerSecond: 1, secondsLeft: 1 })
      begin()
      await new Promise((_, reject) => {
        options.signal!.addEventListener("abort", () => reject(options.signal!.reason))
      }).catch((error: Error) => {
        end(error.name)
        throw error
      })
    }) as never
    const { url, port } = await serve([binary], { engine: withShap(engine, endless) })
    const headers = { "content-type": "application/json", accept }
    const sent = request({ host: "127.0.0.1", port, path: "/shap", method: "POST", headers })
    sent.on("error", () => undefined)
    sent.end(JSON.stringify({ model: "model.txt", data: "features.arrow" }))
    await begun
    sent.destroy()
    expect(await ended).toBe("AbortError")
    expect((await fetch(`${url}/experiments`)).status).toBe(200)
  })
}

/** An engine of which a test replaces a call. */
function withShap(engine: EngineCalls, shap: EngineCalls["shap"]): EngineCalls {
  return Object.assign(Object.create(engine) as EngineCalls, { shap, release: () => undefined })
}

test("a table is explained in blocks as it is at once, scored, sampled, and with progress", async () => {
  const { url } = await serve([sample])
  const store = await openStore(join(sample, "mlruns"))
  const { runs } = await store.searchRuns()
  const { runId } = runs.find(({ tags }) => tags.window === "10")!
  const body = { model: `runs:/${runId}/model.txt`, data: "data/test-2013-12.feather", target: "delayed", output: 0 }
  const whole = (await (await post(url, body)).json()) as Ranking
  const parts = (await (await post(url, { ...body, batch_rows: 5000 }, "application/x-ndjson")).text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Part)
  const blocks = rankingSchema.parse(parts.at(-1)!.result)
  expect(parts.slice(0, -1).map(({ progress }) => progress!.stage)).toContain("explaining")
  expect([blocks.rows, blocks.sampled, blocks.score]).toEqual([whole.rows, false, whole.score])
  expect(blocks.features.map(({ feature }) => feature)).toEqual(whole.features.map(({ feature }) => feature))
  expect(blocks.features[0]!.meanAbsShap).toBeCloseTo(whole.features[0]!.meanAbsShap, 12)
  const drawn = (await (await post(url, { ...body, batch_rows: 5000, sample: 300 })).json()) as Ranking
  expect([drawn.rows, drawn.sampled]).toEqual([300, true])
  const wrong = await post(url, { ...body, batch_rows: 5000, target: "nobody" }, "application/x-ndjson")
  expect([wrong.status, ((await wrong.json()) as { error: string }).error]).toEqual([
    422,
    expect.stringContaining("nobody"),
  ])
})

test("blocks are read no further when the client leaves", async () => {
  const engine = await Engine.create({ threads: 1 })
  onTestFinished(() => engine.close())
  let end: (outcome: string) => void = () => undefined
  const ended = new Promise<string>((done) => {
    end = done
  })
  let calls = 0
  const slow: EngineCalls["shapBatches"] = async function* (ensemble, batches, options = {}) {
    const { signal } = options
    signal!.addEventListener("abort", () => end((signal!.reason as Error).name))
    for await (const batch of engine.shapBatches(ensemble, batches, options)) {
      calls++
      sent.destroy()
      await ended
      yield batch
    }
  }
  const mine = Object.assign(Object.create(engine) as EngineCalls, { shapBatches: slow, release: () => undefined })
  const { url, port } = await serve([binary], { engine: mine })
  const headers = { "content-type": "application/json" }
  const sent = request({ host: "127.0.0.1", port, path: "/shap", method: "POST", headers })
  sent.on("error", () => undefined)
  sent.end(JSON.stringify({ model: "model.txt", data: "features.arrow", batch_rows: 10 }))
  expect(await ended).toBe("AbortError")
  expect((await fetch(`${url}/experiments`)).status).toBe(200)
  expect(calls).toBe(1)
})

test("what is too large to be read as a whole is refused before it is read", async () => {
  const folder = await temporaryFolder()
  await copyFile(join(binary, "model.txt"), join(folder, "model.txt"))
  await copyFile(join(binary, "features.arrow"), join(folder, "features.arrow"))
  await writeFile(join(folder, "large.csv"), "a\n")
  // takes no room on the disk
  await truncate(join(folder, "large.csv"), 2 ** 30 + 1)
  const { url } = await serve([folder])
  const answer = await post(url, { model: "model.txt", data: "features.arrow", background: "large.csv" })
  expect(answer.status).toBe(413)
  const { error, cure } = (await answer.json()) as { error: string; cure: string }
  expect(error).toBe("large.csv: got a file of 1073741825 bytes, which is read as a whole, expected at most 1073741824")
  expect(cure).toContain("sample")
})

test("what is missing or does not go together is told before anything is computed", async () => {
  const { url } = await serve([binary, await documentStore("001")])
  const data = "lgb_binary/features.arrow"
  const model = "lgb_binary/model.txt"
  const cases: readonly (readonly [body: object, status: number, error: string])[] = [
    [{}, 422, "model: expected a text, got none; data: expected a text, got none"],
    [{ model, data, tops: 1 }, 422, "tops: there is no such parameter"],
    [{ model, data, top: 0 }, 422, "top: expected at least 1"],
    [{ model, data, top: "1" }, 422, "top: expected a whole number"],
    [{ model, data, space: "odds" }, 422, "space: expected raw or probability"],
    [{ model: "no.txt", data }, 404, "no.txt: no such file"],
    [{ model: "../lgb_binary/model.txt", data }, 404, "no such file"],
    [{ model: "/etc/passwd", data }, 404, "no such file"],
    [{ model: data, data }, 422, ""],
    [{ model, data: model }, 422, ""],
    [{ model, data, output: 1 }, 422, "output: got 1, expected 0"],
    [{ model, data, target: "nobody" }, 422, "nobody"],
    [{ model: "runs:/0123456789abcdef0123456789abcdef/model", data }, 404, "no run"],
    [{ model: "models:/nobody/1", data }, 404, "nobody"],
  ]
  for (const [body, status, error] of cases) {
    const headers = { "content-type": "application/json" }
    const answer = await ask(`${url}/shap`, { method: "POST", headers, body: JSON.stringify(body) })
    expect([answer.status, answer.body.error], JSON.stringify(body)).toEqual([status, expect.stringContaining(error)])
    expect(answer.body.cure, JSON.stringify(body)).toBeTruthy()
  }
})

test("an artifact of a run is read in blocks as a served file is, and is refused where it is too large as a whole", async () => {
  const folder = await temporaryFolder()
  await addFiles(folder, Object.fromEntries(Object.entries(twoRuns()).map(([path, text]) => [`mlruns/${path}`, text])))
  const { runs } = await (await openStore(join(folder, "mlruns"))).searchRuns()
  const { runId, experimentId } = runs[0]!
  const inRun = join(folder, "mlruns", experimentId, runId, "artifacts")
  await mkdir(inRun, { recursive: true })
  for (const name of ["model.txt", "features.arrow"]) await copyFile(join(binary, name), join(inRun, name))
  await writeFile(join(inRun, "large.csv"), "a\n")
  await truncate(join(inRun, "large.csv"), 2 ** 30 + 1)
  const { url } = await serve([folder])
  const body = { model: `runs:/${runId}/model.txt`, data: `runs:/${runId}/features.arrow` }
  const whole = (await (await post(url, body)).json()) as Ranking
  const answer = await post(url, { ...body, batch_rows: 30 }, "application/x-ndjson")
  const parts = (await answer.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Part)
  const blocks = rankingSchema.parse(parts.at(-1)!.result)
  expect([blocks.data, blocks.rows]).toEqual(["features.arrow", whole.rows])
  expect(blocks.features.map(({ feature }) => feature)).toEqual(whole.features.map(({ feature }) => feature))
  const missing = await post(url, { ...body, data: `runs:/${runId}/nope.arrow`, batch_rows: 30 })
  expect([missing.status, ((await missing.json()) as { error: string }).error]).toEqual([
    404,
    `run ${runId} has no artifact nope.arrow`,
  ])
  const large = await post(url, { ...body, background: `runs:/${runId}/large.csv` })
  expect([large.status, ((await large.json()) as { error: string }).error]).toEqual([
    413,
    "artifact large.csv: got a file of 1073741825 bytes, which is read as a whole, expected at most 1073741824",
  ])
})
