import { existsSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { openStore } from "../../src/node.js"
import { copiedRequirement } from "./requirement-store.js"
import { leafwise, linesOf } from "./run.js"

const experiment = "wf_xgboost_AAPL_f150_tr3m_te1m"

/** A server on loopback that keeps what is posted. */
async function listener(status = 200) {
  const posted: string[] = []
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => (body += chunk))
    request.on("end", () => {
      posted.push(body)
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, posted }
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 25))
  expect(holds()).toBe(true)
}

/** Finishes a new run with this value. */
async function finish(cwd: string, runName: string, value: number): Promise<string> {
  const store = await openStore(join(cwd, "mlruns"))
  const { experimentId } = (await store.experiments()).find(({ name }) => name === experiment)!
  const { runId } = await store.createRun({ experimentId, runName })
  await store.logMetric(runId, "avg_test_r2", value)
  await store.updateRun(runId, { status: "FINISHED", endTime: Date.now() })
  return runId
}

test("a run that finishes is ranked, told and handed to the command; Ctrl-C ends it", async () => {
  const cwd = await copiedRequirement("001")
  const { url, posted } = await listener()
  const stop = new AbortController()
  let said = ""
  const exec = `echo "$LEAFWISE_BEST_RUN_NAME $LEAFWISE_BEST_VALUE" >> told.txt`
  const args = [
    "watch",
    "-x",
    experiment,
    "--interval",
    "100ms",
    "--top-n",
    "3",
    "--json",
    "--notify",
    url,
    "--exec",
    exec,
  ]
  const watching = leafwise(args, { cwd, signal: stop.signal, onError: (text) => (said += text) })
  await until(() => said.includes("every 0.1 s"))
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(posted).toEqual([])
  const odd = "<!channel> $(touch owned) `touch owned`; \"'"
  const id = await finish(cwd, odd, 0.99)
  await until(() => existsSync(join(cwd, "told.txt")) && readFileSync(join(cwd, "told.txt"), "utf8").endsWith("\n"))
  stop.abort()
  const { code, stdout } = await watching
  expect(code).toBe(0)
  expect(posted).toHaveLength(1)
  expect(JSON.parse(posted[0]!).text).toMatch(
    /^wf_xgboost.* by avg_test_r2:\n1\. &lt;!channel&gt; .* 0\.99 \(new\)\n2\. /,
  )
  expect(readFileSync(join(cwd, "told.txt"), "utf8")).toBe(`${odd} 0.99\n`)
  expect(existsSync(join(cwd, "owned"))).toBe(false)
  const [first, second] = linesOf(stdout).map((line) => JSON.parse(line))
  expect(first.moved).toHaveLength(3)
  expect(second.ranking.summary.best_run_id).toBe(id)
  expect(second.left).toHaveLength(1)
  const { runs } = await (await openStore(join(cwd, "mlruns"))).searchRuns({ filter: "tags.model_rank LIKE '%'" })
  expect(runs).toEqual([])
})

test("--once tells, tags where it is asked to, and fails where nobody could be told", async () => {
  const cwd = await copiedRequirement("001")
  const { url, posted } = await listener()
  const once = ["watch", "-x", experiment, "--once", "--metric", "avg_test_rmse", "--top-n", "2"]
  const { code, stdout } = await leafwise([...once, "--tag", "--csv", "--notify", url], { cwd })
  expect([code, linesOf(stdout)]).toEqual([0, expect.arrayContaining(["rank,run_id,run_name,metric,value"])])
  expect(posted).toHaveLength(1)
  const { runs } = await (await openStore(join(cwd, "mlruns"))).searchRuns({ filter: "tags.top_2 = 'true'" })
  expect(runs).toHaveLength(2)
  const refused = await leafwise([...once, "--notify", (await listener(500)).url], { cwd })
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/--notify answered 500/)])
  const failed = await leafwise([...once, "--exec", "exit 4"], { cwd })
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/--exec ended with exit code 4/)])
})

test("what is mistyped is said", async () => {
  const cwd = await copiedRequirement("001")
  const said = async (...args: string[]) => {
    const { code, stderr } = await leafwise(["watch", "-x", experiment, ...args], { cwd })
    return [code, stderr]
  }
  expect(await said("--interval", "0")).toEqual([2, expect.stringMatching(/from 100ms to 24h/)])
  expect(await said("--csv")).toEqual([2, expect.stringMatching(/go with --once/)])
  expect(await said("--notify", "file:///x")).toEqual([2, expect.stringMatching(/http or https/)])
  expect(await said("--once", "--metric", "nope")).toEqual([1, expect.stringMatching(/No models found/)])
})
