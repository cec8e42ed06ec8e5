// Every view with example data: `npm run dev`, then /gallery/.
import { html, render } from "lit"
import { examples } from "./examples.js"

render(
  Object.entries(examples).map(([name, example]) => html`<h2>${name}</h2>${example}`),
  document.body,
)
