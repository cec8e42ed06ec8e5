import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { main } from "../../src/cli.js"
import { browserCommand } from "../../src/node/open-browser.js"
import { documentStore, tagsIn, temporaryFolder } from "../server/serve.js"
import { leafwise } from "./run.js"

const name = "wf_xgboost_AAPL_f150_tr3m_te1m"

/** A command that serves until it is told to stop, and what it printed so far. */
async function start(
  args: readonly string[],
  cwd: string,
): Promise<{ url: string; printed(): string; stop(): Promise<number> }> {
  const cancel = new AbortController()
  let text = ""
  let ready: () => void = () => undefined
  const announced = new Promise<void>((done) => {
    ready = done
  })
  const output = {
    write(chunk: string | Uint8Array) {
      text += String(chunk)
      if (/Ctrl-C stops/.test(text)) ready()
    },
  }
  const terminal = { stdout: output, stderr: output, env: { CI: "1" }, cwd, signal: cancel.signal }
  const code = main([...args, "--port", "0", "--threads", "1"], terminal)
  const stop = (): Promise<number> => {
    cancel.abort()
    return code
  }
  onTestFinished(async () => void (await stop()))
  await Promise.race([announced, code.then(() => Promise.reject(new Error(text)))])
  return { url: /http:\/\/\S+/.exec(text)![0], printed: () => text, stop }
}

test("serve answers for the store among its files, and Ctrl-C ends it", async () => {
  const folder = await documentStore("001")
  const { url, printed, stop } = await start(["serve", "mlruns"], folder)
  const answer = await fetch(`${url}/models/rank?experiment_name=${name}&top_n=2`, { method: "POST" })
  expect(answer.status).toBe(200)
  expect([...(await tagsIn(join(folder, "mlruns"), name)).values()].filter((tags) => tags.top_2)).toHaveLength(2)
  expect(printed()).toContain("Everything stays on this machine.")
  expect(printed()).toContain(`${url}/docs`)
  expect(await stop()).toBe(0)
  await expect(fetch(url)).rejects.toThrow("fetch failed")
})

test("--store names the store, as a folder, a database or an address", async () => {
  const folder = await documentStore("002")
  for (const store of ["mlruns/mlflow.db", "sqlite:///mlruns/mlflow.db"]) {
    const { url, stop } = await start(["serve", "--store", store, "--read-only"], folder)
    const { experiments, stores } = (await (await fetch(`${url}/experiments`)).json()) as {
      experiments: { name: string }[]
      stores: object[]
    }
    expect(stores).toHaveLength(1)
    expect(experiments.length).toBeGreaterThanOrEqual(2)
    const { files } = (await (await fetch(`${url}/workspace.json`)).json()) as { files: { path: string }[] }
    expect(files.map(({ path }) => path)).toEqual(["mlflow.db"])
    expect(await stop()).toBe(0)
  }
})

test("--mlflow is reached as /mlflow/, and the API answers for it beside the files", async () => {
  const tracking = createServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json" })
    const experiments = [{ experiment_id: "7", name: "there", lifecycle_stage: "active", artifact_location: "x" }]
    response.end(JSON.stringify(request.url!.includes("experiments/search") ? { experiments } : {}))
  })
  await new Promise<void>((done) => void tracking.listen(0, "127.0.0.1", done))
  onTestFinished(() => void tracking.close())
  const address = `http://127.0.0.1:${(tracking.address() as AddressInfo).port}`
  const folder = await documentStore("001")
  const { url } = await start(["serve", "mlruns", "--mlflow", address], folder)
  const found = (await (await fetch(`${url}/experiments`)).json()) as { experiments: { name: string; store: string }[] }
  expect(found.experiments.map((each) => each.name)).toEqual(expect.arrayContaining([name, "there"]))
  expect(await (await fetch(`${url}/mlflow/health`)).json()).toEqual({})
})

test("with --host a token is printed, and nothing is said of staying on this machine", async () => {
  const folder = await documentStore("001")
  const { url, printed } = await start(["serve", "mlruns", "--host", "0.0.0.0"], folder)
  const [, token] = /need the token:\n(\S+)\n/.exec(printed()) ?? []
  expect(printed()).not.toContain("Everything stays on this machine")
  const rank = (headers: Record<string, string>) =>
    fetch(`${url}/models/rank?experiment_name=${name}`, { method: "POST", headers })
  expect((await rank({})).status).toBe(401)
  expect((await rank({ authorization: `Bearer ${token}` })).status).toBe(200)
})

test("open serves, and prints the address where there is no browser", async () => {
  const { url, printed, stop } = await start(["open", "mlruns"], await documentStore("001"))
  expect(printed()).toContain(url)
  expect((await fetch(`${url}/workspace.json`)).status).toBe(200)
  expect(await stop()).toBe(0)
})

test("a browser is opened where somebody sees it, and the address is never part of a shell's line", () => {
  const url = "http://127.0.0.1:8265"
  expect(browserCommand(url, {}, "darwin")).toEqual(["open", url])
  expect(browserCommand(url, {}, "win32")).toEqual(["rundll32", "url.dll,FileProtocolHandler", url])
  expect(browserCommand(url, { DISPLAY: ":0" }, "linux")).toEqual(["xdg-open", url])
  expect(browserCommand(url, { WAYLAND_DISPLAY: "wayland-0" }, "linux")).toEqual(["xdg-open", url])
  expect(browserCommand(url, {}, "linux")).toBeUndefined()
  expect(browserCommand(url, { SSH_CONNECTION: "a" }, "darwin")).toBeUndefined()
})

test("what cannot be served is told, with the cure", async () => {
  const cwd = await temporaryFolder()
  for (const [args, code, message] of [
    ["serve no-such-folder", 1, "no such file or folder"],
    ["serve --store no-such-folder", 1, "Name one with --store"],
    ["serve --store postgresql://h/db", 1, "mlflow server"],
    ["serve --mlflow ftp://h", 2, "the http address of a tracking server"],
    ["serve --port x", 2, "whole number"],
  ] as const) {
    const outcome = await leafwise(args, { cwd })
    expect([outcome.code, outcome.stderr], args).toEqual([code, expect.stringContaining(message)])
  }
  const { stdout } = await leafwise("serve --help")
  expect(stdout.indexOf("Examples:")).toBeLessThan(stdout.indexOf("Usage:"))
})
