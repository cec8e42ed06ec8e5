// The report that `writeHtmlReport` puts results into.
import { html, render } from "lit"
import type { Report } from "../../src/index.js"
import { applyPalette, applyTheme, paletteName, themeOf } from "../theme.js"
import "../views/report-view.js"

applyTheme(themeOf())
applyPalette(paletteName())
const text = document.getElementById("leafwise-report")?.textContent ?? ""
if (text === "") document.body.append("No results were put into this page: leafwise report writes one that has them.")
else {
  const report = JSON.parse(text) as Report
  document.title = report.title
  render(html`<report-view .report=${report} standalone></report-view>`, document.body)
}
