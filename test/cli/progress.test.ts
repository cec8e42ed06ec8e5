import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { progressLine } from "../../src/cli/progress-line.js"
import type { Progress } from "../../src/results/progress.js"
import { lastWindow, leafwise, sample, temporaryFolder } from "./run.js"

const flights = `shap -m runs:/${lastWindow.runId}/model.txt -d data/test-2013-12.feather`
const some: Progress = { stage: "explaining", done: 1234, total: 27020, rowsPerSecond: 5678.4, secondsLeft: 4.54 }

afterEach(() => {
  vi.useRealTimers()
})

function line(isTTY: boolean, quiet?: true) {
  const written: string[] = []
  const stderr = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) }
  const terminal = { stdout: stderr, stderr, env: {}, cwd: "/", signal: new AbortController().signal }
  return { ...progressLine({ seed: 0, ...(quiet && { quiet }) }, terminal), written }
}

test("progress is one line written over and over, with rows a second and the time left, and removed at the end", () => {
  vi.useFakeTimers({ toFake: ["performance"] })
  const { onProgress, clear, written } = line(true)
  vi.advanceTimersByTime(600)
  onProgress?.(some)
  onProgress?.({ ...some, done: 27020, secondsLeft: 0, rowsPerSecond: 6000 })
  clear()
  expect(written).toEqual([
    "\r\u001b[Kexplaining - 1,234/27,020 rows - 5,678 rows/s - 4.5 s left",
    "\r\u001b[Kexplaining - 27,020/27,020 rows - 6,000 rows/s - 0.0 s left",
    "\r\u001b[K",
  ])
})

test("what is done within half a second shows no progress", () => {
  vi.useFakeTimers({ toFake: ["performance"] })
  const { onProgress, clear, written } = line(true)
  vi.advanceTimersByTime(499)
  onProgress?.(some)
  clear()
  expect(written).toEqual([])
})

test("an unknown time left is not written", () => {
  vi.useFakeTimers({ toFake: ["performance"] })
  const { onProgress, written } = line(true)
  vi.advanceTimersByTime(1000)
  onProgress?.({ ...some, done: 0, rowsPerSecond: 0, secondsLeft: Number.POSITIVE_INFINITY })
  expect(written).toEqual(["\r\u001b[Kexplaining - 0/27,020 rows - 0 rows/s"])
})

test("there is no progress where standard error is no terminal, or with --quiet", () => {
  expect(line(false).onProgress).toBeUndefined()
  expect(line(true, true).onProgress).toBeUndefined()
})

test("a long call writes no progress to a file, only its notes, and with --quiet nothing", async () => {
  const { stderr } = await leafwise(`${flights} --top 1`, { cwd: sample })
  expect(stderr).toMatch(/^model\.txt on test-2013-12\.feather: 27,020 rows - .*\n$/)
  const quiet = { cwd: sample, tty: { stderr: true } }
  expect((await leafwise(`${flights} --top 1 --quiet --sample 500`, quiet)).stderr).toBe("")
})

test("cancelled before it began, a call ends with exit code 2 and writes nothing", async () => {
  const folder = await temporaryFolder()
  const signal = AbortSignal.abort()
  const outcome = await leafwise(`${flights} --values ${join(folder, "v.arrow")} -o ${join(folder, "o.tsv")}`, {
    ...{ cwd: sample, signal },
  })
  expect(outcome).toMatchObject({ code: 2, stdout: "", stderr: "cancelled\n" })
  expect(await readdir(folder)).toEqual([])
})

test("cancelled while it works, a call ends with exit code 2 and writes nothing", async () => {
  const folder = await temporaryFolder()
  const controller = new AbortController()
  const path = join(folder, "v.arrow")
  // A note on the way says that the table was read: explaining 27,020 rows has not begun yet.
  const onError = () => setTimeout(() => controller.abort(), 20)
  const args = `${flights} --values ${path} --test-start 2013-12-01`
  const outcome = await leafwise(args, { cwd: sample, signal: controller.signal, onError })
  expect(outcome).toMatchObject({ code: 2, stdout: "" })
  expect(outcome.stderr).toMatch(/^date: .*\ncancelled\n$/)
  expect(await readdir(folder)).toEqual([])
})
