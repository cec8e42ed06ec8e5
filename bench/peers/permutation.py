"""scikit-learn's permutation_importance over a LightGBM model, AUC, on one thread.

    python permutation.py FOLDER MODEL ROWS REPEATS

FOLDER: what workloads.py made. Writes the target and the permutations that scikit-learn draws beside it, and prints JSON:
where they lie, the importances (features x repeats) and the seconds. scikit-learn draws the same permutations for every
feature.
"""

import os

# Before numpy is imported: its libraries read these once.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import json
import sys
import time
from pathlib import Path

import lightgbm
import numpy as np
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.inspection import permutation_importance
from workloads import make_data

SEED = 0


class Model(ClassifierMixin, BaseEstimator):
    """A model file as a classifier of two classes."""

    classes_ = np.array([0, 1])

    def __init__(self, path=None):
        self.path = path

    def fit(self, X=None, y=None):
        self.booster_ = lightgbm.Booster(model_file=self.path)
        return self

    def predict_proba(self, X):
        chances = self.booster_.predict(X, num_threads=1)
        return np.column_stack([1 - chances, chances])


def drawn(rows, repeats):
    """The permutations of permutation_importance(random_state=SEED)."""
    seed = np.random.RandomState(SEED).randint(np.iinfo(np.int32).max + 1)
    state = np.random.RandomState(seed)
    order, column = np.arange(rows), np.arange(rows)
    orders = []
    for _ in range(repeats):
        state.shuffle(order)
        # It permutes what it permuted before.
        column = column[order]
        orders.append(column)
    return np.array(orders)


def main(folder, model, rows, repeats):
    folder, rows, repeats = Path(folder), int(rows), int(repeats)
    x, y = (part[:rows] for part in make_data())
    estimator = Model(str(folder / f"{model}.txt")).fit()
    start = time.perf_counter()
    found = permutation_importance(
        estimator, x, y, scoring="roc_auc", n_repeats=repeats, random_state=SEED, n_jobs=1
    )
    seconds = time.perf_counter() - start
    paths = {name: str(folder / f"permutation-{name}.bin") for name in ("target", "orders", "importances")}
    y.astype(np.float64).tofile(paths["target"])
    drawn(rows, repeats).astype(np.float64).tofile(paths["orders"])
    found.importances.tofile(paths["importances"])
    print(json.dumps(dict(seconds=seconds, version=sklearn.__version__, **paths)))


main(*sys.argv[1:])
