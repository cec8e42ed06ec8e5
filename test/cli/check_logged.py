"""Looks with MLflow's own client for what Leafwise wrote: `python check_logged.py URI EXPERIMENT RUN`. Prints JSON."""

import json
import sys

import mlflow
from mlflow.tracking import MlflowClient

uri, experiment, run_id = sys.argv[1:]
mlflow.set_tracking_uri(uri)
client = MlflowClient(uri)
ids = [client.get_experiment_by_name(experiment).experiment_id]


def found(query):
    return sorted(run.info.run_id for run in client.search_runs(ids, query))


run = client.get_run(run_id)
with open(mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path="feature_importance.csv")) as file:
    csv = file.readline().strip()
answer = {
    "top": found('tags.top_10 = "true"'),
    "candidates": found('tags.production_candidate = "true"'),
    "first": found('tags.model_rank = "1"'),
    "params": run.data.params,
    "metrics": run.data.metrics,
    "artifacts": sorted(each.path for each in client.list_artifacts(run_id)),
    "csv": csv,
}
print("ANSWER " + json.dumps(answer))
