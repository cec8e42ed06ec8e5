import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { mountFiles } from "../../src/node/mounted-files.js"

const folder = await mkdtemp(join(tmpdir(), "leafwise-mounted-"))
afterAll(() => rm(folder, { recursive: true }))

for (const [path, text] of Object.entries({
  "a/model.txt": "a's",
  "a/inner/table.csv": "x\n1\n",
  "b/model.txt": "b's",
  "c/model.txt": "c's",
  "plain.csv": "y\n2\n",
})) {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text)
}

const mounted = (...paths: string[]) => mountFiles(paths.map((path) => join(folder, path)))
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

test("one folder is its own top", async () => {
  const files = await mounted("a")
  expect(files.name).toBe(join(folder, "a"))
  expect(await files.list("")).toEqual([
    { name: "inner", folder: true },
    { name: "model.txt", folder: false, bytes: 3 },
  ])
  expect(text(await files.read("inner/table.csv"))).toBe("x\n1\n")
})

test("one file is a tree with that file", async () => {
  const files = await mounted("plain.csv")
  expect(await files.list("")).toEqual([{ name: "plain.csv", folder: false, bytes: 4 }])
  expect(text(await files.read("plain.csv"))).toBe("y\n2\n")
})

test("files and folders from anywhere stand side by side by their names", async () => {
  const files = await mounted("plain.csv", "a", "b/model.txt")
  expect(files.name).toBe(["plain.csv", "a", "b/model.txt"].map((path) => join(folder, path)).join(", "))
  expect((await files.list(""))!.map(({ name, folder: isFolder }) => [name, isFolder])).toEqual([
    ["plain.csv", false],
    ["a", true],
    ["model.txt", false],
  ])
  expect((await files.list("a/inner"))!.map(({ name }) => name)).toEqual(["table.csv"])
  expect(text(await files.read("a/inner/table.csv"))).toBe("x\n1\n")
  expect(text(await files.read("model.txt"))).toBe("b's")
})

test("two of the same name are told apart by a number", async () => {
  const files = await mounted("a/model.txt", "b/model.txt", "c/model.txt", "a", "a")
  expect((await files.list(""))!.map(({ name }) => name)).toEqual([
    ...["model.txt", "model (2).txt", "model (3).txt", "a", "a (2)"],
  ])
  expect(text(await files.read("model.txt"))).toBe("a's")
  expect(text(await files.read("model (2).txt"))).toBe("b's")
  expect(text(await files.read("model (3).txt"))).toBe("c's")
  expect(text(await files.read("a (2)/model.txt"))).toBe("a's")
})

test("a file that is called like a numbered one is not lost", async () => {
  await writeFile(join(folder, "a/model (2).txt"), "its own name")
  const files = await mounted("a/model.txt", "b/model.txt", "a/model (2).txt")
  expect(await files.list("")).toHaveLength(3)
})

test("what is not there has no list and cannot be read", async () => {
  const files = await mounted("plain.csv", "a")
  expect(await files.list("plain.csv")).toBeUndefined()
  expect(await files.list("nowhere")).toBeUndefined()
  expect(await files.list("a/nowhere")).toBeUndefined()
  await expect(files.read("nowhere.csv")).rejects.toThrow("nowhere.csv: no such file")
})

test("a file beside a mounted one cannot be reached through it", async () => {
  const files = await mounted("a/model.txt", "plain.csv")
  await expect(files.read("inner/table.csv")).rejects.toThrow("no such file")
  expect(text(await files.read("model.txt/../inner/table.csv"))).toBe("a's")
})

test("a path that does not exist is refused by name", async () => {
  await expect(mountFiles([join(folder, "a"), join(folder, "nowhere")])).rejects.toThrow(
    `${join(folder, "nowhere")}: no such file or folder`,
  )
})
