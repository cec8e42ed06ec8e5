import { expect, test } from "vitest"
import { parseYaml } from "../../src/readers/yaml.js"
import { goldenJson } from "../stores/golden-store.js"

/** What PyYAML reads in a text: numbers that JSON cannot say are texts in an object. */
type Value =
  | string
  | number
  | boolean
  | null
  | { float?: string; int?: string; whole?: unknown; [key: string]: unknown }

const { cases, read_only } = await goldenJson<{
  cases: { text: string; value: Value }[]
  read_only: { text: string; value?: Value; error?: string }[]
}>("mlflow/yaml_cases.json")
const random = await goldenJson<{ cases: [text: string, value: Value][] }>("mlflow/yaml_random.json")

for (const { text, value, error } of [...cases.map((each) => ({ ...each, error: undefined })), ...read_only]) {
  test(JSON.stringify(text), () => {
    if (error) expect(() => parseYaml(text)).toThrow()
    else if (isObject(value) && "whole" in value) expect(parseYaml(text)).toEqual(value.whole)
    else expect(named(text)).toEqual(wanted(value))
  })
}

test("random texts that PyYAML wrote, and random plain words, are what PyYAML reads", () => {
  const wrong = random.cases.filter(([text, value]) => !Object.is(named(text), wanted(value)))
  expect(wrong).toEqual([])
  expect(random.cases).toHaveLength(1500)
})

function named(text: string): unknown {
  const { name } = parseYaml(text) as { name: unknown }
  return typeof name === "bigint" ? Number(name) : name
}

function wanted(value: Value | undefined): unknown {
  if (!isNumber(value)) return value
  return Number((value.float ?? value.int ?? "").replace("inf", "Infinity"))
}

function isObject(value: Value | undefined): value is Exclude<Value, string | number | boolean | null> {
  return typeof value === "object" && value !== null
}

function isNumber(value: Value | undefined): value is { float?: string; int?: string } {
  return isObject(value) && ("float" in value || "int" in value)
}
