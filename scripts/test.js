// Runs the Node tests and the browser tests and ends with one line over both. Fails when anything failed, when no
// browser was found and when no test ran. Arguments go to Vitest: `npm test -- test/readers`.
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."))
const reports = { node: "build/node-tests.json", browser: "build/browser-tests.json" }
const chosen = process.argv.slice(2)

const node = count(
  reports.node,
  ({ numPassedTests, numFailedTests, testResults }) => {
    const lost = unloaded(testResults)
    const failures = [...lost.map(({ name, message }) => `${name}: ${message}`), ...testResults.flatMap(failuresOf)]
    return { passed: numPassedTests, failed: numFailedTests + lost.length, failures }
  },
  () =>
    run(
      "vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reports.node}`,
      ...chosen,
    ),
)
const browser =
  chosen.length > 0
    ? { passed: 0, failed: 0 }
    : count(
        reports.browser,
        (report) => report,
        () => run("@web/test-runner/dist/bin.js"),
      )

const passed = node.passed + browser.passed
const failed = node.failed + browser.failed
// Of a long log the end is kept: what failed is said there again.
for (const failure of [...(node.failures ?? []), ...(browser.failures ?? [])]) console.log(`failed: ${failure}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

function run(script, ...args) {
  return spawnSync(process.execPath, [join("node_modules", script), ...args], { stdio: "inherit" }).status
}

/** What a runner counted; a runner that broke, or ran nothing, is a failure of its own. */
function count(path, read, runner) {
  rmSync(path, { force: true })
  const status = runner()
  const counts = existsSync(path) ? read(JSON.parse(readFileSync(path, "utf8"))) : { passed: 0, failed: 0 }
  if ((status !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0) counts.failed++
  return counts
}

/** Test files that failed without a test of theirs failing: they did not load. */
function unloaded(files) {
  const failed = files.filter((file) => file.status === "failed")
  return failed.filter((file) => file.assertionResults.every((test) => test.status !== "failed"))
}

/** The tests of a file that failed, with the first lines of why. */
function failuresOf({ name, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === "failed")
  return failed.map((test) => `${name}: ${test.fullName}\n${test.failureMessages.join("\n").slice(0, 1500)}`)
}
