/** shap's colours for pushing up and pushing down. */
export const POSITIVE = "#ff0051"
export const NEGATIVE = "#008bfb"

/** shap's `red_blue` scale from low to high. */
const stops = [
  [0x00, 0x8b, 0xfb],
  [0x00, 0x7c, 0xf5],
  [0x26, 0x6c, 0xea],
  [0x64, 0x59, 0xda],
  [0x85, 0x42, 0xc5],
  [0x9a, 0x25, 0xae],
  [0xbc, 0x00, 0x9f],
  [0xd6, 0x00, 0x8e],
  [0xeb, 0x00, 0x7a],
  [0xfa, 0x00, 0x65],
  [0xff, 0x00, 0x51],
] as const

/** What a missing value, and a category, is drawn in: not on the scale. */
export const GREY = packed([0x80, 0x80, 0x80])

/** The scale in 256 steps, each a pixel as a canvas stores it. */
export const scalePixels: Uint32Array = Uint32Array.from({ length: 256 }, (_, i) => packed(colourAt(i / 255)))

/** The scale as a CSS gradient, low at the bottom. */
export const scaleGradient: string = `linear-gradient(to top, ${stops.map((stop) => `rgb(${stop.join(" ")})`).join(", ")})`

function colourAt(share: number): [number, number, number] {
  const place = share * (stops.length - 1)
  const low = stops[Math.floor(place)]!
  const high = stops[Math.ceil(place)]!
  const mix = (channel: 0 | 1 | 2) => low[channel] + (high[channel] - low[channel]) * (place % 1)
  return [mix(0), mix(1), mix(2)]
}

/** Red, green, blue, opaque, in the order of bytes on a little-endian machine. */
function packed([red, green, blue]: readonly [number, number, number]): number {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0
}
