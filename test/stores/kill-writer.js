// Writes to the store of its first argument until it is killed. Files tell by their content whether they are whole.
import { pathToFileURL } from "node:url"
import { md5 } from "../../dist/node/md5.js"
import { writableFiles } from "../../dist/node/writable-files.js"
import { FileWriter } from "../../dist/stores/file-writer.js"

const [folder, experiment, other, run, round] = process.argv.slice(2)
const writer = new FileWriter(writableFiles(folder), { rootUri: pathToFileURL(folder).href, md5 })
const long = (n) => `${"x".repeat(5000 - 20)}-${n}`

const verbs = [
  (n) => writer.setTag(run, "long", long(n)),
  (n) => writer.logBatch(run, { params: { [`p${round}-${n % 40}`]: "y".repeat(3000) }, tags: { "deep/er": long(n) } }),
  (n) => writer.logMetric(run, "loss", n / 8, { timestamp: 1_700_000_000_000 + n, step: n }),
  (n) =>
    writer.updateRun(run, {
      status: n % 2 ? "FINISHED" : "RUNNING",
      endTime: 1_700_000_000_000 + n,
      runName: `name ${n}`,
    }),
  (n) => writer.logArtifact(run, "big.txt", new TextEncoder().encode("z".repeat(300_000) + n)),
  (n) => writer.renameExperiment(experiment, `experiment ${n}`),
  (n) => writer.setExperimentTag(experiment, "long", long(n)),
  () => writer.deleteExperiment(other).catch(() => writer.restoreExperiment(other)),
  () => writer.createRun({ experimentId: experiment, tags: { a: "1", b: "2" } }),
  () => writer.createModelVersion({ name: "m", source: "/somewhere", tags: { rank: "1" } }),
  () => writer.setModelStage("m", "1", "Production"),
  (n) => writer.setModelAlias("m", "champion", String((n % 2) + 1)),
]

process.stdout.write("ready\n")
for (let n = Number(round) * 1000; ; n++) await verbs[n % verbs.length](n)
