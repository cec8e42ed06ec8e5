import { expect, test } from "vitest"
import { Residence } from "../../src/residence.js"

function tracked(limit: number) {
  const freed: string[] = []
  return { freed, residence: new Residence<string, string>((value) => freed.push(value), limit) }
}

test("the least recently used idle values make way", () => {
  const { freed, residence } = tracked(25)
  for (const key of ["a", "b"]) residence.settle(key, key, 10).leave()
  residence.enter("a")!.leave()
  residence.settle("c", "c", 10).leave()
  expect(freed).toEqual(["b"])
  expect(residence.enter("b")).toBeUndefined()
})

test("a value in use is freed when its last user leaves, once", () => {
  const { freed, residence } = tracked(100)
  const first = residence.settle("a", "a", 10)
  const second = residence.enter("a")!
  residence.drop("a")
  first.leave()
  first.leave()
  expect(freed).toEqual([])
  second.leave()
  expect(freed).toEqual(["a"])
})

test("a value in use stays beyond the limit", () => {
  const { freed, residence } = tracked(5)
  const lease = residence.settle("a", "a", 10)
  residence.settle("b", "b", 10).leave()
  expect(freed).toEqual(["b"])
  lease.leave()
  expect(freed).toEqual(["b", "a"])
})

test("a value that grows in use makes others go", () => {
  const { freed, residence } = tracked(25)
  residence.settle("a", "a", 10).leave()
  let bytes = 10
  const lease = residence.settle("b", "b", () => bytes)
  expect(freed).toEqual([])
  bytes = 20
  lease.leave()
  expect(freed).toEqual(["a"])
})

test("clearing frees what is idle", () => {
  const { freed, residence } = tracked(100)
  residence.settle("a", "a", 1).leave()
  residence.settle("b", "b", 1).leave()
  residence.clear()
  expect(freed).toEqual(["a", "b"])
  expect(residence.values()).toEqual([])
})
