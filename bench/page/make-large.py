"""Makes the large table and its models from fixed seeds, those that are not there yet.

    python make-large.py FOLDER

large.feather    1,000,000 rows, Feather (Arrow IPC file) with LZ4: features f0 to f49 as float64 of which f10 to f19
                 hold whole numbers and 2 % of all cells are missing; `target` 0 or 1; `date`, 1,000 rows a day
drawn.feather    its first 100,000 rows
lgb.txt          LightGBM, 500 trees of 31 leaves         lgb.expected.json    its `pred_contrib` of the first 50 rows
xgb.json         XGBoost, 500 trees of depth 6            xgb.expected.json    the same of XGBoost
"""

import json
import sys
from pathlib import Path

import lightgbm
import numpy as np
import pyarrow as pa
import pyarrow.feather
import xgboost

ROWS, FEATURES, DAY, TRAINED, DRAWN, PROVED = 1_000_000, 50, 1000, 40_000, 100_000, 50
NAMES = [f"f{j}" for j in range(FEATURES)]


def make_rows():
    """Returns features (with missing cells) and a 0/1 target that depends on single columns and on products of two."""
    draw = np.random.default_rng(7)
    x = draw.standard_normal((FEATURES, ROWS)).T
    x[:, 10:20] = np.round(x[:, 10:20] * 3)
    signal = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.5 * (x[:, 3] > 0) * x[:, 4] + 0.3 * x[:, 12] + 0.2 * x[:, 20] ** 2
    y = (signal + draw.standard_normal(ROWS) > 0.3).astype(np.int8)
    for j in range(FEATURES):
        x[draw.random(ROWS) < 0.02, j] = np.nan
    return x, y


def write_table(x, y, path):
    """Chunks of 65,536 rows, as pyarrow writes them by default."""
    days = pa.array((19_000 + np.arange(len(y)) // DAY).astype(np.int32)).cast(pa.date32())
    columns = {name: x[:, j] for j, name in enumerate(NAMES)} | {"target": y, "date": days}
    pa.feather.write_feather(pa.table(columns), str(path), compression="lz4")


def train_lightgbm(x, y):
    settings = dict(objective="binary", verbose=-1, seed=1, num_threads=2, num_leaves=31, learning_rate=0.05)
    return lightgbm.train(settings, lightgbm.Dataset(x[:TRAINED], y[:TRAINED], feature_name=NAMES), 500)


def train_xgboost(x, y):
    settings = dict(objective="binary:logistic", max_depth=6, eta=0.1, nthread=2, seed=1)
    return xgboost.train(settings, xgboost.DMatrix(x[:TRAINED], y[:TRAINED], feature_names=NAMES), 500)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    names = ["large.feather", "drawn.feather", "lgb.txt", "lgb.expected.json", "xgb.json", "xgb.expected.json"]
    table, drawn, lgb, lgb_values, xgb, xgb_values = (folder / name for name in names)
    if all((folder / name).exists() for name in names):
        return
    x, y = make_rows()
    write_table(x, y, table)
    write_table(x[:DRAWN], y[:DRAWN], drawn)
    model = train_lightgbm(x, y)
    model.save_model(str(lgb))
    lgb_values.write_text(json.dumps(model.predict(x[:PROVED], pred_contrib=True).tolist()))
    model = train_xgboost(x, y)
    model.save_model(str(xgb))
    rows = xgboost.DMatrix(x[:PROVED], feature_names=NAMES)
    xgb_values.write_text(json.dumps(model.predict(rows, pred_contribs=True).astype(float).tolist()))


main(Path(sys.argv[1]))
