import { Command } from "commander"
import { addArtifacts } from "./cli/artifacts.js"
import { addDrift } from "./cli/drift.js"
import { addEffects } from "./cli/effects.js"
import { exitCode } from "./cli/exit-code.js"
import { addExperiments } from "./cli/experiments.js"
import { addImportance } from "./cli/importance.js"
import { addInspect } from "./cli/inspect.js"
import { addInventory } from "./cli/inventory.js"
import { addMetrics } from "./cli/metrics.js"
import { addModels } from "./cli/models.js"
import { addPdp } from "./cli/pdp.js"
import { addPredict } from "./cli/predict.js"
import { addReport } from "./cli/report.js"
import { addRuns } from "./cli/runs.js"
import { addSchema } from "./cli/schema.js"
import { addServe } from "./cli/serve.js"
import { addShap } from "./cli/shap.js"
import { addStores } from "./cli/stores.js"
import type { Terminal } from "./cli/terminal.js"
import { version } from "./version.js"

const examples = `
Examples:
  $ leafwise inspect model.txt test.feather        what they are, and whether they go together
  $ leafwise shap -m model.txt -d test.feather     which features drive the model, and which way
  $ leafwise shap -m runs:/ID/model.txt -d test.parquet --target y --json
  $ leafwise predict -m model.json -d test.csv --space probability --values out.arrow
  $ leafwise pdp -m model.txt -d test.feather --feature age --thresholds
  $ leafwise importance -m model.txt -d test.feather --target y --metric auc --train train.feather
  $ leafwise metrics -d test.feather --target y --score p --date month
  $ leafwise experiments --store mlruns --sort runs
  $ leafwise schema evaluation                     what --json of metrics is made of
  $ leafwise runs list --filter "metrics.auc > 0.6" --order-by "metrics.auc DESC" --csv
  $ leafwise runs aggregate -x walk-forward --by params.model --weight metrics.n_test
  $ leafwise report -m model.txt -d test.feather --target y -o report.html
  $ leafwise serve mlruns test.feather             the same in a browser

Exit codes: 0 done, 1 failed, 2 cancelled or wrong usage, 3 an audit threshold tripped.`

/**
 * Runs a command line and returns its exit code.
 * @param args without the program's name.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("leafwise")
    .description("Explains tree models and analyses MLflow experiments, on this machine only.")
    .version(version)
    .addHelpText("after", examples)
    .exitOverride()
    .showHelpAfterError("(leafwise --help lists what there is)")
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
  const ofModels = [addInspect, addShap, addPredict, addPdp, addImportance, addMetrics, addDrift]
  const ofStores = [addExperiments, addRuns, addArtifacts, addModels, addStores, addInventory, addEffects]
  for (const add of [...ofModels, ...ofStores, addReport, addSchema, addServe]) add(program, terminal)
  try {
    await program.parseAsync(args, { from: "user" })
    return 0
  } catch (error) {
    return exitCode(error, terminal)
  }
}
