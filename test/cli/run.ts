import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import type { Output } from "../../src/cli/terminal.js"
import { main } from "../../src/cli.js"
import type { Run } from "../../src/data/run.js"
import { openStore } from "../../src/node.js"
import { goldenFolder } from "../stores/golden-store.js"

/** What a command line is run with, and in. */
export interface Surroundings {
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly signal?: AbortSignal
  /** Which of the two streams are terminals. */
  readonly tty?: { readonly stdout?: boolean; readonly stderr?: boolean }
  /** Called with whatever is written to standard error. */
  readonly onError?: (text: string) => void
}

/** What a command line left behind. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly bytes: Uint8Array
  readonly stderr: string
}

/** Runs a command line in this process, on one thread: worker threads need built files. */
export async function leafwise(args: string, surroundings?: Surroundings): Promise<Outcome>
export async function leafwise(args: readonly string[], surroundings?: Surroundings): Promise<Outcome>
export async function leafwise(args: string | readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { cwd = goldenFolder, env = {}, signal = new AbortController().signal, tty = {}, onError } = surroundings
  const out = collector(tty.stdout)
  const err = collector(tty.stderr, onError)
  const words = typeof args === "string" ? args.split(" ") : args
  const code = await main(withOneThread(words), { stdout: out.output, stderr: err.output, env, cwd, signal })
  return { code, stdout: out.text(), bytes: out.bytes(), stderr: err.text() }
}

const temporary: string[] = []
afterAll(() => Promise.all(temporary.map((folder) => rm(folder, { recursive: true, force: true }))))

/** A temporary folder that is removed when the file's tests are over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leafwise-cli-"))
  temporary.push(folder)
  return folder
}

/** The committed sample. */
export const sample: string = join(import.meta.dirname, "../../sample")

const { runs } = await (await openStore(join(sample, "mlruns"))).searchRuns()

/** The sample's run of the last window, December 2013: its model's AUC was logged. */
export const lastWindow: Run = runs.find(({ tags }) => tags.window === "10")!

/** The lines of a text, without the end of the last. */
export function linesOf(text: string): string[] {
  return text.replace(/\n$/, "").split("\n")
}

function withOneThread(words: readonly string[]): string[] {
  const computes =
    ["inspect", "shap", "analyze-shap", "predict", "pdp", "importance", "drift", "anomalies", "report"].includes(
      words[0] ?? "",
    ) && !words.includes("--threads")
  return computes ? [...words, "--threads", "1"] : [...words]
}

function collector(isTTY = false, onWrite?: (text: string) => void) {
  const chunks: Buffer[] = []
  const output: Output = {
    isTTY,
    write(chunk) {
      chunks.push(Buffer.from(chunk))
      onWrite?.(String(chunk))
      return true
    },
  }
  const all = () => Buffer.concat(chunks)
  return { output, text: () => all().toString("utf8"), bytes: () => new Uint8Array(all()) }
}
