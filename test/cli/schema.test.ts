import { expect, test } from "vitest"
import { schemaNames } from "../../src/results/schemas.js"
import { leafwise, linesOf } from "./run.js"

test("lists the results and prints each one's JSON Schema", async () => {
  const { stdout } = await leafwise("schema")
  expect(linesOf(stdout).map((line) => line.split("\t")[0])).toEqual(["name", ...schemaNames.map(({ name }) => name)])
  for (const { name } of schemaNames) {
    const { code, stdout: text } = await leafwise(`schema ${name}`)
    const schema = JSON.parse(text)
    expect([code, schema.title, schema.type]).toEqual([0, name, "object"])
    expect(schema.$schema).toContain("json-schema.org")
    expect(Object.keys(schema.properties).length).toBeGreaterThan(1)
  }
})

test("an unknown name is refused with those there are", async () => {
  const { code, stderr } = await leafwise("schema toString")
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`Allowed choices are ${schemaNames.map(({ name }) => name).join(", ")}`),
  ])
})
