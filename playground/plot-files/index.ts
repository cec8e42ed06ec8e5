import type { PlotFile, PlotKind, PlotKinds, PlottedExplanation, Table } from "../../src/index.js"
import { kinds } from "./kinds.js"
import { shapPlots } from "./shap-plots.js"

/** Width of a drawing in pixels, without its margin. */
const WIDTH = 760

/** One plot as SVG. */
export function svgOf<Kind extends PlotKind>(kind: Kind, data: PlotKinds[Kind], width: number = WIDTH): string {
  return kinds[kind](data, width)
}

/** Every plot of an explanation as SVG. */
export function explanationFiles(asked: PlottedExplanation<Table>, width: number = WIDTH): PlotFile[] {
  return shapPlots(asked, width)
}
