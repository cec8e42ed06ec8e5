import { readFileSync } from "node:fs"
import { join } from "node:path"
import type Axe from "axe-core"
import { expect, test } from "vitest"
import { type App, newPage, open, page, root } from "./open-page.js"

declare global {
  interface Window {
    axe: typeof Axe
  }
}

test("themes turn from system to light to dark and are remembered", async () => {
  await open("small")
  const button = page.getByRole("button", { name: /^Theme/ })
  await button.click()
  await button.click()
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark")
  await page.reload()
  expect(await page.getByRole("button", { name: /^Theme/ }).textContent()).toBe("Theme: dark")
})

test("every page is accessible in both themes, fits a narrow screen and a zoom of 200 %, and is seen in forced colours", {
  timeout: 180_000,
}, async () => {
  // The page's policy keeps foreign scripts out, axe-core among them.
  await newPage({ viewport: { width: 390, height: 800 }, bypassCSP: true })
  await open("sample")
  await page.addScriptTag({ content: readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8") })
  for (const id of ["dropped", "quality", "time", "features", "feature", "row", "leaks", "overfit", "runs", "report"]) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#v=${id}`)
    await page.locator(`main > #${id}`).waitFor()
    await page.waitForTimeout(1500)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(`${id} ${wide}`).toBe(`${id} 390`)
    for (const theme of ["light", "dark"]) {
      const violations = await page.evaluate(async (name) => {
        document.documentElement.dataset.theme = name
        const results = await window.axe.run()
        return results.violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map((node) => node.html).join(" ")}`)
      }, theme)
      expect([id, theme, ...violations]).toEqual([id, theme])
    }
    // A window of 1280 pixels at a zoom of 200 % has room for 640.
    await page.setViewportSize({ width: 640, height: 450 })
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" })
    await page.waitForTimeout(300)
    expect([id, ...(await page.evaluate(lookedAt))]).toEqual([id])
    await page.emulateMedia({ forcedColors: "none", reducedMotion: "no-preference" })
    await page.setViewportSize({ width: 390, height: 800 })
  }
})

/** Runs in the page: what is too wide, what moves, and what cannot be seen in forced colours. */
function lookedAt(): string[] {
  const found: string[] = []
  const all: Element[] = []
  const collect = (place: ParentNode): void => {
    for (const each of place.querySelectorAll("*")) {
      all.push(each)
      if (each.shadowRoot) collect(each.shadowRoot)
    }
  }
  collect(document)
  const probe = document.body.appendChild(document.createElement("i"))
  probe.style.color = "Canvas"
  const ground = getComputedStyle(probe).color
  probe.remove()
  const nothing = (color: string) => color === "none" || color === ground || color === "rgba(0, 0, 0, 0)"
  const shapes = "circle, ellipse, line, path, polygon, polyline, rect, text"
  const isSeen = (shape: Element) => {
    const { fill, stroke, opacity } = getComputedStyle(shape)
    return Number(opacity) > 0 && !(nothing(fill) && nothing(stroke))
  }
  if (document.documentElement.scrollWidth > 640) found.push(`${document.documentElement.scrollWidth} pixels wide`)
  for (const each of all) {
    const { animationDuration, transitionDuration } = getComputedStyle(each)
    if (/[1-9]/.test(animationDuration + transitionDuration)) found.push(`${each.localName} moves`)
    if (!each.matches("svg [data-mark]")) continue
    const own = each.matches(shapes) ? [each] : [...each.querySelectorAll(shapes)]
    if (!own.some(isSeen)) found.push(`${each.outerHTML.slice(0, 120)} is not seen`)
  }
  for (const each of all.filter((one) => one.matches(".drawing, button:not(:disabled), select")).slice(0, 40)) {
    const own = each as HTMLElement
    own.focus({ preventScroll: true })
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(own)
    const ringed = outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0 && !nothing(outlineColor)
    if (own.matches(":focus-visible") && !ringed) found.push(`${own.outerHTML.slice(0, 120)} has no ring`)
    own.blur()
  }
  return found
}

/** A second letter that comes too late on a busy machine is typed again, as a person would. */
async function goTo(letter: string, id: string): Promise<void> {
  const shown = page.locator(`main > #${id}`)
  for (let tries = 1; ; tries++) {
    await page.keyboard.press("g")
    await page.keyboard.press(letter)
    const seen = shown.waitFor({ timeout: 4000 })
    if (
      await seen.then(
        () => true,
        (error) => tries === 6 && Promise.reject(error),
      )
    )
      return
  }
}

test("everything is reached with the keyboard alone", async () => {
  // Another address, so that nothing of the tests before is left on the page.
  await page.goto("about:blank")
  await open("sample")
  const view = () => page.evaluate(() => document.querySelector<App>("leafwise-app")!.session.view)
  await page.keyboard.press("?")
  await page.getByRole("dialog").waitFor()
  await page.keyboard.press("Escape")
  await page.getByRole("dialog").waitFor({ state: "hidden" })
  const seen = [
    ["q", "quality"],
    ["t", "time"],
    ["l", "leaks"],
    ["o", "overfit"],
    ["f", "features"],
    ["h", "feature"],
    ["w", "row"],
    ["r", "runs"],
    ["d", "dropped"],
  ] as const
  for (const [letter, id] of seen) {
    await goTo(letter, id)
  }
  await page.keyboard.press("g")
  await page.keyboard.press("w")
  await page.keyboard.press("j")
  await page.keyboard.press("j")
  await page.keyboard.press("k")
  expect((await view()).row).toBe(1)
  await page.locator("waterfall-chart").waitFor()
  await page.keyboard.press("t")
  await page.locator("waterfall-chart table").waitFor()
  // Tables that were asked for are shown on other pages, too.
  await page.keyboard.press("g")
  await page.keyboard.press("h")
  await page.locator("dependence-chart table").waitFor()
  await page.keyboard.press("t")
  await page.locator("dependence-chart svg").waitFor()
  await page.keyboard.press("g")
  await page.keyboard.press("w")
  await page.locator("waterfall-chart svg").waitFor()
  await page.keyboard.press("Control+z")
  await page.keyboard.press("Control+z")
  await page.keyboard.press("Control+z")
  expect((await view()).row).toBe(2)
  await page.keyboard.press("Control+Shift+Z")
  expect((await view()).row).toBe(1)
  await page.keyboard.press("Escape")
  expect((await view()).row).toBe(undefined)
  await page.keyboard.press("g")
  await page.keyboard.press("f")
  await page.locator("page-features input[type=search]").waitFor()
  await page.keyboard.press("/")
  await page.keyboard.type("wind")
  await page.keyboard.press("Enter")
  await page.getByText("3 of 21 features").waitFor()
})

test("Tab goes through a page without getting caught, and what has the focus is seen", async () => {
  await open("small", "features")
  const places = new Set<string>()
  let first = ""
  for (let step = 0; step < 120; step++) {
    await page.keyboard.press("Tab")
    const place = await page.evaluate(() => {
      let at: Element | null = document.activeElement
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
      const { x, y } = at?.getBoundingClientRect() ?? { x: 0, y: 0 }
      return at === document.body
        ? ""
        : `${at?.tagName} ${at?.getAttribute("aria-label") ?? at?.textContent?.slice(0, 30)} ${Math.round(x)} ${Math.round(y + scrollY)}`
    })
    if (first && place === first) break
    first ||= place
    places.add(place)
  }
  expect([...places].join("\n")).toMatch(/table[\s\S]*CSV/)
  expect(places.size).toBeGreaterThan(25)
})
