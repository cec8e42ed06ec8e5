import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { Table } from "../data/table.js"
import type { PlotFile, PlotKind, PlotKinds, PlottedExplanation } from "../results/plot-data.js"
import { type Coverage, fontCoverage, type ReadAt } from "./font-coverage.js"
import { systemFonts } from "./system-fonts.js"

/** A plot as the two files that people ask for. */
export interface Drawn {
  readonly svg: string
  readonly png: Uint8Array
}

/** What the build bundles from the playground's plots: no page is needed. */
interface PlotModule {
  svgOf<Kind extends PlotKind>(kind: Kind, data: PlotKinds[Kind]): string
  explanationFiles(asked: PlottedExplanation<Table>): PlotFile[]
}

/** Draws one plot. */
export async function drawPlot<Kind extends PlotKind>(kind: Kind, data: PlotKinds[Kind]): Promise<Drawn> {
  const { svgOf } = await plotModule()
  const svg = svgOf(kind, data)
  return { svg, png: await pngOf(svg) }
}

/** Draws an explanation in all the ways there are: each plot by the name of its file, without an ending. */
export async function drawExplanation(asked: PlottedExplanation<Table>): Promise<(Drawn & { name: string })[]> {
  const { explanationFiles } = await plotModule()
  const drawn: (Drawn & { name: string })[] = []
  for (const { name, svg } of explanationFiles(asked)) drawn.push({ name, svg, png: await pngOf(svg) })
  return drawn
}

function plotModule(): Promise<PlotModule> {
  return import(/* @vite-ignore */ besides("plots.js").href)
}

function besides(file: string): URL {
  return new URL(`./plot-files/${file}`, import.meta.url)
}

/** Pixels of a PNG for each of the SVG's. */
const DENSITY = 2

let ready: Promise<Drawer> | undefined

interface Drawer {
  readonly Resvg: typeof import("@resvg/resvg-wasm").Resvg
  readonly font: Uint8Array
  readonly has: Coverage
}

async function pngOf(svg: string): Promise<Uint8Array> {
  ready ??= loadResvg()
  const { Resvg, font, has } = await ready
  const family = "DejaVu Sans"
  const fontBuffers = [font, ...(await otherFonts(svg, has))]
  const fonts = { fontBuffers, defaultFontFamily: family, sansSerifFamily: family, loadSystemFonts: false }
  const image = new Resvg(svg, { font: fonts, fitTo: { mode: "zoom", value: DENSITY } })
  const rendered = image.render()
  const png = rendered.asPng()
  rendered.free()
  image.free()
  return png
}

const known = new Map<string, Promise<Uint8Array[]>>()
let told = false

/** Fonts of the system for what the package's own font lacks, e.g. Chinese names. */
function otherFonts(svg: string, has: Coverage): Promise<Uint8Array[]> {
  const codes = new Set(Array.from(svg, (letter) => letter.codePointAt(0)!))
  // Line ends and joiners are drawn as nothing.
  const lacking = [...codes].filter(
    (code) => code > 0x7f && !has(code) && !/[\p{C}\p{M}]/u.test(String.fromCodePoint(code)),
  )
  const key = lacking.sort((a, b) => a - b).join()
  const found = known.get(key) ?? fontsFor(lacking)
  known.set(key, found)
  return found
}

async function fontsFor(codes: readonly number[]): Promise<Uint8Array[]> {
  const { fonts, missing } = await systemFonts(codes)
  if (missing.length > 0 && !told) {
    told = true
    const few = String.fromCodePoint(...missing.slice(0, 8))
    process.stderr.write(
      `no font of this machine has ${few}${missing.length > 8 ? " ..." : ""}: PNG files show boxes there; the SVG files beside them show the text, or install a font such as Noto Sans CJK\n`,
    )
  }
  return fonts
}

async function loadResvg(): Promise<Drawer> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm")
  const require = createRequire(import.meta.url)
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")))
  const font = new Uint8Array(await readFile(besides("DejaVuSans.ttf")))
  const read: ReadAt = async (offset, length) => new DataView(font.buffer, font.byteOffset + offset, length)
  return { Resvg, font, has: (await fontCoverage(read)) ?? (() => true) }
}
