"""Times one metric of a peer on one thread.

    python metric_peers.py NAME INPUTS

NAME: a function below. INPUTS: JSON, the arrays' names, paths and numpy types, written by metric-line.js.
The first line of output tells the version. Each line of standard input is answered by {"value": ..., "seconds": ...}.
"""

import os

# Before numpy is imported: its libraries read these once.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import json
import sys
import time

import numpy as np
import scipy
import scipy.stats
import sklearn
import sklearn.metrics


def roc_auc_score(y, score):
    return sklearn.metrics.roc_auc_score(y, score)


def average_precision_score(y, score):
    return sklearn.metrics.average_precision_score(y, score)


def spearmanr(a, b):
    return scipy.stats.spearmanr(a, b).statistic


def kendalltau(a, b):
    return scipy.stats.kendalltau(a, b).statistic


def ndcg_score(relevance, score):
    """Groups of 100 rows, a row of a matrix each."""
    return sklearn.metrics.ndcg_score(relevance.reshape(-1, 100), score.reshape(-1, 100), k=10)


def main():
    name, inputs = sys.argv[1], json.loads(sys.argv[2])
    arrays = {each["name"]: np.fromfile(each["path"], each["type"]) for each in inputs}
    # Labels are what users have: integers of the machine.
    arrays = {key: values.astype(np.int64) if values.dtype == np.uint8 else values for key, values in arrays.items()}
    version = scipy.__version__ if name in ("spearmanr", "kendalltau") else sklearn.__version__
    print(json.dumps(dict(version=version)), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        value = float(globals()[name](**arrays))
        print(json.dumps(dict(value=value, seconds=time.perf_counter() - start)), flush=True)


main()
