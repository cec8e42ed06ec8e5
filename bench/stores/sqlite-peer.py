"""The same with MLflow's own client: sqlite-peer.py FOLDER. Prints JSON: seconds, and the runs' ids."""
import json, logging, os, sys, time, warnings

os.environ.update(MLFLOW_DISABLE_TELEMETRY="true", GIT_PYTHON_REFRESH="quiet")
warnings.filterwarnings("ignore")
import mlflow
from mlflow.tracking import MlflowClient

logging.disable(logging.CRITICAL)
client = MlflowClient("sqlite:///" + os.path.join(os.path.abspath(sys.argv[1]), "mlflow.db"))


def timed(work):
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def top():
    where = "metrics.test_roc_auc > 0.5 and params.model_type = 'ridge'"
    return client.search_runs(["1"], where, order_by=["metrics.test_roc_auc DESC"], max_results=100)


def everything():
    runs, token = [], None
    while True:
        page = client.search_runs(["1"], max_results=1000, page_token=token)
        runs.extend(page)
        token = page.token
        if not token:
            return runs


runs, first = timed(top)
again = min(timed(top)[1] for _ in range(3))
pages, whole = timed(everything)
ids = lambda found: [run.info.run_id for run in found]
answer = {"version": mlflow.__version__, "first": first, "again": again, "all": whole}
print(json.dumps({**answer, "topRuns": ids(runs), "allRuns": ids(pages)}))
