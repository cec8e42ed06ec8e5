import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseYaml } from "../../src/readers/yaml.js"
import { editMeta, writeMeta } from "../../src/stores/yaml-meta.js"

interface Case {
  readonly text: string
  /** What PyYAML 6 writes for `{ name: text }`. */
  readonly value: string
  /** And for `{ tags: { text: text } }`. */
  readonly nested?: string
}

const cases = JSON.parse(await readFile(join(import.meta.dirname, "pyyaml.json"), "utf8")) as Case[]

test("texts are written as PyYAML writes them: plain, quoted, escaped, folded", () => {
  expect(cases.length).toBeGreaterThan(300)
  for (const { text, value, nested } of cases) {
    expect(writeMeta({ name: text })).toBe(value)
    if (nested !== undefined) expect(writeMeta({ tags: { [text]: text } })).toBe(nested)
  }
})

test("other values are written as PyYAML writes them", () => {
  const meta = {
    b: null,
    a: 1_700_000_000_000,
    c: [],
    d: {},
    e: ["x", "1"],
    f: 9_007_199_254_740_993n,
    g: 1e-7,
    h: true,
  }
  expect(writeMeta(meta)).toBe(
    "a: 1700000000000\nb: null\nc: []\nd: {}\ne:\n- x\n- '1'\nf: 9007199254740993\ng: 1.0e-7\nh: true\n",
  )
})

const meta = "end_time: null\nodd_key:   [1, 2]  # of another hand\nrun_name: 'a\n\n  b'\nstatus: 1\ntags: []\n"

test("a change leaves all other lines as they are", () => {
  expect(editMeta(meta, { status: 3, end_time: 5, deleted_time: 7 })).toBe(
    "deleted_time: 7\nend_time: 5\nodd_key:   [1, 2]  # of another hand\nrun_name: 'a\n\n  b'\nstatus: 3\ntags: []\n",
  )
  expect(editMeta(meta, { run_name: "1e5", tags: undefined })).toBe(
    "end_time: null\nodd_key:   [1, 2]  # of another hand\nrun_name: 1e5\nstatus: 1\n",
  )
})

test("a file that cannot be changed line by line is written anew", () => {
  expect(parseYaml(editMeta("{status: 1, run_name: x}\n", { status: 3 }))).toEqual({ status: 3, run_name: "x" })
  expect(editMeta("", { a: "b" })).toBe("a: b\n")
})
