import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { systemFonts } from "../../src/node/system-fonts.js"

const dejaVu = join(import.meta.dirname, "../../node_modules/dejavu-fonts-ttf/ttf")
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leafwise-fonts-"))
  for (const name of ["DejaVuSansMono.ttf", "DejaVuSans.ttf"]) await copyFile(join(dejaVu, name), join(folder, name))
  await writeFile(join(folder, "broken.ttf"), "no font")
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const codes = (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!)

test("a font of the system is taken for characters that it has; others are named", async () => {
  const { fonts, missing } = await systemFonts(codes("a\u05d0\u4e2d"), [folder, join(folder, "none")])
  expect([fonts.length, missing]).toEqual([1, codes("\u4e2d")])
  expect(await systemFonts([], [folder])).toEqual({ fonts: [], missing: [] })
  expect(await systemFonts(codes("x"), [])).toEqual({ fonts: [], missing: codes("x") })
})
