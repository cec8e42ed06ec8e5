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
  session.change({ stage: "explaining" })
  want("a")
  expect(begun).toBe(0)
  session.change({ stage: undefined })
  want("a")
  want("a")
  await Promise.resolve()
  expect([begun, job.value]).toEqual([1, 1])
})

test("Stop ends what waits on the page that is shown, until it is asked for; other pages are answered", async () => {
  const session = new Session()
  session.look({ page: "features" })
  session.change({ stage: "explaining" })
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
