import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, expect, onTestFinished, test } from "vitest"
import { rankingSchema } from "../../src/results/ranking.js"
import { goldenFolder } from "../stores/golden-store.js"
import { lastWindow, leafwise, linesOf, sample, temporaryFolder } from "./run.js"

const bin = join(import.meta.dirname, "../../dist/bin.js")

beforeAll(() => {
  if (!existsSync(bin)) throw new Error(`${bin} is missing: build with "node scripts/build.js" first`)
})

test("two threads rank as one does", async () => {
  const args = `shap -m runs:/${lastWindow.runId}/model.txt -d data/test-2013-12.feather --target delayed --json`
  const [one, two] = [await leafwise(args, { cwd: sample }), await built(`${args} --threads 2`, sample)]
  // The sums' order, and with it their rounding, is another one.
  const rounded = (text: string) => text.replace(/additivity error \S+/, "")
  expect([two.code, rounded(two.stderr)]).toEqual([0, rounded(one.stderr)])
  const [expected, got] = [one, two].map(({ stdout }) => rankingSchema.parse(JSON.parse(stdout)))
  expect(got!.features.map(({ feature }) => feature)).toEqual(expected!.features.map(({ feature }) => feature))
  for (const [i, { meanAbsShap, meanShap }] of got!.features.entries()) {
    expect(meanAbsShap).toBeCloseTo(expected!.features[i]!.meanAbsShap, 12)
    expect(meanShap).toBeCloseTo(expected!.features[i]!.meanShap, 12)
  }
  expect(got!.score!.value).toBe(expected!.score!.value)
})

test("two threads predict to the last digit what one does, several outputs included", async () => {
  const args = "predict -m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow --space probability"
  const two = await built(`${args} --threads 2`, goldenFolder)
  expect(two).toEqual({ code: 0, stdout: (await leafwise(args)).stdout, stderr: "" })
})

test("an error while threads wait is one line, and the process ends", async () => {
  const two = await built(
    "shap -m lgb_linear_tree/model.txt -d lgb_linear_tree/features.arrow --threads 2",
    goldenFolder,
  )
  expect([two.code, two.stdout]).toEqual([1, ""])
  expect(linesOf(two.stderr)).toEqual([expect.stringMatching(/^leafwise: model\.txt: no SHAP values/)])
})

test("a reader that stops early is no failure", async () => {
  const child = start("predict -m lgb_multiclass/model.txt -d lgb_multiclass/features.arrow --threads 1", goldenFolder)
  child.stdout.destroy()
  const errors: string[] = []
  child.stderr.on("data", (chunk) => errors.push(String(chunk)))
  const [code] = await once(child, "close")
  expect([code, errors.join("")]).toEqual([0, ""])
})

test("serve opens files at a free port, prints their ranking, and ends on Ctrl-C", async () => {
  const child = start(`serve --port 0 --threads 2 lgb_binary lgb_regression/model.txt`, goldenFolder)
  onTestFinished(() => void child.kill("SIGKILL"))
  const stdout = await untilWritten(child, /Column_\d+/)
  const url = /Leafwise shows your files at (http:\/\/127\.0\.0\.1:\d+)\n/.exec(stdout)![1]!
  expect(stdout).not.toContain("is taken")
  const { files } = (await (await fetch(`${url}/workspace.json`)).json()) as { files: { path: string }[] }
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(["lgb_binary/model.txt", "model.txt"]))
  expect(await (await fetch(url)).text()).toContain("<script")
  child.kill("SIGINT")
  expect(await once(child, "exit")).toEqual([0, null])
})

test("serve without paths shows a copy of the sample, which is removed at the end", async () => {
  const copies = await temporaryFolder()
  const child = start("serve --port 0 --threads 2", goldenFolder, { TMPDIR: copies, TEMP: copies })
  onTestFinished(() => void child.kill("SIGKILL"))
  const stdout = await untilWritten(child, /and \d+ features more|noise/)
  expect(stdout).toContain("the sample workspace (flights from New York, 2013)")
  expect(stdout).toMatch(/What drives window 10 test 2013-12 \/ model\.txt on test-2013-12\.feather \(27,020 rows\)/)
  expect(stdout).toMatch(/^ +1 +sched_hour +0\.438\d+ +-0\.0062\d+ +POSITIVE$/m)
  expect(await readdir(copies)).toEqual([expect.stringMatching(/^leafwise-sample-/)])
  child.kill("SIGINT")
  expect(await once(child, "exit")).toEqual([0, null])
  expect(await readdir(copies)).toEqual([])
})

function start(args: string, cwd: string, added: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  const { MLFLOW_TRACKING_URI: _, ...env } = process.env
  return spawn(process.execPath, [bin, ...args.split(" ")], { cwd, env: { ...env, ...added } })
}

async function built(args: string, cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = start(args, cwd)
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  const [code] = await once(child, "close")
  return { code, stdout: stdout(), stderr: stderr() }
}

async function untilWritten(child: ChildProcessWithoutNullStreams, wanted: RegExp): Promise<string> {
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  return new Promise((resolve, reject) => {
    child.stdout.on("data", () => wanted.test(stdout()) && resolve(stdout()))
    child.once("close", (code) => reject(new Error(`ended with ${code}: ${stdout()}${stderr()}`)))
  })
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  stream.on("data", (chunk) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString("utf8")
}
