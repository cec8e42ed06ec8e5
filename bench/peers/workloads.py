"""Makes the benchmark's data and models from fixed seeds, those that are not there yet.

    python workloads.py FOLDER

Raw arrays are little-endian float64, row-major, without a header, so that JavaScript reads them as they are.

    X.bin         40,000 rows x 50 columns; columns 10 to 19 hold whole numbers, 2 % of all cells are missing
    lgb31.txt     LightGBM, 500 trees of 31 leaves          xgb6.json     XGBoost, 500 trees of depth 6
    lgb255.txt    LightGBM, 200 trees of 255 leaves         xgb8.json     XGBoost, 300 trees of depth 8
    forest.json   scikit-learn, 100 trees without a limit   xgb10.json    XGBoost, 100 trees of depth 10
    forest.pkl    the same for shap                         scale.json    XGBoost, 100 trees of depth 6, 127 features
    scale.bin     50,000 rows x 127 columns
"""

import json
import pickle
import sys
from pathlib import Path

import lightgbm
import numpy as np
import xgboost
from sklearn.ensemble import RandomForestClassifier

ROWS, COLUMNS = 40_000, 50
FOREST_ROWS = 10_000
SCALE_ROWS, SCALE_COLUMNS = 50_000, 127


def make_data():
    """Returns X (with missing cells) and a 0/1 target that depends on single columns and on products of two."""
    draw = np.random.default_rng(7)
    x = draw.standard_normal((ROWS, COLUMNS))
    x[:, 10:20] = np.round(x[:, 10:20] * 3)
    x[draw.random((ROWS, COLUMNS)) < 0.02] = np.nan
    return x, make_target(np.nan_to_num(x), draw)


def make_target(x, draw):
    """A noisy 0/1 target of some columns."""
    signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.5 * (x[:, 3] > 0) * x[:, 4] + 0.3 * x[:, 12] + 0.2 * x[:, 20] ** 2
    return (signal + draw.standard_normal(len(x)) > 0.3).astype(int)


def make_scale_data():
    """The rows of the large task: as many columns as WOODELF's published one."""
    draw = np.random.default_rng(11)
    x = draw.standard_normal((SCALE_ROWS, SCALE_COLUMNS))
    x[draw.random(x.shape) < 0.02] = np.nan
    return x, make_target(np.nan_to_num(x), draw)


def train_lightgbm(x, y, path, trees, leaves):
    """A binary LightGBM model as a text file."""
    settings = dict(objective="binary", verbose=-1, seed=1, num_threads=2, num_leaves=leaves, learning_rate=0.05)
    lightgbm.train(settings, lightgbm.Dataset(x, y), trees).save_model(str(path))


def train_xgboost(x, y, path, trees, depth):
    """A binary XGBoost model as a JSON file."""
    settings = dict(objective="binary:logistic", max_depth=depth, eta=0.1, nthread=2, seed=1)
    xgboost.train(settings, xgboost.DMatrix(x, y), trees).save_model(str(path))


def train_forest(x, y, path):
    """A forest of deep trees, as a pickle for shap and as plain arrays for everyone else."""
    forest = RandomForestClassifier(100, n_jobs=2, random_state=0)
    forest.fit(np.nan_to_num(x[:FOREST_ROWS]), y[:FOREST_ROWS])
    path.with_suffix(".pkl").write_bytes(pickle.dumps(forest))
    trees = [dump_tree(each.tree_, len(forest.estimators_)) for each in forest.estimators_]
    path.write_text(json.dumps(dict(features=x.shape[1], outputs=forest.n_classes_, trees=trees)))


def dump_tree(tree, trees):
    """The arrays of a tree; a node's values are its share of the forest's class probabilities."""
    shares = tree.value[:, 0, :]
    return dict(
        left=tree.children_left.tolist(),
        right=tree.children_right.tolist(),
        features=tree.feature.tolist(),
        thresholds=tree.threshold.tolist(),
        covers=tree.weighted_n_node_samples.tolist(),
        values=(shares / shares.sum(axis=1, keepdims=True) / trees).tolist(),
    )


def makers(x, y):
    """What makes each file of the 50-column data."""
    return {
        "X.bin": lambda path: x.tofile(path),
        "lgb31.txt": lambda path: train_lightgbm(x, y, path, 500, 31),
        "lgb255.txt": lambda path: train_lightgbm(x, y, path, 200, 255),
        "xgb6.json": lambda path: train_xgboost(x, y, path, 500, 6),
        "xgb8.json": lambda path: train_xgboost(x, y, path, 300, 8),
        "xgb10.json": lambda path: train_xgboost(x, y, path, 100, 10),
        "forest.json": lambda path: train_forest(x, y, path),
    }


def scale_makers(x, y):
    """What makes each file of the large task."""
    return {
        "scale.bin": lambda path: x.tofile(path),
        "scale.json": lambda path: train_xgboost(x, y, path, 100, 6),
    }


def make_missing(folder, data, makers_of):
    """Makes those files that are not there; a file appears under its name when it is whole."""
    missing = {name: make for name, make in makers_of(*data()).items() if not (folder / name).exists()}
    for name, make in missing.items():
        print(f"making {name}", flush=True)
        part = folder / f"part-{name}"
        make(part)
        for suffix in {part.suffix, ".pkl"}:
            if part.with_suffix(suffix).exists():
                part.with_suffix(suffix).rename((folder / name).with_suffix(suffix))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    make_missing(folder, make_data, makers)
    make_missing(folder, make_scale_data, scale_makers)


if __name__ == "__main__":
    main()
