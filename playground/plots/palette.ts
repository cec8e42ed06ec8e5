/** The palettes that can be chosen. `shap` is what people know; the others are told apart by more people and in print. */
export type PaletteName = "shap" | "okabe-ito" | "cividis"

type Colour = readonly [red: number, green: number, blue: number]

/** A scale from low to high in 256 steps. */
export interface Palette {
  /** Each step a pixel as a canvas stores it. */
  readonly pixels: Uint32Array
  readonly css: (share: number) => string
  /** As a CSS gradient, low at the bottom. */
  readonly gradient: string
}

/** shap's `red_blue` from low to high. */
const redBlue = "008bfb007cf5266cea6459da8542c59a25aebc009fd6008eeb007afa0065ff0051"
const cividis = "00224e1235703b496c575d6d7071738a8678a59c74c3b369e1cc55fee838"

/** What a missing value, and a category, is drawn in: not on the scale. */
export const GREY: number = packed([0x80, 0x80, 0x80])

const made = new Map<string, Palette>()

/** The scale of a palette on a light or a dark ground; its ends keep apart from the ground. */
export function paletteOf(name: PaletteName, dark: boolean): Palette {
  const key = `${name} ${dark}`
  const known = made.get(key) ?? makePalette(stopsOf(name, dark), ...endsOf(name, dark))
  made.set(key, known)
  return known
}

/** From negative over the ground's own colour to positive: shap's `red_white_blue` and its kin. */
export function divergingOf(name: PaletteName, dark: boolean): Palette {
  const key = `${name} ${dark} diverging`
  const stops = stopsOf(name, dark)
  const [from, to] = endsOf(name, dark)
  const middle: Colour = dark ? [0x2a, 0x2d, 0x31] : [0xff, 0xff, 0xff]
  const known = made.get(key) ?? makePalette([mixed(stops, from), middle, mixed(stops, to)], 0, 1)
  made.set(key, known)
  return known
}

/** From the ground's own colour to positive, for magnitudes. */
export function magnitudeOf(name: PaletteName, dark: boolean): Palette {
  const whole = divergingOf(name, dark)
  const key = `${name} ${dark} magnitude`
  const known = made.get(key) ?? makePalette([unpacked(whole.pixels[128]!), unpacked(whole.pixels[255]!)], 0, 1)
  made.set(key, known)
  return known
}

function stopsOf(name: PaletteName, dark: boolean): Colour[] {
  if (name === "shap") return parsed(redBlue)
  if (name === "cividis") return parsed(cividis)
  return parsed(dark ? "56b4e9cc79a7e69f00" : "0072b2aa6f9bd55e00")
}

/** The part of cividis that is seen on the ground. */
function endsOf(name: PaletteName, dark: boolean): [number, number] {
  if (name !== "cividis") return [0, 1]
  return dark ? [0.3, 1] : [0, 0.78]
}

function makePalette(stops: readonly Colour[], from: number, to: number): Palette {
  const at = (share: number) => mixed(stops, from + (to - from) * Math.max(0, Math.min(1, share)))
  const css = (share: number) => `rgb(${at(share).map(Math.round).join(" ")})`
  const gradient = `linear-gradient(to top, ${Array.from({ length: 11 }, (_, i) => css(i / 10)).join(", ")})`
  return { pixels: Uint32Array.from({ length: 256 }, (_, i) => packed(at(i / 255))), css, gradient }
}

function mixed(stops: readonly Colour[], share: number): Colour {
  const place = share * (stops.length - 1)
  const low = stops[Math.floor(place)]!
  const high = stops[Math.min(stops.length - 1, Math.floor(place) + 1)]!
  const mix = (channel: 0 | 1 | 2) => low[channel] + (high[channel] - low[channel]) * (place % 1)
  return [mix(0), mix(1), mix(2)]
}

function parsed(hex: string): Colour[] {
  return (hex.match(/.{6}/g) ?? []).map((stop) => {
    const [red = 0, green = 0, blue = 0] = (stop.match(/../g) ?? []).map((part) => Number.parseInt(part, 16))
    return [red, green, blue]
  })
}

/** Red, green, blue, opaque, in the order of bytes on a little-endian machine. */
function packed([red, green, blue]: Colour): number {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0
}

function unpacked(pixel: number): Colour {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]
}
