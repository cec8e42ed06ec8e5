import { Writable } from "node:stream"
import { expect, test } from "vitest"
import { sendPieces } from "../../src/server/send-pieces.js"

const pieces = Array.from({ length: 50 }, (_, i) => `${i} ${"x".repeat(100)}\n`)

test("a slow reader gets all pieces in their order, and nothing is left waiting on its stream", async () => {
  const got: string[] = []
  const slow = new Writable({
    ...{ highWaterMark: 10, decodeStrings: false },
    write: (piece: string, _, done) => {
      got.push(piece)
      setImmediate(done)
    },
  })
  await sendPieces(slow, pieces)
  expect(got).toEqual(pieces)
  const left = ["drain", "close", "error"].map((event) => slow.listenerCount(event))
  expect(left).toEqual([0, 0, 0])
})

test("a reader that leaves ends it", async () => {
  let taken = 0
  const leaving = new Writable({ highWaterMark: 10, write: () => setImmediate(() => leaving.destroy()) })
  const counted = (function* () {
    for (const piece of pieces) {
      taken++
      yield piece
    }
  })()
  await sendPieces(leaving, counted)
  expect(taken).toBe(2)
})
