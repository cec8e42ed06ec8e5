import type { Command } from "commander"
import type { Terminal } from "./terminal.js"
import { addWalkforwardPlan } from "./walkforward-plan.js"
import { addWalkforwardShow } from "./walkforward-show.js"

const examples = `
Examples:
  $ leafwise walkforward --store mlruns -x wf_xgboost_AAPL_f150_tr3m_te1m       every run of it that has windows
  $ leafwise walkforward show --store mlruns --run 4f2a --metric test_auc       one run, window by window
  $ leafwise walkforward --data scores.parquet --date date --target y --score p --by quarter
  $ leafwise walkforward plan --start 2014 --end 2024 --train-years 4 --horizon 12m --frequency quarterly`

/** `leafwise walkforward`: windows of walk-forward tests, found in runs and tables, or planned. */
export function addWalkforward(program: Command, terminal: Terminal): void {
  const command = program
    .command("walkforward")
    .description("windows of walk-forward tests: recognised in runs or a table, checked and summed up; or planned")
    .addHelpText("before", `${examples.trim()}\n`)
  addWalkforwardShow(command, terminal)
  addWalkforwardPlan(command, terminal)
}
