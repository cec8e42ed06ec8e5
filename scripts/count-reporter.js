import { mkdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/** A reporter for @web/test-runner that writes how many tests passed and failed. */
export function countReporter(path) {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0 }
      for (const session of sessions) {
        const results = testsOf(session.testResults)
        counts.passed += results.filter((test) => test.passed).length
        counts.failed += results.filter((test) => !test.passed && !test.skipped).length
        // A file that did not load has no tests to fail.
        if (!session.passed && results.every((test) => test.passed)) counts.failed++
      }
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, JSON.stringify(counts))
    },
  }
}

function testsOf(suite) {
  return suite ? [...suite.tests, ...suite.suites.flatMap(testsOf)] : []
}
