"""Golden permutation importances: scikit-learn's `permutation_importance` over models of the other archives.

A column that no model reads goes along: where scikit-learn permutes it, the estimator sees which permutation it drew,
and it draws the same ones for every column. Python 3.11 with lightgbm 4.7.0, xgboost 3.2.0, scikit-learn 1.9.0,
pandas 3, pyarrow:

    node -e 'import("../../scripts/unpack.js").then((m) => m.unpackGoldens())'
    OUT=made; mkdir -p $OUT/permutation; cp -r GOLDENS/permutation/* $OUT/permutation
    python make_permutation.py unpacked $OUT/permutation
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-01-01 -C $OUT -czf permutation.tar.gz permutation

GOLDENS are two models with tables of their own (`__target` is the last column), 100 repeats of scikit-learn and five
explicit permutations. Each file that is made here: `model` (folder/file), `metric`, `target` (or a list an output),
`weights`, `permutations` [repeat][row], `baseline`, `importances` [feature][repeat]; losses are negated.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import json
import sys
import warnings

import lightgbm as lgb
import numpy as np
import scipy.stats
import sklearn.metrics as sk
import xgboost as xgb
from make_pdp import read_frame
from sklearn.base import BaseEstimator
from sklearn.inspection import permutation_importance

warnings.filterwarnings("ignore")
REPEATS = 3
MARK = "which row"


class Model(BaseEstimator):
    def __init__(self, path=None):
        self.path = path

    def fit(self, X=None, y=None):
        self.is_text_ = self.path.endswith(".txt")
        self.booster_ = lgb.Booster(model_file=self.path) if self.is_text_ else xgb.Booster(model_file=self.path)
        self.orders_ = []
        return self

    def predict(self, X, raw=False):
        order = X[MARK].to_numpy()
        if (order != np.arange(len(X))).any():
            self.orders_.append(order.astype(int).tolist())
        X = X.drop(columns=MARK)
        if self.is_text_:
            return self.booster_.predict(X, raw_score=raw, num_threads=1)
        return self.booster_.predict(xgb.DMatrix(X, enable_categorical=True), output_margin=raw).astype(np.float64)


def shares(p):
    return p / p.sum(axis=1, keepdims=True)


def rmse(y, p, w):
    return np.sqrt(sk.mean_squared_error(y, p, sample_weight=w))


METRICS = {
    "rocAuc": lambda y, p, w: sk.roc_auc_score(y, p, sample_weight=w),
    "averagePrecision": lambda y, p, w: sk.average_precision_score(y, p, sample_weight=w),
    "logLoss": lambda y, p, w: -sk.log_loss(y, p, sample_weight=w),
    "brierScore": lambda y, p, w: -sk.brier_score_loss(y, p, sample_weight=w),
    "accuracy": lambda y, p, w: sk.accuracy_score(y, p >= 0.5, sample_weight=w),
    "f1@0.4": lambda y, p, w: sk.f1_score(y, p >= 0.4, sample_weight=w),
    "rmse": lambda y, p, w: -rmse(y, p, w),
    "mae": lambda y, p, w: -sk.mean_absolute_error(y, p, sample_weight=w),
    "r2": lambda y, p, w: sk.r2_score(y, p, sample_weight=w),
    "spearman": lambda y, p, w: scipy.stats.spearmanr(y, p).statistic,
    "classes logLoss": lambda y, p, w: -sk.log_loss(y, shares(p), labels=range(p.shape[1]), sample_weight=w),
    "classes accuracy": lambda y, p, w: sk.accuracy_score(y, p.argmax(axis=1), sample_weight=w),
    "classes rocAuc": lambda y, p, w: sk.roc_auc_score(y, shares(p), multi_class="ovr", sample_weight=w),
}


def target_for(kind, predictions, rng):
    if kind == "binary":
        return (rng.random(len(predictions)) < predictions).astype(int)
    if kind == "classes":
        p = shares(predictions)
        # Every class occurs.
        return np.array([k if k < p.shape[1] else rng.choice(p.shape[1], p=row) for k, row in enumerate(p)])
    return predictions + rng.normal(size=predictions.shape) * predictions.std(axis=0) * 0.7


def make(source, target, model_path, kind, metric, weighted=False):
    frame = read_frame(os.path.join(source, model_path.split("/")[0]))
    frame[MARK] = np.arange(len(frame), dtype=float)
    model = Model(os.path.join(source, model_path)).fit()
    rng = np.random.default_rng(7)
    y = target_for(kind, model.predict(frame), rng)
    weights = np.round(rng.random(len(frame)) * 3, 2) if weighted else None
    score = METRICS[f"classes {metric}" if kind == "classes" else metric]
    found = permutation_importance(
        model, frame, y, scoring=lambda m, X, y, sample_weight=None: score(y, m.predict(X), sample_weight),
        n_repeats=REPEATS, random_state=3, sample_weight=weights,
    )
    case = {
        "model": model_path,
        "metric": metric,
        "target": (y.T if y.ndim > 1 else y).tolist(),
        "permutations": model.orders_,
        "baseline": score(y, model.predict(frame), weights),
        "importances": found.importances[:-1].tolist(),
    }
    if weighted:
        case["weights"] = weights.tolist()
    name = f"{model_path.split('/')[0]}_{metric.replace('@', '_')}{'_weighted' if weighted else ''}"
    with open(os.path.join(target, f"{name}.json"), "w", encoding="utf-8") as file:
        json.dump(case, file, separators=(",", ":"), allow_nan=False)
    print(f"ok {name}: {case['baseline']:.6f} {found.importances_mean.round(4).tolist()[:6]}")


def main(source, target):
    def case(*args, **options):
        make(source, target, *args, **options)

    for metric in ("rocAuc", "averagePrecision", "logLoss", "brierScore", "accuracy", "f1@0.4"):
        case("lgb_nan/model.txt", "binary", metric)
    case("lgb_pandas_categorical/model.txt", "binary", "rocAuc")
    case("lgb_categorical/model.txt", "binary", "averagePrecision", weighted=True)
    case("lgb_categorical/model.txt", "binary", "rocAuc", weighted=True)
    case("lgb_deep255/model.txt", "binary", "logLoss")
    case("lgb_rf/model.txt", "binary", "logLoss")
    for metric in ("logLoss", "accuracy", "rocAuc"):
        case("lgb_multiclass/model.txt", "classes", metric)
    case("lgb_multiclassova/model.txt", "classes", "logLoss")
    case("lgb_poisson/model.txt", "numbers", "rmse")
    case("lgb_regression/model.txt", "numbers", "r2", weighted=True)
    case("lgb_regression_sqrt/model.txt", "numbers", "spearman")
    case("lgb_linear_tree/model.txt", "numbers", "mae")
    case("xgb_gblinear/model.json", "numbers", "rmse")
    case("xgb_multi_target/model.json", "numbers", "r2")
    case("xgb_multi_softprob/model.json", "classes", "logLoss")
    case("xgb_cat_in_model/model.json", "binary", "logLoss")


if __name__ == "__main__":
    main(*sys.argv[1:])
