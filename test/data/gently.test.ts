import { expect, test } from "vitest"
import { atOnce, gently } from "../../src/data/gently.js"

/** Counts its steps, each of which takes some milliseconds; says when it was ended. */
function* slow(steps: number, seen: { done: number; ended: boolean }): Generator<undefined, string> {
  try {
    for (; seen.done < steps; seen.done++) {
      for (const end = performance.now() + 3; performance.now() < end; );
      yield
    }
    return "whole"
  } finally {
    seen.ended = true
  }
}

test("steps run to their end, and others are answered meanwhile", async () => {
  const seen = { done: 0, ended: false }
  const running = gently(slow(20, seen))
  await new Promise((done) => setTimeout(done))
  expect(seen.ended).toBe(false)
  expect(await running).toBe("whole")
  expect(seen).toEqual({ done: 20, ended: true })
  expect(atOnce(slow(1, { done: 0, ended: false }))).toBe("whole")
})

test("an abort ends steps at the next turn with its reason", async () => {
  const seen = { done: 0, ended: false }
  const abort = new AbortController()
  const running = gently(slow(1000, seen), abort.signal)
  abort.abort(new Error("enough"))
  await expect(running).rejects.toThrow("enough")
  expect(seen.ended).toBe(true)
  expect(seen.done).toBeLessThan(10)
})
