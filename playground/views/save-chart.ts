/** Hands a file to the browser's downloads. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** What a file of a chart is called. */
export function fileName(heading: string, ending: string): string {
  const words = heading.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-")
  return `${words.replace(/^-|-$/g, "").slice(0, 60) || "chart"}.${ending}`
}

/** The properties that styles give to what is drawn. */
const drawn = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "opacity"],
  ...["font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "visibility", "display"],
]

/** A chart as one SVG that needs no style sheet; pictures under it are put in as PNG. */
export function svgOf(svg: SVGSVGElement, canvas: HTMLCanvasElement | null): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const own = [svg, ...svg.querySelectorAll<SVGElement>("*")]
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")]
  own.forEach((element, i) => {
    const style = getComputedStyle(element)
    const text = drawn.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";")
    copies[i]!.setAttribute("style", text)
    copies[i]!.removeAttribute("class")
  })
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg")
  const { width, height } = svg.getBoundingClientRect()
  copy.setAttribute("width", String(width))
  copy.setAttribute("height", String(height))
  copy.prepend(...ground(svg), ...(canvas ? [picture(svg, canvas)] : []))
  return new XMLSerializer().serializeToString(copy)
}

/** A chart as PNG, twice as fine as on the screen. */
export async function pngOf(svg: SVGSVGElement, canvas: HTMLCanvasElement | null): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect()
  const image = new Image()
  const source = URL.createObjectURL(new Blob([svgOf(svg, canvas)], { type: "image/svg+xml" }))
  try {
    image.src = source
    await image.decode()
    const target = new OffscreenCanvas(Math.ceil(2 * width), Math.ceil(2 * height))
    target.getContext("2d")!.drawImage(image, 0, 0, target.width, target.height)
    return await target.convertToBlob({ type: "image/png" })
  } finally {
    URL.revokeObjectURL(source)
  }
}

function ground(svg: SVGSVGElement): SVGElement[] {
  const rectangle = document.createElementNS("http://www.w3.org/2000/svg", "rect")
  rectangle.setAttribute("width", "100%")
  rectangle.setAttribute("height", "100%")
  rectangle.setAttribute("style", `fill:${getComputedStyle(svg.ownerDocument.documentElement).backgroundColor}`)
  return [rectangle]
}

function picture(svg: SVGSVGElement, canvas: HTMLCanvasElement): SVGElement {
  const image = document.createElementNS("http://www.w3.org/2000/svg", "image")
  const [outer, inner] = [svg.getBoundingClientRect(), canvas.getBoundingClientRect()]
  image.setAttribute("href", canvas.toDataURL("image/png"))
  image.setAttribute("x", String(inner.left - outer.left))
  image.setAttribute("y", String(inner.top - outer.top))
  image.setAttribute("width", String(inner.width))
  image.setAttribute("height", String(inner.height))
  return image
}
