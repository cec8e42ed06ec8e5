import { chartStyles } from "../views/chart-styles.js"
import { resolveColors } from "./colors.js"
import { escaped, svgText } from "./svg-text.js"

/** A drawing with what stands around it on the page. */
export interface Framed {
  readonly heading: string
  readonly summary: string
  readonly definition: string
  /** A template whose outermost element is an svg with a viewBox. */
  readonly drawing: unknown
  /** Lines below: rows in and used, how a sample was drawn. */
  readonly notes: readonly string[]
}

const MARGIN = 16
const HEAD = 46
const LINE = 17
/** Pixels of a letter of the notes. */
const LETTER = 6.1

/** One file that needs nothing else: heading, sentence, drawing, definition and notes on a white ground. */
export function framed({ heading, summary, definition, drawing, notes }: Framed): string {
  const inner = svgText(drawing).trim()
  const [, width = 0, height = 0] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(inner)?.map(Number) ?? []
  const size = width + 2 * MARGIN
  const lines = [definition, ...notes].flatMap((note) => wrapped(note, Math.floor(width / LETTER)))
  const words = wrapped(summary, Math.floor(width / LETTER))
  const top = MARGIN + HEAD + (words.length - 1) * LINE
  const full = Math.ceil(top + height + lines.length * LINE + MARGIN + 6)
  const text = (line: string, y: number, style = "small quiet") =>
    `<text class="${style}" x="${MARGIN}" y="${y}">${escaped(line)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${full}" width="${size}" height="${full}" role="img">`,
    `<title>${escaped(heading)}</title><desc>${escaped(summary)}</desc>`,
    `<style>${sheet}</style><rect width="${size}" height="${full}" fill="#ffffff"/>`,
    text(heading, MARGIN + 6, "heading"),
    ...words.map((line, i) => text(line, MARGIN + 26 + i * LINE)),
    `<g transform="translate(${MARGIN} ${top})">${inner.replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "")}</g>`,
    ...lines.map((line, i) => text(line, top + height + 12 + i * LINE)),
    "</svg>\n",
  ].join("\n")
}

/** The rules for what is drawn; those for the page around it are left out. */
const sheet: string = `${rules(resolveColors(String(chartStyles)))} .heading { font-size: 16px; font-weight: 600 }`

function rules(css: string): string {
  const flat = css.replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, "")
  return [...flat.matchAll(/([^{}]+)\{([^{}]*)\}/g)]
    .filter(([, selectors = ""]) => selectors.split(",").every((each) => each.trim().startsWith("svg ")))
    .map(([, selectors = "", body = ""]) => `${selectors.replaceAll(/\bsvg /g, "").trim()} {${longhand(body)}}`)
    .join("\n")
    .replace(/\s+/g, " ")
}

/** The font in single properties: not every reader of SVG knows the short form. */
function longhand(body: string): string {
  return body.replace(/font: ([\d.]+px) ([^;]+);/, 'font-size: $1; font-family: "DejaVu Sans", $2;')
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
