"""scikit-learn's partial_dependence(method="brute") through LightGBM or XGBoost, beside ours, each on one thread.

    python partial-dependence.py MODEL X.npy [ROWS [COLUMN]]

The answers are compared before the times are printed. Needs lightgbm or xgboost, scikit-learn, pyarrow, and node.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import json
import subprocess
import sys
import tempfile
import time

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence


class Margins(RegressorMixin, BaseEstimator):
    def __init__(self, path=None):
        self.path = path

    def fit(self, X=None, y=None):
        if self.path.endswith(".txt"):
            import lightgbm

            booster = lightgbm.Booster(model_file=self.path)
            self.names_ = booster.feature_name()
            self.predict_ = lambda X: booster.predict(X, raw_score=True, num_threads=1)
        else:
            import xgboost

            booster = xgboost.Booster(model_file=self.path, params={"nthread": 1})
            self.names_ = booster.feature_names or [f"f{j}" for j in range(booster.num_features())]
            data = lambda X: xgboost.DMatrix(X, nthread=1, feature_names=self.names_)
            self.predict_ = lambda X: booster.predict(data(X), output_margin=True)
        return self

    def predict(self, X):
        return self.predict_(X)


def main(path, matrix, rows="20000", column="0"):
    X = np.load(matrix)[: int(rows)].astype(np.float64)
    column = int(column)
    model = Margins(path).fit()
    present = X[~np.isnan(X[:, column]), column]
    grid = np.linspace(*np.quantile(present, [0.05, 0.95]), 100)
    started = time.perf_counter()
    theirs = partial_dependence(model, X, [column], custom_values={column: grid}, method="brute", kind="average")
    seconds = time.perf_counter() - started
    ours = run_ours(path, X, model.names_, column, grid)
    apart = np.abs(np.array(ours["average"]) - theirs["average"][0]).max() / np.abs(theirs["average"]).max()
    if apart > (1e-12 if path.endswith(".txt") else 1e-5):
        raise SystemExit(f"the answers are {apart:.1e} apart")
    print(f"{os.path.basename(path)}, {len(X)} rows, 100 values; answers {apart:.1e} apart")
    print(f"scikit-learn, brute   {seconds * 1e3:10.0f} ms")
    for name in ("cold", "warm"):
        print(f"ours, {name}            {ours[name]:10.1f} ms   {seconds * 1e3 / ours[name]:6.1f} times faster")


def run_ours(path, X, names, column, grid):
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "partial-dependence.js")
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "X.feather")
        feather.write_feather(pa.table({name: X[:, j] for j, name in enumerate(names)}), data, compression="uncompressed")
        words = ["node", script, path, data, names[column], json.dumps(grid.tolist())]
        return json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
