import type { LitElement, ReactiveController } from "lit"
import { divergingOf, magnitudeOf, type Palette, paletteOf } from "../plots/palette.js"
import { isDark, LOOK_CHANGED, paletteName } from "../theme.js"

/** The palettes in use; draws its view again when the theme or the palette changes. */
export class LookController implements ReactiveController {
  readonly #host: LitElement
  readonly #system = matchMedia("(prefers-color-scheme: dark)")
  readonly #redraw = () => this.#host.requestUpdate()

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  get scale(): Palette {
    return paletteOf(paletteName(), isDark())
  }

  get diverging(): Palette {
    return divergingOf(paletteName(), isDark())
  }

  get magnitude(): Palette {
    return magnitudeOf(paletteName(), isDark())
  }

  hostConnected(): void {
    window.addEventListener(LOOK_CHANGED, this.#redraw)
    this.#system.addEventListener("change", this.#redraw)
  }

  hostDisconnected(): void {
    window.removeEventListener(LOOK_CHANGED, this.#redraw)
    this.#system.removeEventListener("change", this.#redraw)
  }
}
