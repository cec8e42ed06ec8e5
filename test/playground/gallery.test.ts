import type Axe from "axe-core"
import "axe-core"
import { render } from "lit"
import { examples } from "../../playground/gallery/examples.js"
import { toggleTables } from "../../playground/views/chart-events.js"
import type { ThresholdChoice } from "../../playground/views/threshold-view.js"
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

const deep = (element: Element) => element.shadowRoot!.querySelector("chart-frame")!

/** The buttons of a chart's frame by what they say. */
function tool(chart: Element, name: string): HTMLButtonElement {
  const buttons = [...deep(chart).shadowRoot!.querySelectorAll<HTMLButtonElement>(".tools button")]
  return buttons.find((button) => button.textContent === name)!
}

test("the importance chart shows ten rows, the last for the rest, and all features in its table", async () => {
  const chart = await show("importance-chart")
  const frame = deep(chart) as HTMLElement & { updateComplete: Promise<boolean> }
  const names = [...chart.shadowRoot!.querySelectorAll("svg .name")].map((text) => text.textContent)
  expect(names.length).toBe(10)
  expect(names.at(-1)).toMatch(/^Sum of 3 other/)
  tool(chart, "Table").click()
  await frame.updateComplete
  expect(frame.shadowRoot!.querySelectorAll("tbody tr").length).toBe(12)
})

test("every chart has its numbers: a table with a line a row, and a sentence", async () => {
  for (const name of Object.keys(examples)) {
    const element = await show(name)
    const frame = (element.shadowRoot?.querySelector("chart-frame") ??
      element.shadowRoot?.querySelector("cloud-chart")?.shadowRoot?.querySelector("chart-frame")) as
      | (HTMLElement & { table: { columns: string[]; rows: unknown[][] }; summary: string; heading: string })
      | null
      | undefined
    if (!frame) continue
    expect(frame.table.rows.length).toBeGreaterThan(0)
    for (const row of frame.table.rows) expect(row.length).toBe(frame.table.columns.length)
    expect(frame.summary).toMatch(/\w/)
    expect(`${name}: ${frame.summary}`).not.toMatch(/NaN|undefined/)
    expect(frame.heading).toMatch(/\w/)
  }
})

test("nothing is drawn at a place that is no number", async () => {
  for (const name of Object.keys(examples)) {
    const element = await show(name)
    const html = [element, ...element.shadowRoot!.querySelectorAll("*")]
      .map((each) => each.shadowRoot?.innerHTML)
      .join("")
    expect(`${name} ${/[ ="(]NaN/.exec(html)?.[0] ?? ""}`).toBe(`${name} `)
  }
})

test("the arrow keys walk through a chart's marks, and each is said", async () => {
  const chart = await show("roc-chart")
  const bars = await show("lift-chart")
  expect(chart).toBeTruthy()
  const drawing = deep(bars).shadowRoot!.querySelector<HTMLElement>(".drawing")!
  const press = (key: string) => drawing.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
  const said = () => deep(bars).shadowRoot!.querySelector("output")!.value
  press("ArrowRight")
  expect(said()).toMatch(/^part 1: lift 2\.6/)
  press("ArrowRight")
  expect(said()).toMatch(/^part 2: lift 1\.8/)
  press("ArrowLeft")
  press("ArrowLeft")
  expect(said()).toMatch(/^part 10/)
})

test("pictures are walked through point by point, and Enter chooses the row", async () => {
  const kinds = [
    {
      name: "beeswarm-chart",
      right: /^row \d+: momentum_12m = \S+, SHAP \u2212/,
      down: /^row \d+: (?!momentum_12m)\S+ = \S+, SHAP/,
    },
    { name: "dependence-chart", right: /^row \d+: momentum_12m \S+, SHAP value/, down: /^row \d+: momentum_12m \S+/ },
    { name: "shap-heatmap", right: /^row \d+: \S+ [+\u2212]\S+, f\(x\)/, down: /^row \d+: \S+ [+\u2212]\S+, f\(x\)/ },
  ]
  for (const { name, right, down } of kinds) {
    const element = await show(name)
    const chart = element.shadowRoot!.querySelector("cloud-chart") ?? element
    const drawing = deep(chart).shadowRoot!.querySelector<HTMLElement>(".drawing")!
    const told: number[] = []
    element.addEventListener("row-selected", (event) => told.push((event as CustomEvent<number>).detail), {
      once: true,
    })
    const press = async (key: string) => {
      drawing.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
      await (chart as typeof element).updateComplete
      return deep(chart).shadowRoot!.querySelector("output")!.value
    }
    const first = await press("ArrowRight")
    expect(first).toMatch(right)
    const second = await press("ArrowRight")
    expect(second).not.toBe(first)
    expect(await press("ArrowLeft")).toBe(first)
    expect(await press("ArrowDown")).toMatch(down)
    const last = await press("End")
    expect(await press("Home")).not.toBe(last)
    expect(chart.shadowRoot!.querySelectorAll(".cursor").length).toBe(1)
    const row = Number(/\d+/.exec(await press("ArrowRight"))![0])
    await press("Enter")
    expect(told).toEqual([row])
    drawing.dispatchEvent(new FocusEvent("blur"))
    await (chart as typeof element).updateComplete
    expect(chart.shadowRoot!.querySelectorAll(".cursor").length).toBe(0)
  }
})

test("Enter on a mark is a click, and tables asked for stay asked for, also of charts to come", async () => {
  const bars = await show("importance-chart")
  const drawing = deep(bars).shadowRoot!.querySelector<HTMLElement>(".drawing")!
  const chosen: string[] = []
  bars.addEventListener("feature-selected", (event) => chosen.push((event as CustomEvent<string>).detail))
  for (const key of ["Home", "Enter"]) drawing.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))
  expect(chosen.length).toBe(1)
  toggleTables()
  try {
    const later = await show("lift-chart")
    expect(deep(later).shadowRoot!.querySelectorAll("table").length).toBe(1)
  } finally {
    toggleTables()
  }
})

test("a chart is saved as SVG that needs no style sheet, as PNG and as CSV", async () => {
  const saved = new Map<string, Blob>()
  const { createObjectURL } = URL
  const click = HTMLAnchorElement.prototype.click
  let last = new Blob()
  URL.createObjectURL = (blob: Blob) => {
    last = blob
    return createObjectURL.call(URL, blob)
  }
  HTMLAnchorElement.prototype.click = function () {
    saved.set(this.download, last)
  }
  try {
    const chart = await show("beeswarm-chart")
    for (const name of ["SVG", "PNG", "CSV"]) tool(chart, name).click()
    for (let waited = 0; waited < 50 && saved.size < 3; waited++) await new Promise((done) => setTimeout(done, 100))
  } finally {
    URL.createObjectURL = createObjectURL
    HTMLAnchorElement.prototype.click = click
  }
  expect([...saved.keys()].sort()).toEqual([
    "effect-on-each-row.csv",
    "effect-on-each-row.png",
    "effect-on-each-row.svg",
  ])
  const svg = await saved.get("effect-on-each-row.svg")!.text()
  expect(new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("parsererror")).toBeNull()
  expect(svg).toContain("data:image/png;base64,")
  expect(svg).not.toContain("var(--")
  expect((await saved.get("effect-on-each-row.csv")!.text()).split("\n")[0]).toBe("feature,smallest SHAP,largest SHAP")
  const picture = await createImageBitmap(saved.get("effect-on-each-row.png")!)
  expect(picture.width).toBeGreaterThan(500)
})

test("the waterfall goes from the base value to the margin", async () => {
  const chart = await show("waterfall-chart")
  const text = chart.shadowRoot!.querySelector("svg")!.textContent!
  expect(text).toContain("E[f(X)] = \u22120.5")
  expect(text).toMatch(/f\(x\) = [\u2212\d.]+/)
  expect(text).toContain("3 other features")
})

test("a name is never markup", async () => {
  for (const name of Object.keys(examples)) {
    const element = await show(name)
    const roots = [element, ...element.shadowRoot!.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? [])
    for (const root of roots) expect(`${name} ${root.querySelectorAll("b, img").length}`).toBe(`${name} 0`)
  }
})

test("a dot under the pointer names its row, feature and SHAP value", async () => {
  const chart = await show("beeswarm-chart")
  const canvas = chart.shadowRoot!.querySelector("canvas")!
  const place = firstDot(canvas)
  canvas.dispatchEvent(new PointerEvent("pointermove", place))
  expect(deep(chart).shadowRoot!.querySelector("output")!.value).toMatch(
    /^row \d+: momentum_12m = \S+, SHAP [+\u2212]\d\.\d\d/,
  )
  const told: number[] = []
  chart.addEventListener("row-selected", (event) => told.push((event as CustomEvent<number>).detail))
  canvas.dispatchEvent(new MouseEvent("click", place))
  expect(told.length).toBe(1)
})

test("a point of a cloud names its row and both numbers", async () => {
  const chart = (await show("dependence-chart")).shadowRoot!.querySelector("cloud-chart")!
  const canvas = chart.shadowRoot!.querySelector("canvas")!
  canvas.dispatchEvent(new PointerEvent("pointermove", firstDot(canvas)))
  expect(deep(chart).shadowRoot!.querySelector("output")!.value).toMatch(
    /^row \d+: momentum_12m \S+, SHAP value for momentum_12m \S+, volatility \S+ /,
  )
})

/** The place of the first pixel that is drawn. */
function firstDot(canvas: HTMLCanvasElement): { clientX: number; clientY: number } {
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height)
  const dot = data.findIndex((value, i) => i % 4 === 3 && value > 0) >> 2
  const density = canvas.width / canvas.clientWidth
  const box = canvas.getBoundingClientRect()
  return {
    clientX: box.x + (dot % canvas.width) / density,
    clientY: box.y + Math.floor(dot / canvas.width) / density,
  }
}

test("ten thousand runs of two hundred columns: only what is seen is drawn, children below their parents", async () => {
  const table = await show("run-table")
  await settled(table)
  const root = table.shadowRoot!
  const names = () => [...root.querySelectorAll(".row:not(.head) .name")].map((cell) => cell.textContent)
  expect(root.querySelectorAll('[role="cell"]').length).toBeLessThan(1500)
  expect(root.querySelector('[role="table"]')!.getAttribute("aria-rowcount")).toBe("10001")
  expect(names().slice(0, 3)).toEqual(["run 5", "run 0", "run 1"])
  root.querySelector<HTMLElement>(".fold")!.click()
  await settled(table)
  expect(names().slice(0, 3)).toEqual(["run 5", "run 0", "run 10"])
  root.querySelector(".scroll")!.scrollTop = 100_000
  await settled(table)
  expect(names().length).toBeGreaterThan(10)
  expect(names()).not.toContain("run 10")
})

test("runs sort by a column, largest first and then smallest; the baseline stays on top and is subtracted", async () => {
  const table = await show("run-table")
  const root = table.shadowRoot!
  root.querySelector(".scroll")!.scrollTop = 0
  await settled(table)
  const head = () =>
    [...root.querySelectorAll<HTMLElement>(".head button")].find((each) => each.textContent!.includes("metric_0"))!
  const metric = () =>
    [...root.querySelectorAll(".row:not(.head)")].map((row) =>
      Number.parseFloat(row.querySelector(".metric")!.textContent!.trim()),
    )
  head().click()
  await settled(table)
  expect(metric().slice(0, 3)).toEqual([0.185, 0.999, 0.999])
  head().click()
  await settled(table)
  expect(metric().slice(0, 3)).toEqual([0.185, 0, 0])
  const delta = root.querySelectorAll(".row:not(.head)")[1]!.querySelector(".metric small")!.textContent
  expect(delta).toBe("\u22120.185")
})

async function settled(element: { updateComplete: Promise<boolean> }): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise(requestAnimationFrame)
    await element.updateComplete
  }
}

test("a threshold is moved by its value, by the share it selects and by what mistakes cost", async () => {
  const view = await show("threshold-view")
  const root = view.shadowRoot!
  const told: ThresholdChoice[] = []
  view.addEventListener("threshold-changed", (event) => told.push((event as CustomEvent<ThresholdChoice>).detail))
  const chosen = () => Number(root.querySelector("dd")!.textContent)
  const choose = async (mode: string) => {
    const select = root.querySelector("select")!
    select.value = mode
    select.dispatchEvent(new Event("change"))
    await view.updateComplete
  }
  await choose("percentile")
  expect(root.querySelector("dl")!.textContent).toMatch(/selected\s*(19|20)\.\d %/)
  await choose("cost")
  const even = chosen()
  const input = root.querySelectorAll<HTMLInputElement>("input[type=number]")[1]!
  input.value = "10"
  input.dispatchEvent(new Event("change"))
  await view.updateComplete
  // Missing a positive has become dear: more rows are called positive.
  expect(chosen()).toBeLessThan(even)
  expect(told.map(({ mode, falseNegative }) => [mode, falseNegative])).toEqual([
    ["percentile", 1],
    ["cost", 1],
    ["cost", 10],
  ])
})
