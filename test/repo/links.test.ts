import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "../..")

test("every setting that a link carries is in docs/links.md", () => {
  const files = ["playground", "playground/pages"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  )
  const code = files.filter((path) => path.endsWith(".ts")).map((path) => readFileSync(path, "utf8"))
  const asked =
    /(?:option|setOption|set|select)\(\s*(?:[\w.]+, )?"([a-z]+\.[a-zA-Z]+)"|options\["([a-z]+\.[a-zA-Z]+)"\]/gi
  const keys = new Set(code.flatMap((text) => [...text.matchAll(asked)].map(([, key, other]) => key ?? other)))
  const docs = readFileSync(join(root, "docs/links.md"), "utf8")
  expect(keys.size).toBeGreaterThan(15)
  expect([...keys].filter((key) => !docs.includes(`\`${key}\``))).toEqual([])
})
