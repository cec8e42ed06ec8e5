import { Command } from "commander"
import { addAnalyzeShap } from "./cli/analyze-shap.js"
import { addAnomalies } from "./cli/anomalies.js"
import { addArtifacts } from "./cli/artifacts.js"
import { addAudit } from "./cli/audit.js"
import { checkOutputs } from "./cli/check-outputs.js"
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
import { addOpen, addServe } from "./cli/serve.js"
import { addShap } from "./cli/shap.js"
import { addStores } from "./cli/stores.js"
import type { Terminal } from "./cli/terminal.js"
import { addWalkforward } from "./cli/walkforward.js"
import { addWatch } from "./cli/watch.js"
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
  $ leafwise audit --store mlruns --fail-on warn    leakage, what runs lack, names, cleanup
  $ leafwise experiments --store mlruns --sort runs
  $ leafwise schema evaluation                     what --json of metrics is made of
  $ leafwise analyze-shap --cache-file features.parquet --model model.txt --transform perc --test-start 2024-01-01
  $ leafwise walkforward --store mlruns -x wf_xgboost_AAPL_f150_tr3m_te1m
  $ leafwise runs list --filter "metrics.auc > 0.6" --order-by "metrics.auc DESC" --csv
  $ leafwise runs aggregate -x walk-forward --by params.model --weight metrics.n_test
  $ leafwise runs rank -x walk-forward --metric avg_test_r2 --top-n 10
  $ leafwise watch -x walk-forward --metric avg_test_r2       ranks again as runs finish
  $ leafwise inventory --store mlruns --markdown   experiments, runs, what is missing
  $ leafwise effects -x tuning --metric auc        what params do to a metric
  $ leafwise drift --reference train.feather --current live.feather --fail-on fail
  $ leafwise anomalies --scores scores.csv --events events.csv --threshold 0.8
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
  const ofModels = [
    addInspect,
    addShap,
    addAnalyzeShap,
    addPredict,
    addPdp,
    addImportance,
    addMetrics,
    addAudit,
    addDrift,
    addAnomalies,
  ]
  const ofStores = [
    addExperiments,
    addRuns,
    addWalkforward,
    addArtifacts,
    addModels,
    addStores,
    addWatch,
    addInventory,
    addEffects,
  ]
  for (const add of [...ofModels, ...ofStores, addReport, addSchema, addServe, addOpen]) add(program, terminal)
  for (const command of program.commands) hintAtHelp(command)
  program.hook("preAction", (_, command) => checkOutputs(command, terminal))
  try {
    await program.parseAsync(args, { from: "user" })
    return 0
  } catch (error) {
    return exitCode(error, terminal)
  }
}

/** Who misspells an option is told of the help that has it. */
function hintAtHelp(command: Command, above = "leafwise"): void {
  const name = `${above} ${command.name()}`
  command.showHelpAfterError(`(${name} --help lists what there is)`)
  for (const each of command.commands) hintAtHelp(each, name)
}
