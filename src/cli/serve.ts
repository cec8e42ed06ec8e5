import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { type Command, InvalidArgumentError } from "commander"
import type { Files } from "../data/files.js"
import { httpOptions } from "../node/http.js"
import { mountFiles } from "../node/mounted-files.js"
import { openBrowser } from "../node/open-browser.js"
import { openStore, openWorkspace } from "../node.js"
import { type RunningServer, startServer, type Tracking } from "../server.js"
import { isForeign } from "../store-uri.js"
import type { RunStore } from "../stores/run-store.js"
import { wholeNumber } from "./options.js"
import { printRanking } from "./print-ranking.js"
import { storePath } from "./store-path.js"
import { type Terminal, UsageError } from "./terminal.js"

interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly store?: string
  readonly mlflow?: string
  readonly readOnly?: true
  readonly threads?: number
}

const serveExamples = `
Examples:
  $ leafwise serve                                    the playground with the sample workspace
  $ leafwise serve mlruns model.txt test.feather      with your files
  $ leafwise serve --store mlruns/mlflow.db           the HTTP API over one store
  $ leafwise serve --mlflow http://localhost:5000     and over a tracking server, which pages reach as /mlflow/
  $ curl -X POST "http://localhost:8265/models/rank?experiment_name=wf_xgboost&metric=avg_test_r2&top_n=10"
  $ leafwise serve --read-only mlruns                 the same answers, and nothing is written

GET /docs on the server describes every request. From other machines (--host) writes need the token that is printed.
`

/** `leafwise serve`: the playground with files opened in it and the HTTP API, until Ctrl-C. */
export function addServe(program: Command, terminal: Terminal): void {
  const command = program
    .command("serve")
    .description("serve the playground and the HTTP API at http://127.0.0.1:8265 with these files, or with the sample")
  withServeOptions(command)
    .addHelpText("before", serveExamples)
    .action((paths: string[], options: ServeOptions) => serve(paths, options, terminal, false))
}

/** `leafwise open`: the same, in a browser. */
export function addOpen(program: Command, terminal: Terminal): void {
  const command = program
    .command("open")
    .description("serve these files and open them in the browser, where there is one; the address is printed anyway")
  withServeOptions(command)
    .addHelpText("before", "\nExamples:\n  $ leafwise open mlruns\n  $ leafwise open model.txt test.feather\n")
    .action((paths: string[], options: ServeOptions) => serve(paths, options, terminal, true))
}

function withServeOptions(command: Command): Command {
  return command
    .argument("[path...]", "model files, tables, mlruns folders, or folders with any of these")
    .option("--port <n>", "first port to try; the next free one is taken", port, 8265)
    .option("--host <address>", "where to listen; beyond this machine, writes need a token", "127.0.0.1")
    .option("--store <source>", "the store of the API: an mlruns folder, mlflow.db, sqlite:///PATH or http(s)://SERVER")
    .option("--mlflow <url>", "a tracking server that pages reach as /mlflow/, and that the API answers for, too")
    .option("--read-only", "write nothing: rankings are answered as ever, and no tag is set")
    .option("--threads <n>", "threads to work on (default: all cores)", wholeNumber(1))
}

function port(text: string): number {
  const value = wholeNumber(0)(text)
  if (value < 65536) return value
  throw new InvalidArgumentError("Expected a port from 0 to 65535.")
}

async function serve(
  paths: readonly string[],
  options: ServeOptions,
  terminal: Terminal,
  inBrowser: boolean,
): Promise<void> {
  const named = paths.length > 0 || options.store !== undefined
  const sample = named ? undefined : await copySample()
  try {
    const files = sample ? await mountFiles([sample], "sample") : await filesOf(paths, options, terminal)
    const server = await startServer({ files, ...options, ...(await storesOf(files, paths, options, terminal)) })
    try {
      announce(server, options, sample === undefined, terminal)
      if (inBrowser) openBrowser(server.url, terminal.env)
      if (sample || paths.length > 0) await printRanking(files, options, terminal)
      await untilAborted(terminal.signal)
    } finally {
      await server.close()
    }
  } finally {
    if (sample) await rm(sample, { recursive: true, force: true })
  }
}

/** The paths, or else the store's own folder, so that the page shows it. A server has no files. */
async function filesOf(paths: readonly string[], { store }: ServeOptions, terminal: Terminal): Promise<Files> {
  if (paths.length > 0) return mountFiles(paths.map((path) => resolve(terminal.cwd, path)))
  const place = storePath(store, terminal)
  if (!isForeign(place)) return mountFiles([place.replace(/^sqlite:\/\/\//, "")])
  const none: Files = {
    name: place,
    list: async (path) => (path === "" ? [] : undefined),
    read: async (path) => {
      throw new Error(`${path}: no such file`)
    },
  }
  return none
}

/** Which stores the API answers for, where they are named, and which server pages reach. */
async function storesOf(
  files: Files,
  paths: readonly string[],
  { store, mlflow }: ServeOptions,
  terminal: Terminal,
): Promise<{ stores?: readonly RunStore[]; tracking?: Tracking }> {
  const place = store === undefined ? undefined : storePath(store, terminal)
  const server = mlflow ?? (place && /^https?:/i.test(place) ? place : undefined)
  if (server !== undefined && !/^https?:\/\//i.test(server)) {
    throw new UsageError(`got --mlflow ${server}, expected the http address of a tracking server`)
  }
  const named = [...new Set([place, mlflow].filter((each) => each !== undefined))]
  const opened = await Promise.all(named.map((each) => openStore(each)))
  const own = opened.length > 0 && paths.length > 0 && store === undefined ? (await openWorkspace(files)).stores : []
  const stores = [...own, ...opened]
  return {
    ...(stores.length > 0 && { stores }),
    ...(server !== undefined && { tracking: { url: server, http: httpOptions(server, terminal.env) } }),
  }
}

/** The sample is served from a copy: nothing that is done to it changes the package. */
async function copySample(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "leafwise-sample-"))
  await cp(fileURLToPath(new URL("../../sample/", import.meta.url)), copy, { recursive: true })
  return copy
}

function announce(
  { url, port, token }: RunningServer,
  { port: wanted, host, readOnly }: ServeOptions,
  own: boolean,
  { stdout }: Terminal,
): void {
  if (port !== wanted && wanted !== 0) stdout.write(`Port ${wanted} is taken.\n`)
  const what = own ? "your files" : "the sample workspace (flights from New York, 2013)"
  stdout.write(`Leafwise shows ${what} at ${url}\nThe HTTP API is described at ${url}/docs\n`)
  if (readOnly) stdout.write("Nothing is written (--read-only).\n")
  if (token === undefined) stdout.write("Everything stays on this machine. Ctrl-C stops.\n\n")
  else stdout.write(`Other machines can connect (--host ${host}). Writes need the token:\n${token}\nCtrl-C stops.\n\n`)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener("abort", () => done(), { once: true })
  })
}
