import type Axe from "axe-core"
import "axe-core"
import { render } from "lit"
import { examples } from "../../playground/gallery/examples.js"
import { expect, test } from "../harness/index.js"

// axe-core is no module: it puts itself on the window.
const { axe } = window as unknown as { axe: typeof Axe }

const style = document.createElement("link")
style.rel = "stylesheet"
style.href = new URL("../../playground/page.css", import.meta.url).href
document.head.append(style)
await new Promise((done) => style.addEventListener("load", done))
document.documentElement.lang = "en"
document.title = "gallery"

async function show(name: string): Promise<HTMLElement & { updateComplete: Promise<boolean> }> {
  render(examples[name], document.body)
  const element = document.body.querySelector<HTMLElement & { updateComplete: Promise<boolean> }>(name)!
  await element.updateComplete
  // A chart is drawn again once it knows its room.
  await new Promise((done) => setTimeout(done, 100))
  await element.updateComplete
  return element
}

for (const name of Object.keys(examples)) {
  for (const theme of ["light", "dark"]) {
    test(`${name} is accessible in the ${theme} theme`, async () => {
      document.documentElement.dataset.theme = theme
      await show(name)
      // The gallery shows parts of a page, which need no landmarks of their own.
      const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } })
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([])
    })
  }
}

test("the importance chart shows ten rows, the last for the rest, and all features in its table", async () => {
  const chart = await show("importance-chart")
  const frame = chart.shadowRoot!.querySelector("chart-frame")!
  const names = [...chart.shadowRoot!.querySelectorAll("svg .name")].map((text) => text.textContent)
  expect(names.length).toBe(10)
  expect(names.at(-1)).toMatch(/^Sum of 3 other/)
  frame.shadowRoot!.querySelector("button")!.click()
  await frame.updateComplete
  expect(frame.shadowRoot!.querySelectorAll("tbody tr").length).toBe(12)
})

test("the waterfall goes from the base value to the margin", async () => {
  const chart = await show("waterfall-chart")
  const text = chart.shadowRoot!.querySelector("svg")!.textContent!
  expect(text).toContain("E[f(X)] = \u22120.5")
  expect(text).toMatch(/f\(x\) = [\u2212\d.]+/)
  expect(text).toContain("3 other features")
})

test("choosing another row is told", async () => {
  const chart = await show("waterfall-chart")
  const told: number[] = []
  chart.addEventListener("row-selected", (event) => told.push((event as CustomEvent<number>).detail))
  const [previous, next] = chart.shadowRoot!.querySelectorAll("button")
  next!.click()
  previous!.click()
  const input = chart.shadowRoot!.querySelector("input")!
  input.value = "100000"
  input.dispatchEvent(new Event("change"))
  expect(told).toEqual([4, 2, 399])
})

test("a name is never markup", async () => {
  const chart = await show("waterfall-chart")
  expect(chart.shadowRoot!.querySelector("b")).toBeNull()
})

test("a dot under the pointer names its row, feature and SHAP value", async () => {
  const chart = await show("beeswarm-chart")
  const canvas = chart.shadowRoot!.querySelector("canvas")!
  const context = canvas.getContext("2d")!
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const dot = data.findIndex((value, i) => i % 4 === 3 && value > 0) >> 2
  const density = canvas.width / canvas.clientWidth
  const box = canvas.getBoundingClientRect()
  const place = {
    clientX: box.x + (dot % canvas.width) / density,
    clientY: box.y + Math.floor(dot / canvas.width) / density,
  }
  canvas.dispatchEvent(new PointerEvent("pointermove", place))
  expect(chart.shadowRoot!.querySelector("output")!.value).toMatch(
    /^row \d+: momentum_12m = \S+, SHAP [+\u2212]\d\.\d\d/,
  )
})

test("runs are listed below their parents, and sort by any column with missing ones last", async () => {
  const table = await show("run-table")
  const names = () => [...table.shadowRoot!.querySelectorAll("tbody th")].map((cell) => cell.textContent)
  expect(names()).toEqual(["walk-forward", "fold 1", "fold 2", "broken"])
  const head = [...table.shadowRoot!.querySelectorAll<HTMLElement>("thead button")].find(
    (button) => button.textContent === "test_auc",
  )!
  head.click()
  await table.updateComplete
  expect(names()).toEqual(["fold 2", "fold 1", "walk-forward", "broken"])
  head.click()
  await table.updateComplete
  expect(names()).toEqual(["walk-forward", "fold 1", "fold 2", "broken"])
  const columns = [...table.shadowRoot!.querySelectorAll("thead th")].map((cell) => cell.textContent!.trim())
  expect(columns).toContain("num_leaves")
  expect(columns).not.toContain("objective")
})
