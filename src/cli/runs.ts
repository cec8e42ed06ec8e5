import type { Command } from "commander"
import { addRunsAggregate } from "./runs-aggregate.js"
import { addRunsChange } from "./runs-change.js"
import { addRunsCompare } from "./runs-compare.js"
import { addRunsGc } from "./runs-gc.js"
import { addRunsHistory } from "./runs-history.js"
import { addRunsList } from "./runs-list.js"
import { addRunsRank } from "./runs-rank.js"
import { addRunsShow } from "./runs-show.js"
import { addRunsTag } from "./runs-tag.js"
import type { Terminal } from "./terminal.js"

/** `leafwise runs`: finding, comparing and changing the runs of a store. */
export function addRuns(program: Command, terminal: Terminal): void {
  const runs = program.command("runs").description("find, compare and change the runs of an MLflow store")
  const verbs = [
    addRunsList,
    addRunsShow,
    addRunsHistory,
    addRunsCompare,
    addRunsRank,
    addRunsAggregate,
    addRunsTag,
    addRunsChange,
    addRunsGc,
  ]
  for (const add of verbs) add(runs, terminal)
}
