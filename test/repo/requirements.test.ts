import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseYaml } from "../../src/readers/yaml.js"
import { defaultAuditRules } from "../../src/results/default-audit-rules.js"
import { leafwise } from "../cli/run.js"
import { serve } from "../server/serve.js"
import hashes from "./requirement_hashes.json" with { type: "json" }
import { decoded, hashOf, requirementLines } from "./requirement_lines.js"

const root = join(import.meta.dirname, "../..")
const page = readFileSync(join(root, "docs/requirements.md"), "utf8")
const unescaped = (text: string) => text.replace(/\\([\\|<])/g, "$1")

interface Row {
  readonly document: string
  readonly quoted: readonly string[]
  readonly where: string
  readonly tests: readonly string[]
}

const rows: readonly Row[] = page.split(/^## (?=\d{3}:)/m).flatMap((section) =>
  section.split("\n").flatMap((line) => {
    const cells = /^\| (.*) \|$/.exec(line)?.[1]?.split(/ (?<!\\)\| /)
    if (cells?.length !== 3 || cells[1] === "where it is met") return []
    const [quoted = "", where = "", tests = ""] = cells.map((cell) => cell.trim())
    const lines = (cell: string) => cell.split("<br>").map(unescaped)
    return [{ document: section.slice(0, 3), quoted: lines(quoted), where, tests: tests === "-" ? [] : lines(tests) }]
  }),
)
const spans = (text: string): string[] => Array.from(text.matchAll(/`([^`]+)`/g), ([, span]) => span!)
const wheres = rows.flatMap(({ where }) => spans(where))

test("every line of the documents is quoted, as often as it is there, and no other", () => {
  for (const [document, expected] of Object.entries(hashes)) {
    const quoted = rows.filter((row) => row.document === document).flatMap((row) => row.quoted)
    const foreign = quoted.filter((line) => !expected.includes(hashOf(line)))
    expect({ document, foreign }).toEqual({ document, foreign: [] })
    expect(quoted.map(hashOf).sort()).toEqual([...expected].sort())
  }
  expect(new Set(rows.map(({ document }) => document))).toEqual(new Set(Object.keys(hashes)))
})

test("every row has a test, says that it is no demand, or is open; what is open is printed", () => {
  const isOpen = ({ where }: Row) => /\bopen:/.test(where)
  const isNone = ({ where }: Row) => where.startsWith("not a demand: ")
  for (const row of rows)
    if (!isOpen(row) && !isNone(row)) expect([row.quoted[0], row.tests.length > 0]).toContain(true)
  const open = rows.filter(isOpen).map(({ document, quoted, where }) => `open in ${document}: ${quoted[0]}: ${where}`)
  const counts = { rows: rows.length, lines: rows.flatMap(({ quoted }) => quoted).length, open: open.length }
  process.stdout.write(`${[JSON.stringify(counts), ...open].join("\n")}\n`)
})

test("every test that is named is there", () => {
  const isMissing = (named: string) => {
    const [, file = "", name = ""] = /^`([^`]+)`: (.+)$/.exec(named) ?? []
    const text = existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : ""
    return ![`("${name}"`, `"${name}",\n`].some((form) => text.includes(form))
  }
  expect([...new Set(rows.flatMap(({ tests }) => tests))].filter(isMissing)).toEqual([])
})

test("every command and option that is named is in the help", async () => {
  const commands = new Set(wheres.filter((span) => span.startsWith("leafwise ")))
  const faults: string[] = []
  for (const command of commands) {
    const words = command.split(" ")
    const verbs = words.filter((word) => !word.startsWith("--"))
    const { stdout } = await leafwise([...verbs.slice(1), "--help"])
    if (!stdout.includes(`Usage: ${verbs.join(" ")} `)) faults.push(`${command}: no such command`)
    for (const option of words.filter((word) => word.startsWith("--")))
      if (!new RegExp(`${option}(?![\\w-])`).test(stdout)) faults.push(`${command}: no ${option}`)
  }
  expect(commands.size).toBeGreaterThan(100)
  expect(faults).toEqual([])
})

test("every audit rule that is named is in audit-rules.yaml", () => {
  const rules = parseYaml(defaultAuditRules) as Record<string, Record<string, unknown>>
  const required = rules.runs!.require as readonly { readonly id: string }[]
  const known = new Set(required.map(({ id }) => `runs.require.${id}`))
  for (const [family, of] of Object.entries(rules)) for (const name of Object.keys(of)) known.add(`${family}.${name}`)
  const named = wheres.filter((span) => /^(metrics|runs|names|store)\.[\w.-]+$/.test(span))
  expect(new Set(named).size).toBeGreaterThan(40)
  expect(named.filter((rule) => !known.has(rule))).toEqual([])
})

test("every request that is named is answered, every file is there", async () => {
  const { url } = await serve([])
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, object> }
  for (const span of wheres) {
    const [, method = "", path = ""] = /^(GET|POST) (\/\S+)$/.exec(span) ?? []
    if (method)
      expect([span, Object.keys(paths[path] ?? {})]).toEqual([span, expect.arrayContaining([method.toLowerCase()])])
    if (/^(src|playground)\//.test(span)) expect([span, existsSync(join(root, span))]).toEqual([span, true])
  }
})

test("lines are those that want something, in either of two encodings gone wrong", () => {
  const text = "# Title\n\n| Name | Value |\n|---|---|\n| a  | 1 |\n```bash\n# note\nrun  it\n}\n```\n- item"
  expect(requirementLines(text)).toEqual(["| a | 1 |", "# note", "run it", "- item"])
  expect(decoded("a \u00e2\u0086\u0092".replace("\u0086\u0092", "\u2020\u2019"))).toBe("a \u2192")
  expect(decoded("\u201a\u00dc\u00ed b")).toBe("\u2192 b")
  expect(decoded("caf\u00e9 \u2192 \u00b1")).toBe("caf\u00e9 \u2192 \u00b1")
})
