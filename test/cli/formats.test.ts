import { execFileSync } from "node:child_process"
import { lstat, mkdir, open, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { type Column, cellText } from "../../src/data/column.js"
import { readTable } from "../../src/node.js"
import { leafwise, linesOf, temporaryFolder } from "./run.js"

const folder = await temporaryFolder()
const shap = "shap -m lgb_regression/model.txt -d lgb_regression/features.arrow --top 2"
const names = ["rank", "feature", "mean |SHAP|", "mean SHAP", "direction", "correlation"]
const onTerminal = { tty: { stdout: true } }

test("a terminal gets aligned columns with six digits", async () => {
  const lines = linesOf((await leafwise(shap, onTerminal)).stdout)
  expect(lines).toHaveLength(3)
  expect(lines[0]).toBe("rank  feature  mean |SHAP|  mean SHAP  direction  correlation")
  expect(lines[1]).toBe("   1  s5           25.4453    9.10405  POSITIVE      0.942571")
})

test("a pipe gets tab-separated columns in full precision", async () => {
  const lines = linesOf((await leafwise(shap)).stdout).map((line) => line.split("\t"))
  expect(lines[0]).toEqual(names)
  expect(lines[1]!.slice(0, 2)).toEqual(["1", "s5"])
  expect(lines[1]![2]).toMatch(/^25\.4453\d{8,}$/)
})

test("all forms hold the same numbers", async () => {
  const rows = linesOf((await leafwise(shap)).stdout)
    .slice(1)
    .map((line) => line.split("\t"))
  const csv = linesOf((await leafwise(`${shap} --csv`)).stdout).map((line) => line.split(","))
  expect(csv).toEqual([names, ...rows])
  const { features } = JSON.parse((await leafwise(`${shap} --json`)).stdout)
  expect(features.map((each: { meanAbsShap: number }) => String(each.meanAbsShap))).toEqual(rows.map((row) => row[2]))
  const arrow = await readTable((await leafwise(`${shap} --arrow`)).bytes)
  expect(arrow.columns.map(({ name }) => name)).toEqual(names)
  expect(rows).toEqual([0, 1].map((row) => arrow.columns.map((column: Column) => cellText(column, row))))
  const markdown = linesOf((await leafwise(`${shap} --markdown`)).stdout)
  expect(markdown.slice(0, 2)).toEqual([
    "| rank | feature | mean \\|SHAP\\| | mean SHAP | direction | correlation |",
    "| ---: | --- | ---: | ---: | --- | ---: |",
  ])
  expect(markdown).toHaveLength(4)
})

test("a chosen form is the same on a terminal", async () => {
  for (const form of ["--json", "--csv", "--markdown"]) {
    expect(await leafwise(`${shap} ${form}`, onTerminal)).toEqual(await leafwise(`${shap} ${form}`))
  }
})

test("bytes are not written to a terminal", async () => {
  expect(await leafwise(`${shap} --arrow`, onTerminal)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("--arrow writes bytes: name a file with -o, or pipe it"),
  })
  const path = join(folder, "ranking.arrow")
  expect((await leafwise(`${shap} --arrow -o ${path}`, onTerminal)).code).toBe(0)
  expect((await readTable(path)).rows).toBe(2)
})

test("-o writes to a file what a pipe would get, and - is standard output", async () => {
  const piped = (await leafwise(shap)).stdout
  const path = join(folder, "ranking.tsv")
  for (const surroundings of [{}, onTerminal]) {
    expect(await leafwise(`${shap} -o ${path}`, surroundings)).toMatchObject({ code: 0, stdout: "" })
    expect(await readFile(path, "utf8")).toBe(piped)
  }
  expect((await leafwise(`${shap} -o -`)).stdout).toBe(piped)
})

test("-o replaces a file as a whole and leaves nothing beside it", async () => {
  const place = join(folder, "replaced")
  await mkdir(place)
  await writeFile(join(place, "out.csv"), "old\n".repeat(10_000))
  const before = await stat(join(place, "out.csv"))
  await leafwise(`${shap} --csv -o ${join(place, "out.csv")}`)
  expect(linesOf(await readFile(join(place, "out.csv"), "utf8"))).toHaveLength(3)
  expect((await stat(join(place, "out.csv"))).ino).not.toBe(before.ino)
  expect(await readdir(place)).toEqual(["out.csv"])
})

test("a failed run leaves the old file as it was", async () => {
  const place = join(folder, "kept")
  await mkdir(place)
  await writeFile(join(place, "out.csv"), "old\n")
  const path = join(place, "out.csv")
  expect((await leafwise(`shap -m corrupt/lgb_cycle.txt -d lgb_binary/features.arrow --csv -o ${path}`)).code).toBe(1)
  expect((await leafwise(`${shap} --target nope --csv -o ${path}`)).code).toBe(1)
  expect((await leafwise(`${shap} --csv -o ${place}`)).code).toBe(1)
  expect(await readFile(path, "utf8")).toBe("old\n")
  expect(await readdir(place)).toEqual(["out.csv"])
  expect((await readdir(folder)).filter((name) => name.endsWith("-tmp"))).toEqual([])
})

// rename() puts the new file in the place of whatever is there: -o /dev/null by root is the end of /dev/null.
test("-o writes into a pipe or a device instead of replacing it", {
  skip: process.platform === "win32",
}, async () => {
  const path = join(folder, "pipe")
  execFileSync("mkfifo", [path])
  // Open at both ends, it takes what is written at once.
  const pipe = await open(path, "r+")
  try {
    expect((await leafwise(`${shap} --csv -o ${path}`)).code).toBe(0)
    expect((await lstat(path)).isFIFO()).toBe(true)
  } finally {
    await pipe.close()
  }
})

test("-o writes the file that a link leads to, and keeps the link", async () => {
  await writeFile(join(folder, "target.csv"), "old\n")
  await symlink(join(folder, "target.csv"), join(folder, "link.csv"))
  await leafwise(`${shap} --csv -o ${join(folder, "link.csv")}`)
  expect((await lstat(join(folder, "link.csv"))).isSymbolicLink()).toBe(true)
  expect(await readFile(join(folder, "target.csv"), "utf8")).not.toBe("old\n")
})

// The message is Node's own, about a file that the user never named.
for (const option of ["-o", "--values"]) {
  test(`${option} into a folder that is not there names the path that was given`, async () => {
    const path = join(folder, "no/such/folder/out.arrow")
    const { code, stderr } = await leafwise(`${shap} ${option} ${path}`)
    expect(code).toBe(1)
    expect(stderr).toContain(path)
    expect(stderr).not.toContain("leafwise-tmp")
  })
}
