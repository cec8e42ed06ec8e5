import { type TrainedModel, trainingParams } from "./training-params.js"

/** A model to train again with fewer features. */
export interface Retraining extends TrainedModel {
  readonly kept: readonly string[]
  readonly dropped: readonly string[]
  readonly target: string
  /** The column of the groups, for objectives that rank. */
  readonly group?: string
  /** The table of training, as it is named on the command line. */
  readonly data: string
  /** The run that is repeated. */
  readonly runId?: string
}

/**
 * A Python script that trains a model with the kept features and logs it to MLflow. Names are data in it, never code.
 * @throws RangeError for a model of several outputs that are no classes: what they were trained on is not known.
 */
export function retrainScript(retraining: Retraining): string {
  const { objective, outputs } = retraining
  if (outputs > 1 && !isMulticlass(objective))
    throw new RangeError(
      `got a model of ${outputs} outputs with objective ${objective}, expected one output or classes: one target column cannot train it. Write the list of kept features instead (--kept)`,
    )
  if (objective === "survival:aft")
    throw new RangeError(
      "got a model of survival:aft, which trains on the two bounds of a label, expected one target: write the list of kept features instead (--kept)",
    )
  const { library, kept, dropped, target, group, data, runId } = retraining
  const constants = [
    `KEPT = ${python(kept)}`,
    `DROPPED = ${python(dropped)}`,
    `TARGET = ${python(target)}`,
    `GROUP = ${group === undefined ? "None" : python(group)}`,
    `DATA = ${python(data)}`,
    `PARAMS = ${python(trainingParams(retraining))}`,
    `ROUNDS = ${retraining.rounds}`,
    `RETRAINED_FROM = ${runId === undefined ? "None" : python(runId)}`,
  ]
  return `${head(library)}\n${constants.join("\n")}\n${body}${trainers[library]}${main}`
}

function isMulticlass(objective: string): boolean {
  return /^multi/.test(objective)
}

/** Characters that change the direction of text: they could make a script look other than it is. */
const turning = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Lists, texts and numbers of JSON are written as in Python. */
function python(value: string | readonly string[] | Readonly<Record<string, string | number>>): string {
  return JSON.stringify(value, null, Array.isArray(value) ? 1 : 0).replace(turning, (character) => {
    return `\\u${character.charCodeAt(0).toString(16)}`
  })
}

function head(library: string): string {
  return `"""Trains again without the features of little importance, and logs the run to MLflow.

    python retrain.py [--data FILE] [--experiment NAME] [--tracking-uri URI]

Needs mlflow, pandas (with pyarrow for Parquet and Feather) and ${library}. \`KEPT\` may be changed by hand.
"""

import argparse
from pathlib import Path

import mlflow
import pandas as pd
import ${library}
`
}

const body = `

def read(path):
    """A table of any of the formats that pandas tells by its ending."""
    readers = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".feather": pd.read_feather, ".arrow": pd.read_feather}
    ending = Path(path).suffix.lower()
    if ending not in readers:
        raise SystemExit(f"{path} ends in {ending}, expected one of {', '.join(readers)}")
    table = readers[ending](path)
    # LightGBM keeps names with underscores for spaces.
    table = table.rename(columns={name: name.replace(" ", "_") for name in table.columns if name.replace(" ", "_") in KEPT})
    missing = [name for name in [*KEPT, TARGET, *([GROUP] if GROUP else [])] if name not in table.columns]
    if missing:
        raise SystemExit(f"{path} has no column {missing}")
    table = table.dropna(subset=[TARGET])
    return table.sort_values(GROUP, kind="stable") if GROUP else table


def groups(table):
    """Sizes of the groups in row order, for objectives that rank."""
    return table.groupby(GROUP, sort=True).size().to_list() if GROUP else None


def labels(table):
    """The target; text becomes the numbers of its classes in ascending order."""
    target = table[TARGET]
    if pd.api.types.is_numeric_dtype(target) or pd.api.types.is_bool_dtype(target):
        return target
    return target.astype("category").cat.codes


def inputs(table):
    """The kept features; text becomes categories."""
    features = table[KEPT].copy()
    for name in KEPT:
        if not (pd.api.types.is_numeric_dtype(features[name]) or pd.api.types.is_bool_dtype(features[name])):
            features[name] = features[name].astype("category")
    return features


`

const trainers = {
  lightgbm: `def train(table, model):
    """Trains, and saves the model's own file."""
    booster = lightgbm.train(PARAMS, lightgbm.Dataset(inputs(table), labels(table), group=groups(table)), num_boost_round=ROUNDS)
    booster.save_model(model)


MODEL = "model.txt"
`,
  xgboost: `def train(table, model):
    """Trains, and saves the model's own file."""
    data = xgboost.DMatrix(inputs(table), labels(table), enable_categorical=True)
    if GROUP:
        data.set_group(groups(table))
    xgboost.train(PARAMS, data, num_boost_round=ROUNDS).save_model(model)


MODEL = "model.json"
`,
} as const

const main = `

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=DATA, help="the table of training")
    parser.add_argument("--experiment", default="retrain", help="where the run is logged")
    parser.add_argument("--tracking-uri", help="default: MLFLOW_TRACKING_URI, then ./mlruns")
    args = parser.parse_args()
    if args.tracking_uri:
        mlflow.set_tracking_uri(args.tracking_uri)
    mlflow.set_experiment(args.experiment)
    table = read(args.data)
    with mlflow.start_run(run_name=f"retrain_{len(KEPT)}_features") as run:
        train(table, MODEL)
        mlflow.log_params({"total_features": len(KEPT), "feature_names": ",".join(KEPT[:50])[:6000], "dropped_features": len(DROPPED)})
        mlflow.log_params({**PARAMS, "num_boost_round": ROUNDS, "train_rows": len(table)})
        mlflow.log_text("\\n".join(KEPT) + "\\n", "kept_features.txt")
        mlflow.log_artifact(MODEL)
        if RETRAINED_FROM:
            mlflow.set_tag("retrained_from", RETRAINED_FROM)
        print(f"run {run.info.run_id}: {len(KEPT)} features, {len(DROPPED)} left out")


if __name__ == "__main__":
    main()
`
