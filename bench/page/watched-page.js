import { memoryNow, processorNow } from "./processes.js"

/** Opens a page that keeps a list of its long tasks from its first script on. */
export async function openWatched(browser, url, { hash = "", before } = {}) {
  // A context of its own: nothing is kept from the page before, a service worker neither.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const complaints = listen(page)
  await page.addInitScript(watch)
  if (before) await page.addInitScript(before)
  await page.goto(`${url}/${hash}`)
  const driver = await context.newCDPSession(page)
  const longTasks = (since = 0) => page.evaluate((from) => globalThis.longTasks(from), since)
  return {
    ...{ page, complaints, longTasks },
    drop: (paths) => drop(page, driver, paths),
    moment: (condition, argument, ms) => moment(page, condition, argument, ms),
    session: (read, argument) => page.evaluate(`(${read})(benchTools.session(), ${JSON.stringify(argument)})`),
    blocked: async (since) => (await longTasks(since))[0]?.ms ?? 0,
    memory: memoryNow,
    processor: processorNow,
    async close() {
      await context.close()
      if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`)
    },
  }
}

function listen(page) {
  const complaints = []
  page.on("pageerror", ({ message }) => complaints.push(message))
  page.on("console", (message) => {
    // On a static host the page asks once whether a server of ours gave it files.
    const asked = message.location().url.endsWith("/workspace.json")
    if (message.type() === "error" && !asked) complaints.push(message.text())
  })
  return complaints
}

/** Files come from the disk as a person's do; nothing is copied through the driver. */
async function drop(page, driver, paths) {
  const box = await page.locator("drop-zone section").boundingBox()
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  const at = { x: box.x + 20, y: box.y + 20, data }
  await page.evaluate(() => {
    globalThis.dropped = new Promise((done) =>
      addEventListener("drop", () => done(performance.now()), { capture: true, once: true }),
    )
  })
  for (const type of ["dragEnter", "dragOver", "drop"]) await driver.send("Input.dispatchDragEvent", { type, ...at })
  return page.evaluate(() => globalThis.dropped)
}

/** The expression comes from the driver, as the page's policy forbids eval to the page itself. */
async function moment(page, condition, argument, ms = 60_000) {
  const found = await page.evaluate(
    `benchTools.momentOf((session, find) => (${condition})(session, find, ${JSON.stringify(argument)}), ${ms})`,
  )
  if (found === null) throw new Error(`this did not happen within ${ms / 1000} s: ${condition}`)
  return found
}

/** Runs in the page, before all of its scripts. */
function watch() {
  const tasks = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, ms: duration })
  }).observe({ type: "longtask", buffered: true })
  const frames = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration, scripts } of list.getEntries()) frames.push({ startTime, duration, scripts })
  }).observe({ type: "long-animation-frame", buffered: true })
  /** The functions that ran meanwhile, as far as the browser says. */
  const scriptOf = ({ start, ms }) =>
    frames
      .filter((frame) => frame.startTime < start + ms && frame.startTime + frame.duration > start)
      .flatMap(({ scripts }) => scripts)
      .filter((script) => script.startTime < start + ms && script.startTime + script.duration > start)
      .map(({ invoker, sourceURL, sourceFunctionName, duration }) =>
        [invoker, sourceURL.replace(/^.*\//, ""), sourceFunctionName, `${Math.round(duration)} ms`].join(" "),
      )
      .join(", ")
  globalThis.longTasks = async (since) => {
    // What was seen is told between tasks.
    await new Promise((done) => setTimeout(done, 50))
    return tasks
      .filter(({ start, ms }) => start + ms > since)
      .map((task) => ({ ...task, script: scriptOf(task) }))
      .sort((a, b) => b.ms - a.ms)
  }
  const find = (selector, place = document) => {
    const own = place.querySelector(selector)
    if (own) return own
    for (const each of place.querySelectorAll("*")) {
      const found = each.shadowRoot && find(selector, each.shadowRoot)
      if (found) return found
    }
    return null
  }
  const session = () => document.querySelector("leafwise-app")?.session
  const momentOf = async (condition, ms) => {
    for (const end = performance.now() + ms; performance.now() < end; ) {
      await new Promise(requestAnimationFrame)
      const own = session()
      if (own && condition(own, find)) return performance.now()
    }
    return null
  }
  globalThis.benchTools = { find, session, momentOf }
}
