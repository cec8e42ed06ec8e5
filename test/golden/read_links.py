"""Prints what MLflow's own client sees of inputs, outputs, logged models and the registry, as JSON: python read_links.py URI"""
import json, logging, sys, warnings

warnings.filterwarnings("ignore")
import mlflow
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

logging.disable(logging.CRITICAL)
uri = sys.argv[1]
c = MlflowClient(tracking_uri=uri, registry_uri=uri)
experiments = [e.experiment_id for e in c.search_experiments(view_type=ViewType.ALL)]
runs = c.search_runs(experiments, run_view_type=ViewType.ALL, max_results=50000)
late = int(mlflow.__version__.split(".")[0]) >= 3


def links(run):
    sets = run.inputs.dataset_inputs if run.inputs else []
    out = getattr(run, "outputs", None)
    return {
        "datasets": [[d.dataset.name, d.dataset.digest, d.dataset.source_type, d.dataset.source, d.dataset.schema,
                      d.dataset.profile, {t.key: t.value for t in d.tags}] for d in sets],
        "modelInputs": [m.model_id for m in run.inputs.model_inputs or []] if late and run.inputs else [],
        "modelOutputs": [[m.model_id, m.step] for m in out.model_outputs or []] if out else [],
    }


def model(m):
    m = c.get_logged_model(m.model_id)
    metrics = sorted([k.key, k.value, k.timestamp, k.step, k.run_id, k.dataset_name or "", k.dataset_digest or ""] for k in m.metrics or [])
    return {"name": m.name, "type": m.model_type or "", "source": m.source_run_id or "", "status": str(m.status.value), "params": m.params,
            "tags": {k: v for k, v in m.tags.items() if not k.startswith("mlflow.user")}, "metrics": metrics}


models = c.search_registered_models()
versions = [v for m in models for v in c.search_model_versions(f"name = '{m.name}'")]
print(json.dumps({
    "runs": {r.info.run_id: links(r) for r in runs},
    "loggedModels": {m.model_id: model(m) for m in c.search_logged_models(experiment_ids=experiments)} if late else {},
    "models": {m.name: [m.description or "", {k: str(v) for k, v in m.aliases.items()}, m.tags] for m in models},
    "versions": {f"{v.name}/{v.version}": [v.current_stage, v.source, v.run_id or "", v.description or "", v.tags, v.creation_timestamp]
                 for v in versions},
}))
