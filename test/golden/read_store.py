"""Prints what MLflow's own client sees in a store, as JSON: python read_store.py URI"""
import json, logging, math, sys, warnings

warnings.filterwarnings("ignore")
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

logging.disable(logging.CRITICAL)
c = MlflowClient(tracking_uri=sys.argv[1], registry_uri=sys.argv[1])
num = lambda x: x if not isinstance(x, float) or math.isfinite(x) and abs(x) < sys.float_info.max else "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"
experiments = c.search_experiments(view_type=ViewType.ALL)
runs = c.search_runs([e.experiment_id for e in experiments], run_view_type=ViewType.ALL, max_results=50000)
out = {
    "experiments": {e.experiment_id: [e.name, e.lifecycle_stage, e.creation_time, e.last_update_time, e.tags] for e in experiments},
    "runs": {r.info.run_id: {
        "info": [r.info.run_name, r.info.experiment_id, r.info.status, r.info.lifecycle_stage, r.info.start_time, r.info.end_time, r.info.user_id, r.info.artifact_uri],
        "params": r.data.params, "tags": r.data.tags, "metrics": {k: num(v) for k, v in r.data.metrics.items()},
        "history": {k: [[num(m.value), m.timestamp, str(m.step)] for m in c.get_metric_history(r.info.run_id, k)] for k in r.data.metrics},
        "artifacts": [f.path for f in c.list_artifacts(r.info.run_id)] if r.info.lifecycle_stage == "active" else None,
    } for r in runs},
    "models": {m.name: [m.description, {k: str(v) for k, v in m.aliases.items()}] for m in c.search_registered_models()},
    "versions": {f"{v.name}/{v.version}": [v.current_stage, v.source, v.run_id or "", v.description or "", v.tags] for v in c.search_model_versions("name = 'm'")},
}
print(json.dumps(out))
