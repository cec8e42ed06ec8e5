"""Golden curves: partial dependence and individual conditional expectation of models of the other archives.

Every number comes from the library's own `predict`, of a frame in which the columns are replaced by a grid's values.
Where scikit-learn's `partial_dependence(method="brute")` takes the frame, the script checks that it says the same, and
keeps the grids that it chooses by itself. Python 3.11 with lightgbm 4.7.0, xgboost 3.2.0, scikit-learn 1.9.0, pandas 3,
pyarrow:

    node -e 'import("../../scripts/unpack.js").then((m) => m.unpackGoldens())'
    OUT=made; mkdir -p $OUT/pdp
    python make_pdp.py unpacked $OUT/pdp
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-01-01 -C $OUT -czf pdp.tar.gz pdp

Each file: `model` (folder/file), `features`, `space`, `grid` (null is missing, text is a category), `average` [output]:
points, `individual` [output]: the first 10 rows x points, and `chosen`: scikit-learn's own grid.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import itertools
import json
import math
import sys
import warnings

import lightgbm as lgb
import numpy as np
import pandas as pd
import pyarrow as pa
import xgboost as xgb
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence

warnings.filterwarnings("ignore")
ROWS_KEPT = 10
NAN = math.nan


def read_frame(folder):
    with pa.ipc.open_file(os.path.join(folder, "features.arrow")) as reader:
        table = reader.read_all()
    return pd.DataFrame({name: series(column) for name, column in zip(table.column_names, table.columns)})


def series(column):
    column = column.combine_chunks()
    column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(column.type):
        return pd.Series(column.to_numpy(zero_copy_only=False).astype(np.float64))
    codes = [-1 if code is None else code for code in column.indices.to_pylist()]
    categories = pd.Index(column.dictionary.to_pylist(), dtype=object)
    return pd.Series(pd.Categorical.from_codes(codes, categories=categories, ordered=column.type.ordered))


class Model(RegressorMixin, BaseEstimator):
    """A model file as an estimator whose `predict` is the library's."""

    def __init__(self, path=None, space="raw"):
        self.path = path
        self.space = space

    def fit(self, X, y=None):
        self.booster_ = lgb.Booster(model_file=self.path) if self.path.endswith(".txt") else xgb.Booster(model_file=self.path)
        return self

    def predict(self, X):
        raw = self.space == "raw"
        if self.path.endswith(".txt"):
            return self.booster_.predict(X, raw_score=raw)
        data = xgb.DMatrix(X, enable_categorical=True)
        return self.booster_.predict(data, output_margin=raw).astype(np.float64)


def replaced(frame, features, point):
    frame = frame.copy()
    for feature, value in zip(features, point):
        old = frame[feature]
        if not isinstance(old.dtype, pd.CategoricalDtype):
            frame[feature] = np.full(len(frame), value, dtype=np.float64)
            continue
        code = -1 if value is None else list(old.cat.categories).index(value)
        frame[feature] = pd.Categorical.from_codes([code] * len(frame), dtype=old.dtype)
    return frame


def brute(model, frame, features, grid):
    """outputs x rows x points"""
    predictions = [model.predict(replaced(frame, features, point)) for point in itertools.product(*grid)]
    return np.stack([each.reshape(len(frame), -1) for each in predictions], axis=-1).transpose(1, 0, 2)


def agree(model, frame, features, grid, curves):
    """scikit-learn says the same, where all columns are numbers."""
    if any(isinstance(dtype, pd.CategoricalDtype) for dtype in frame.dtypes):
        return
    values = {feature: np.asarray(each, dtype=float) for feature, each in zip(features, grid)}
    theirs = partial_dependence(model, frame, features, custom_values=values, method="brute", kind="average")["average"]
    ours = curves.mean(axis=1)
    if not np.allclose(theirs.reshape(ours.shape), ours, rtol=1e-12, atol=0):
        raise SystemExit(f"check failed: scikit-learn differs for {model.path} {features}")


def chosen(model, frame, features, resolution, percentiles):
    found = partial_dependence(
        model, frame, features, grid_resolution=resolution, percentiles=percentiles, method="brute", kind="average"
    )
    values = [each.tolist() for each in found["grid_values"]]
    return {"resolution": resolution, "percentiles": list(percentiles), "values": values}


def plain(grid):
    return [[None if isinstance(value, float) and math.isnan(value) else value for value in each] for each in grid]


def make(source, target, name, model_path, features, grid, space, choose=None):
    folder = os.path.join(source, model_path.split("/")[0])
    frame = read_frame(folder)
    model = Model(os.path.join(source, model_path), space).fit(None)
    taken = chosen(model, frame, features, *choose) if choose else None
    grid = taken["values"] if grid is None else grid
    curves = brute(model, frame, features, grid)
    agree(model, frame, features, grid, curves)
    case = {
        "model": model_path,
        "features": features,
        "space": space,
        "grid": plain(grid),
        "average": [math.fsum(column) / len(frame) for curve in curves for column in curve.T],
        "individual": [curve[:ROWS_KEPT].ravel().tolist() for curve in curves],
    }
    case["average"] = np.reshape(case["average"], (len(curves), -1)).tolist()
    if taken:
        case["chosen"] = taken
    with open(os.path.join(target, f"{name}.json"), "w", encoding="utf-8") as file:
        json.dump(case, file, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    print(f"ok {name}: {curves.shape}")


def main(source, target):
    def case(*args, **options):
        make(source, target, *args, **options)

    odd = [-3.0, -0.5, -1e-36, 0.0, 1e-36, 1e-34, 0.25, 2.0, 1e308, NAN]
    case("lgb_nan", "lgb_nan/model.txt", ["n0"], [odd], "raw")
    case("lgb_nan_two", "lgb_nan/model.txt", ["zeroy", "n3"], [odd, [-1.0, 0.0, 1.0, NAN]], "probability")
    case("lgb_zero_as_missing", "lgb_zero_as_missing/model.txt", ["zeroy"], [odd], "raw")
    frame = read_frame(os.path.join(source, "lgb_categorical"))
    coded, number = category_and_number(source, "lgb_categorical/model.txt", frame)
    codes = [0.0, 1.0, 2.0, 3.0, 5.0, 9.0, 31.0, 32.0, 1000.0, -1.0, NAN]
    case("lgb_categorical", "lgb_categorical/model.txt", [coded], [codes], "raw")
    case("lgb_categorical_two", "lgb_categorical/model.txt", [coded, number], [codes, [-1.0, 0.0, 1.0]], "probability")
    for name in ("lgb_pandas_categorical/model.txt", "xgb_cat_in_model/model.json"):
        frame = read_frame(os.path.join(source, name.split("/")[0]))
        text = next(c for c in frame if isinstance(frame[c].dtype, pd.CategoricalDtype))
        # A category that training did not have is no value of a grid.
        grid = [*(each for each in frame[text].cat.categories if each != "unseen"), None]
        for space in ("raw", "probability"):
            case(f"{name.split('/')[0]}_{space}", name, [text], [grid], space)
    for name in ("lgb_multiclass/model.txt", "xgb_multi_softprob/model.json"):
        frame = read_frame(os.path.join(source, name.split("/")[0]))
        whole = [c for c in frame if frame[c].notna().all() and frame[c].nunique() > 20][:2]
        short = name.split("/")[0]
        case(f"{short}_chosen", name, whole[:1], None, "probability", choose=(15, (0.05, 0.95)))
        case(f"{short}_few", name, whole[1:], None, "raw", choose=(100, (0.0, 1.0)))
        case(f"{short}_two", name, whole, None, "raw", choose=(6, (0.1, 0.9)))
    first = list(read_frame(os.path.join(source, "xgb_missing")))[0]
    case("xgb_missing", "xgb_missing/model.json", [first], [odd[:-2] + [NAN]], "raw")
    for name, space in (("lgb_rf/model.txt", "probability"), ("lgb_linear_tree/model.txt", "raw"), ("xgb_gblinear/model.json", "raw")):
        frame = read_frame(os.path.join(source, name.split("/")[0]))
        names = list(frame)[:2]
        case(name.split("/")[0], name, names, [[-1.0, 0.1, 2.0, NAN], [0.0, 3.0]], space)


def category_and_number(source, path, frame):
    """A feature whose splits are sets, and one whose splits are thresholds."""
    splits = lgb.Booster(model_file=os.path.join(source, path)).trees_to_dataframe().dropna(subset=["split_feature"])
    kinds = splits.groupby("split_feature", sort=True)["decision_type"].first()
    return kinds[kinds == "=="].index[0], kinds[kinds == "<="].index[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
