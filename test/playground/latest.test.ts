import type { LitElement } from "lit"
import { Latest } from "../../playground/pages/latest.js"
import { Session } from "../../playground/session.js"
import { expect, test } from "../harness/index.js"

const host = { requestUpdate: () => {} } as unknown as LitElement

test("what waits for its turn begins when no rows are explained, and once for a key", async () => {
  const session = new Session()
  const job = new Latest<number>(host, "shuffling")
  let begun = 0
  const want = (key: string) => job.wantLater(session, [key], async () => ++begun)
  const work = session.begin("explaining")
  want("a")
  expect(begun).toBe(0)
  work.end()
  want("a")
  want("a")
  await Promise.resolve()
  expect([begun, job.value]).toEqual([1, 1])
})

test("Stop ends what waits on the page that is shown, until it is asked for; other pages are answered", async () => {
  const session = new Session()
  session.look({ page: "features" })
  session.begin("explaining")
  const [here, there] = [new Latest<number>(host, "shuffling"), new Latest<number>(host, "measuring")]
  let begun = 0
  const want = (job: Latest<number>) => job.wantLater(session, ["a"], async () => ++begun)
  want(here)
  session.halt()
  want(here)
  expect(begun).toBe(0)
  session.look({ page: "overfit" })
  want(there)
  expect(begun).toBe(1)
  session.look({ page: "features" })
  session.goOn()
  want(here)
  expect(begun).toBe(2)
})

test("of all that goes on the latest is shown, and what ends gives way to what began before", () => {
  const session = new Session()
  const shown = () => session.state.stage
  const [served, dropped] = [session.begin("reading a"), session.begin("reading b")]
  served.say("reading c")
  expect(shown()).toBe("reading b")
  dropped.end()
  expect(shown()).toBe("reading c")
  session.halt()
  served.say("reading d")
  served.end()
  expect(shown()).toBe(undefined)
})

test("another model ends what is computed and lets what is read go on; Stop ends both", () => {
  const session = new Session()
  const { signal, readingSignal } = session
  session.endAnalysis()
  expect([signal.aborted, readingSignal.aborted, session.signal.aborted]).toEqual([true, false, false])
  session.halt()
  expect([readingSignal.aborted, session.readingSignal.aborted]).toEqual([true, false])
})
