// Adds lines to one metric of one run, as a trainer does: node append-writer.js FOLDER RUN NAME TIMES
import { openStore } from "../../dist/node.js"

const [place, run, name, times] = process.argv.slice(2)
const store = await openStore(place)
for (let i = 0; i < Number(times); i++) {
  await store.logMetric(run, "shared", i, { timestamp: Number(name), step: i })
}
