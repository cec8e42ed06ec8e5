import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { chromium } from "playwright-core"
import { browserOptions } from "../../scripts/find-browser.js"
import { startHost } from "./host.js"
import { startServe } from "./serve.js"
import { openWatched } from "./watched-page.js"

const root = join(import.meta.dirname, "../..")

/** What scenarios work with, README.md says how: hosts of the built page, and one browser for all of them. */
export async function startBench() {
  const cache = join(root, ".cache/page")
  mkdirSync(cache, { recursive: true })
  const browser = await chromium.launch(await browserOptions())
  const host = await startHost(join(root, "dist/playground"))
  return {
    ...{ root, cache, waitFor },
    host: () => ({ url: host.url }),
    serve: (paths) => startServe(root, paths),
    open: (url, options) => openWatched(browser, url, options),
    async close() {
      await browser.close()
      await host.close()
    },
  }
}

/** @throws Error when `check` answers nothing truthy within `ms`. */
async function waitFor(check, what, ms = 60_000) {
  const end = performance.now() + ms
  for (;;) {
    const found = await check()
    if (found) return found
    if (performance.now() > end) throw new Error(`${what} did not come within ${ms / 1000} s`)
    await new Promise((done) => setTimeout(done, 20))
  }
}
