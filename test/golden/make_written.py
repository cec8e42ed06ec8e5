"""Writes one store with MLflow's own client and dumps what it then holds: files, or rows of SQLite.

usage: make_written.py --kind file|sqlite --out written.json
The clock stands still. Ids are replaced by {1}, {2} ... in the order of their making, the store's place by {root}.
test/stores/written.ts does the same with our writers; both must leave the same.
"""
import argparse, json, logging, os, sqlite3, tempfile, warnings

ap = argparse.ArgumentParser()
ap.add_argument("--kind", choices=["file", "sqlite"], required=True)
ap.add_argument("--out", required=True)
args = ap.parse_args()
os.environ.update(MLFLOW_ALLOW_FILE_STORE="true", GIT_PYTHON_REFRESH="quiet", MLFLOW_DISABLE_TELEMETRY="true")
warnings.filterwarnings("ignore")
import mlflow
import mlflow.store.model_registry.file_store as registry_files
import mlflow.store.model_registry.sqlalchemy_store as registry_sql
import mlflow.store.tracking.file_store as files
import mlflow.store.tracking.sqlalchemy_store as sql
import mlflow.store.tracking.dbmodels.models as models
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

logging.disable(logging.CRITICAL)
T = 1_700_000_000_000
for module in (files, sql, registry_files, registry_sql, models):
    if hasattr(module, "get_current_time_millis"):
        module.get_current_time_millis = lambda: T

root = os.path.realpath(tempfile.mkdtemp())
os.chdir(root)
place = os.path.join(root, "mlruns")
uri = f"file://{place}" if args.kind == "file" else f"sqlite:///{root}/mlflow.db"
mlflow.set_tracking_uri(uri)
mlflow.set_registry_uri(uri)
c = MlflowClient(tracking_uri=uri, registry_uri=uri)
c.search_experiments()
if args.kind == "sqlite":
    with sqlite3.connect("mlflow.db") as db:
        db.execute("update experiments set artifact_location = ?, creation_time = ?, last_update_time = ?", (f"file://{place}/0", T, T))
ids = []


def note(id):
    ids.append(id)
    return id


one = note(c.create_experiment("one: 1e5", artifact_location=None if args.kind == "file" else f"file://{place}/1", tags={"team": "quant", "a/b": "x\r\ny"}))
c.set_experiment_tag(one, "team", "risk")
c.rename_experiment(one, 'renamed: "yes" \u221e')
two = note(c.create_experiment("089", artifact_location=None if args.kind == "file" else f"file://{place}/2"))
c.delete_experiment(two)
three = note(c.create_experiment("back", artifact_location=None if args.kind == "file" else f"file://{place}/3"))
back = note(c.create_run(three, start_time=T, tags={"mlflow.user": "q"}, run_name="1e5").info.run_id)
c.delete_experiment(three)
c.restore_experiment(three)
run = note(c.create_run(one, start_time=T, tags={"mlflow.user": "quant", "mlflow.parentRunId": back}, run_name="12e03").info.run_id)
c.set_tag(run, "rank", "1")
c.set_tag(run, "rank", "2")
c.set_tag(run, "notes/long", "it's \"quoted\"\nline two\r\n")
c.set_tag(run, "gone", "x")
c.delete_tag(run, "gone")
c.log_param(run, "depth", "5")
c.log_param(run, "empty", "")
c.log_param(run, "\u043f/\u043f", "\U0001F4C8")
for i, value in enumerate([0.5, 1e-5, 1e16, 123456789012345680.0, 3.0, -0.0, 5e-324, float("nan"), float("inf"), float("-inf"), 0.1, 1.7976931348623157e308]):
    c.log_metric(run, "val/auc", value, timestamp=T + i, step=i % 5)
c.log_metric(run, "big", 1.0, timestamp=T, step=9007199254740993)
c.log_batch(run, metrics=[Metric("loss", 0.25, T, 1), Metric("loss", 0.125, T, 2), Metric("acc", 0.75, T, 0)],
            params=[Param("lr", "0.1"), Param("depth", "5")], tags=[RunTag("batch", "yes")])
c.set_terminated(run, "FINISHED", end_time=T + 5)
c.update_run(run, name="it's a name: #1")
c.log_text(run, "hi\n", "dir/a b.txt")
gone = note(c.create_run(one, start_time=T, tags={}, run_name="gone").info.run_id)
c.delete_run(gone)
kept = note(c.create_run(one, start_time=T, tags={}, run_name="kept").info.run_id)
c.delete_run(kept)
c.restore_run(kept)
source = c.get_run(run).info.artifact_uri + "/model"
c.create_registered_model("m", description="a model: 'good'")
c.create_model_version("m", source, run_id=run, tags={"rank": "1"}, description="first")
c.create_model_version("m", source, run_id=run)
c.transition_model_version_stage("m", "1", "Production")
c.transition_model_version_stage("m", "2", "Production", archive_existing_versions=True)
c.set_registered_model_alias("m", "champion", "1")
c.set_registered_model_alias("m", "champion", "2")
c.set_registered_model_alias("m", "old", "1")
c.set_registered_model_alias("m", "gone", "1")
c.delete_registered_model_alias("m", "gone")
c.set_model_version_tag("m", "2", "rank", "2")
c.update_model_version("m", "2", "second\nbetter")


def named(text):
    for i, id in enumerate(ids):
        if len(id) > 8:
            text = text.replace(id, "{%d}" % (i + 1))
    return text.replace(root, "{root}")


def tree(top):
    found = {}
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, encoding="utf8", newline="") as f:
                found[named(os.path.relpath(path, root))] = named(f.read())
    return dict(sorted(found.items()))


def rows(tables):
    db = sqlite3.connect("mlflow.db")
    db.row_factory = sqlite3.Row
    cell = lambda value: named(value) if isinstance(value, str) else str(value) if isinstance(value, int) and abs(value) > 2**53 else value
    found = {}
    for table in tables:
        listed = [{key: cell(row[key]) for key in row.keys()} for row in db.execute(f"select * from {table}")]
        found[table] = sorted(listed, key=lambda row: json.dumps(row, sort_keys=True, ensure_ascii=True))
    return found


tables = ("experiments experiment_tags runs tags params metrics latest_metrics registered_models registered_model_aliases "
          "model_versions model_version_tags").split()
out = tree(place) if args.kind == "file" else {**rows(tables), "files": tree(place)}
json.dump({"mlflow": mlflow.__version__, "holds": out}, open(args.out, "w"), indent=1, ensure_ascii=False, sort_keys=True)
