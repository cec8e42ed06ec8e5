// Takes a picture of every page: the sample and a store of runs, light and dark, wide and narrow, into docs/screenshots.
// One load a workspace: pages are computed once, and only their look changes between pictures.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { chromium } from "playwright-core"
import { browserOptions } from "./find-browser.js"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const { startServer } = await import(join(root, "dist/server.js"))
const { mountFiles } = await import(join(root, "dist/node/mounted-files.js"))

const folder = join(root, "docs/screenshots")
const themes = ["light", "dark"]
const widths = [1280, 390]
/** The highest picture at a width, in CSS pixels: what is below is cut off. */
const heights = { 1280: 4000, 390: 7000 }
/** Pixels of a picture for each CSS pixel. */
const scales = { 1280: 0.75, 390: 0.75 }
/** Qualities of WebP, the first that is small enough: all pictures together stay below 3 MB. */
const qualities = [45, 34, 24, 14]
const MOST_BYTES = 85_000
/** A page that is not done after so long is taken as it is, in milliseconds. */
const PATIENCE = 60_000

const started = performance.now()
mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) if (name.endsWith(".webp")) rmSync(join(folder, name))
const browser = await chromium.launch(await browserOptions())
const taken = []
try {
  await shoot([join(root, "sample")], "")
  await shoot([join(root, "build/golden/requirements/001/mlruns")], "store-", ["dropped", "runs", "report"])
} finally {
  await browser.close()
}
writeFileSync(join(root, "docs/screenshots.md"), listing(taken))
const bytes = taken.reduce((sum, { name }) => sum + statSync(join(folder, name)).size, 0)
const seconds = (performance.now() - started) / 1000
console.log(`${taken.length} pictures, ${(bytes / 1e6).toFixed(2)} MB, ${seconds.toFixed(0)} s`)

/** Takes the pages of one workspace: the wanted ones, or all that can be opened. */
async function shoot(paths, prefix, wanted) {
  const server = await startServer({ files: await mountFiles(paths, basename(paths[0])), port: 0 })
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  page.on("pageerror", (error) => console.error(`${prefix}page: ${error.message}`))
  try {
    await page.goto(`${server.url}/#v=dropped`)
    await settled(page, "dropped")
    await choose(page)
    const links = await page
      .locator("question-rail a")
      .evaluateAll((all) => all.map((each) => [each.hash.slice(3), each.lastElementChild.textContent]))
    for (const [id, title] of links) {
      if (!wanted || wanted.includes(id)) await shootPage(page, id, `${prefix}${id}`, title)
    }
  } finally {
    await page.close()
    await server.close()
  }
}

async function shootPage(page, id, name, title) {
  await page.evaluate((to) => document.querySelector("leafwise-app").session.look({ page: to }), id)
  if (!(await settled(page, id))) console.error(`${name}: not done after ${PATIENCE / 1000} s, taken as it is`)
  const client = await page.context().newCDPSession(page)
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    for (const theme of themes) {
      await turn(page, theme)
      await still(page)
      const tall = await page.evaluate(() => document.documentElement.scrollHeight)
      const clip = { x: 0, y: 0, width, height: Math.min(tall, heights[width]), scale: scales[width] }
      const file = `${name}-${theme}-${width}.webp`
      writeFileSync(join(folder, file), await picture(client, clip))
      taken.push({ name: file, page: name, title, theme, width })
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  await client.detach()
}

async function picture(client, clip) {
  let bytes
  for (const quality of qualities) {
    const options = { format: "webp", quality, captureBeyondViewport: true, clip }
    const { data } = await client.send("Page.captureScreenshot", options)
    bytes = Buffer.from(data, "base64")
    if (bytes.length <= MOST_BYTES) break
  }
  return bytes
}

/** What a person would have selected: a row, and runs to compare. */
async function choose(page) {
  await page.evaluate(() => {
    const { session } = document.querySelector("leafwise-app")
    const finished = session.state.stores
      .flatMap(({ runs }) => runs)
      .filter(({ status, metrics }) => status === "FINISHED" && Object.keys(metrics).length > 2)
    const sizes = Map.groupBy(finished, ({ experimentId }) => experimentId)
    const [largest = []] = [...sizes.values()].sort((x, y) => y.length - x.length)
    if (session.state.result) session.look({ row: 7 })
    const ids = largest.map(({ runId }) => runId).slice(0, 3)
    if (ids.length === 0) return
    session.look({ run: ids[0] })
    session.setOption("runs.compare", ids.join(","))
  })
}

/** Waits until a page is there and nothing is being computed. @returns whether it came so far. */
async function settled(page, id) {
  const done = async () => {
    await page.locator(`main > #${id}`).waitFor({ timeout: PATIENCE })
    await page.waitForFunction(
      () => {
        const { stage, result } = document.querySelector("leafwise-app").session.state
        return stage === undefined && result?.explanation.sample === undefined
      },
      undefined,
      { timeout: PATIENCE },
    )
    // Work that has just begun shows no progress yet: it has to be quiet twice.
    for (let quiet = 0; quiet < 2; ) {
      await page.waitForTimeout(450)
      await page.locator("progress-row progress").first().waitFor({ state: "detached", timeout: PATIENCE })
      quiet++
    }
  }
  return done().then(
    () => true,
    () => false,
  )
}

/** Presses the button of themes until the page has the wanted one. */
async function turn(page, theme) {
  const button = page.locator("app-header button", { hasText: "Theme:" })
  for (let i = 0; i < 3; i++) {
    if ((await page.evaluate(() => document.documentElement.dataset.theme)) === theme) return
    await button.click()
  }
}

/** Charts follow a new width in a later frame. */
async function still(page) {
  await page.waitForTimeout(120)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** docs/screenshots.md: the pictures of each page beside each other. */
function listing(pictures) {
  const names = [...new Set(pictures.map(({ page }) => page))]
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version
  return [
    "# Screenshots",
    "",
    `Every page of version ${version}: the sample workspace, then a store of runs (names that begin with \`store-\`).`,
    "`npm run screenshots` takes them anew. Each page is shown light and dark, 1280 and 390 pixels wide.",
    "",
    ...names.flatMap((name) => section(pictures.filter(({ page }) => page === name))),
  ].join("\n")
}

function section(pictures) {
  const [{ page, title }] = pictures
  const store = page.startsWith("store-") ? " (a store)" : ""
  const images = pictures.map(({ name, theme, width }) => {
    const shown = width === 1280 ? 380 : 130
    return `<img src="screenshots/${name}" width="${shown}" alt="${title}${store}, ${theme}, ${width} pixels wide">`
  })
  return [`## ${title}${store}`, "", ...images, ""]
}
