import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import type { Table } from "../data/table.js"
import type { PlotFile, PlotKind, PlotKinds, PlottedExplanation } from "../results/plot-data.js"

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

let ready: Promise<{ Resvg: typeof import("@resvg/resvg-wasm").Resvg; font: Uint8Array }> | undefined

async function pngOf(svg: string): Promise<Uint8Array> {
  ready ??= loadResvg()
  const { Resvg, font } = await ready
  const family = "DejaVu Sans"
  const fonts = { fontBuffers: [font], defaultFontFamily: family, sansSerifFamily: family, loadSystemFonts: false }
  const image = new Resvg(svg, { font: fonts, fitTo: { mode: "zoom", value: DENSITY } })
  const rendered = image.render()
  const png = rendered.asPng()
  rendered.free()
  image.free()
  return png
}

async function loadResvg() {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm")
  const require = createRequire(import.meta.url)
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")))
  return { Resvg, font: new Uint8Array(await readFile(besides("DejaVuSans.ttf"))) }
}
