import { expect, test } from "vitest"
import { dropScored, open, page, question, serverOf } from "./open-page.js"

test("a link carries what is looked at and no data, and is taken up when its data are there", async () => {
  await open("sample", "row")
  await page.locator("page-row #row").fill("17")
  await page.locator("page-row #row").press("Enter")
  await page.getByRole("heading", { name: "Why row 17?" }).waitFor()
  await page.waitForFunction(() => location.hash.includes("&s="))
  const link = page.url()
  expect(new URL(link).hash.length).toBeLessThan(2048)
  await page.goto("about:blank")
  await page.goto(link)
  await page.getByRole("heading", { name: "Why row 17?" }).waitFor()
  await page.goto(`${(await serverOf("bare")).url}/${new URL(link).hash}`)
  await page.getByText("The address holds a saved view").waitFor()
  await page.locator("[data-sample=flights-month]").click()
  await page.getByRole("heading", { name: "Why row 17?" }).waitFor()
})

test("the link of a chart leads to it; thresholds and roles are in it, and every change is undone", async () => {
  await page.goto(`${(await serverOf("bare")).url}/`)
  await dropScored()
  await page.locator("role-editor select[name=group]").selectOption("date")
  await page.keyboard.press("Control+z")
  await page.waitForFunction(() => !location.hash.includes("&s="))
  expect(await page.locator("role-editor select[name=date]").inputValue()).toBe("date")
  await question("Is it any good?")
  await page.locator("threshold-view select").selectOption("percentile")
  await page.locator("threshold-view input[type=range]").fill("0.35")
  await page.evaluate(() => {
    const writeText = async (text: string) => {
      document.title = text
    }
    Object.defineProperty(navigator, "clipboard", { value: { writeText } })
  })
  await page.getByRole("button", { name: "Link of What a threshold does" }).click()
  await page.waitForFunction(() => document.title.includes("#v=quality"))
  const link = await page.title()
  await page.goto("about:blank")
  await page.goto(link)
  await dropScored()
  await page.waitForFunction(() => {
    let focus = document.activeElement
    while (focus?.shadowRoot?.activeElement) focus = focus.shadowRoot.activeElement
    return focus?.getAttribute("aria-label")?.startsWith("At 0.6") && window.scrollY > 500
  })
})

test("what if: another value is predicted at once, and the trial before is taken up again", async () => {
  await open("sample", "row")
  const field = page.locator("what-if").getByLabel("sched_hour", { exact: true })
  await field.waitFor()
  const status = page.locator("page-row [role=status]")
  const before = await status.textContent()
  await field.fill("20")
  await field.press("Enter")
  await page.getByText("With 1 value changed").waitFor()
  expect(await status.textContent()).toMatch(
    /margin \u2212?\d\.\d+, prediction 0\.\d+, \+\d\.\d+ against the row as it is/,
  )
  // What was typed is a step: it is taken back and done again, and a link carries it.
  const edited = await status.textContent()
  await page.waitForFunction(() => location.hash.includes("&s="))
  await page.locator("page-row h2").click()
  await page.keyboard.press("Control+z")
  await page.getByText("With 1 value changed").waitFor({ state: "detached" })
  expect(await field.inputValue()).not.toBe("20")
  await page.keyboard.press("Control+Shift+Z")
  await page.getByText("With 1 value changed").waitFor()
  const link = page.url()
  await page.goto("about:blank")
  await page.goto(link)
  await page.getByText("With 1 value changed").waitFor()
  expect([await status.textContent(), await field.inputValue()]).toEqual([edited, "20"])
  await page.locator("edit-history button").first().click()
  await page.waitForFunction(
    (text) =>
      document
        .querySelector("leafwise-app")
        ?.shadowRoot?.querySelector("page-row")
        ?.shadowRoot?.querySelector("[role=status]")?.textContent === text,
    before,
  )
})
