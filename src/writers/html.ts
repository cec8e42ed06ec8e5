import type { Report } from "../results/report.js"

/** Where the results go in the built page. */
const PLACE = /(<script type="application\/json" id="leafwise-report">)(<\/script>)/

/**
 * A report as one HTML file: the built page `dist/report.html` with the results in it. Nothing in the results can end
 * the element that they stand in, or be taken for code.
 * @param page the text of `dist/report.html`.
 * @throws Error where the page has no place for results.
 */
export function writeHtmlReport(page: string, report: Report): string {
  const json = reportJson(report)
  if (!PLACE.test(page)) throw new Error("the report page has no place for results, expected dist/report.html as built")
  return page.replace(PLACE, (_, open: string, close: string) => `${open}${json}${close}`)
}

/** The size of the report in bytes, as UTF-8. */
export function htmlReportBytes(page: string, report: Report): number {
  return utf8Bytes(page) + utf8Bytes(reportJson(report))
}

/** JSON that may stand in a script element: neither `</script>` nor `<!--`, no line ends that old scripts know. */
function reportJson(report: Report): string {
  return JSON.stringify(report, plain)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029")
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
