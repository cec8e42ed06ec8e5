import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { openRanges } from "../../src/node/open-ranges.js"
import { openReplacement } from "../../src/node/open-replacement.js"
import { tableBatches } from "../../src/node.js"

const folder = await mkdtemp(join(tmpdir(), "leafwise-replacement-"))
afterAll(() => rm(folder, { recursive: true, force: true }))
const bytes = (text: string) => new TextEncoder().encode(text)

test("a file is in its place when it is complete, and not before", async () => {
  const path = join(folder, "new.txt")
  await writeFile(path, "old")
  const [first, second] = [await openReplacement(path), await openReplacement(path)]
  await first.write(bytes("one, "))
  await second.write(bytes("other"))
  await first.write(bytes("two"))
  expect(await readFile(path, "utf8")).toBe("old")
  await first.end()
  expect(await readFile(path, "utf8")).toBe("one, two")
  await second.abort()
  await first.abort()
  expect(await readFile(path, "utf8")).toBe("one, two")
  expect(await readdir(folder)).toEqual(["new.txt"])
})

test("an error while it is written or put into place leaves nothing behind, and names the path", async () => {
  const nowhere = join(folder, "none", "x.txt")
  await expect(openReplacement(nowhere)).rejects.toThrow(`${nowhere}: no such folder to write into`)
  const file = await openReplacement(folder)
  await file.write(bytes("x"))
  await expect(file.end()).rejects.toThrow(folder)
  await expect(file.write(bytes("more"))).rejects.toThrow()
  expect((await readdir(join(folder, ".."))).filter((name) => name.endsWith(".leafwise-tmp"))).toEqual([])
})

test("a file is read in parts, and closed when the loop over its batches ends", async () => {
  const path = join(folder, "table.csv")
  await writeFile(path, `a\n${"1\n2\n".repeat(4000)}`)
  const file = await openRanges(path)
  expect(new TextDecoder().decode(await file.read(2, 6))).toBe("1\n2\n")
  await expect(file.read(0, file.size + 1)).rejects.toThrow(`${path}: the file has become shorter`)
  await file.close()
  const open = async () => (await readdir("/proc/self/fd").catch(() => [])).length
  const before = await open()
  const rows: number[] = []
  for await (const table of tableBatches(path, { rows: 3000, typeRows: 1 })) {
    rows.push(table.rows)
    expect(table.name).toBe("table.csv")
  }
  for await (const _ of tableBatches(path, { rows: 1, typeRows: 1 })) break
  expect(rows).toEqual([3000, 3000, 2000])
  expect(await open()).toBe(before)
  await expect(tableBatches(join(folder, "none.csv")).next()).rejects.toThrow(/ENOENT/)
})
