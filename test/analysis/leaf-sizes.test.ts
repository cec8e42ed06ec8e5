import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { leafSizes } from "../../src/analysis/leaf-sizes.js"
import { readModel } from "../../src/readers/model.js"

test("the leaves of each tree hold the rows of training", () => {
  const bytes = readFileSync("build/golden/lgb_binary/model.txt")
  const found = leafSizes(readModel(bytes, { name: "model.txt" }))!
  const sum = found.sizes.reduce((total, size) => total + size, 0)
  expect(found.unit).toBe("rows")
  expect(sum).toBe(found.root * found.trees)
  expect([found.sizes.length, found.most <= 255]).toEqual([found.leaves, true])
})
