import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { Command } from "commander"
import { mountFiles } from "../node/mounted-files.js"
import { type RunningServer, startServer } from "../server.js"
import { wholeNumber } from "./options.js"
import { printRanking } from "./print-ranking.js"
import type { Terminal } from "./terminal.js"

interface ServeOptions {
  readonly port: number
  readonly threads?: number
}

/** `leafwise serve`: the playground with files opened in it, until Ctrl-C. */
export function addServe(program: Command, terminal: Terminal): void {
  program
    .command("serve")
    .description("open the playground at http://127.0.0.1:8265 with these files, or with the sample workspace")
    .argument("[path...]", "model files, tables, mlruns folders, or folders with any of these")
    .option("--port <n>", "first port to try; the next free one is taken", wholeNumber(0), 8265)
    .option("--threads <n>", "threads to work on (default: all cores)", wholeNumber(1))
    .action((paths: string[], options: ServeOptions) => serve(paths, options, terminal))
}

async function serve(paths: readonly string[], options: ServeOptions, terminal: Terminal): Promise<void> {
  const sample = paths.length === 0 ? await copySample() : undefined
  try {
    const files = sample
      ? await mountFiles([sample], "sample")
      : await mountFiles(paths.map((path) => resolve(terminal.cwd, path)))
    const server = await startServer({ files, port: options.port })
    try {
      announce(server, options.port, sample === undefined, terminal)
      await printRanking(files, options, terminal)
      await untilAborted(terminal.signal)
    } finally {
      await server.close()
    }
  } finally {
    if (sample) await rm(sample, { recursive: true, force: true })
  }
}

/** The sample is served from a copy: nothing that is done to it changes the package. */
async function copySample(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "leafwise-sample-"))
  await cp(fileURLToPath(new URL("../../sample/", import.meta.url)), copy, { recursive: true })
  return copy
}

function announce({ url, port }: RunningServer, wanted: number, own: boolean, { stdout }: Terminal): void {
  if (port !== wanted && wanted !== 0) stdout.write(`Port ${wanted} is taken.\n`)
  const what = own ? "your files" : "the sample workspace (flights from New York, 2013)"
  stdout.write(`Leafwise shows ${what} at ${url}\nEverything stays on this machine. Ctrl-C stops.\n\n`)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener("abort", () => done(), { once: true })
  })
}
