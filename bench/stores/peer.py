"""The same searches with MLflow's own client: peer.py STORE. Reads `top` or `page` a line, answers JSON."""
import json, logging, os, sys, time, warnings

os.environ.update(MLFLOW_ALLOW_FILE_STORE="true", MLFLOW_DISABLE_TELEMETRY="true", GIT_PYTHON_REFRESH="quiet")
warnings.filterwarnings("ignore")
import mlflow
from mlflow.tracking import MlflowClient

logging.disable(logging.CRITICAL)
client = MlflowClient("file://" + os.path.abspath(sys.argv[1]))
EXPERIMENT = "123456789012345678"
print(json.dumps({"version": mlflow.__version__}), flush=True)


def top():
    where = "metrics.test_roc_auc > 0.5 and params.model_type = 'ridge'"
    return client.search_runs([EXPERIMENT], where, order_by=["metrics.test_roc_auc DESC"], max_results=100)


def page():
    """One of the ten pages of all runs: each reads the whole store again."""
    return client.search_runs([EXPERIMENT], max_results=1000)


for line in sys.stdin:
    wall, processor = time.perf_counter(), time.process_time()
    runs = {"top": top, "page": page}[line.strip()]()
    answer = {"seconds": time.perf_counter() - wall, "processor": time.process_time() - processor}
    print(json.dumps({**answer, "runs": len(runs), "first": runs[0].info.run_id}), flush=True)
