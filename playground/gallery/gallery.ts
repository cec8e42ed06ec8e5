// Every view with example data: `npm run dev`, then /gallery/.
import { html, render } from "lit"
import { applyPalette, applyTheme, paletteName, themeOf } from "../theme.js"
import { examples } from "./examples.js"

applyTheme(themeOf())
applyPalette(paletteName())
render(
  Object.entries(examples).map(
    ([name, example]) => html`<h2 style="font-size:12px;color:var(--quiet);margin:24px 0 6px">${name}</h2>${example}`,
  ),
  document.body,
)
