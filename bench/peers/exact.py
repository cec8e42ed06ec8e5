"""SHAP values of a LightGBM model against background rows, by definition and in float64.

    python exact.py WORKLOAD ROWS BACKGROUND [--work FOLDER]

The marginal game: for a row x and a background row z, v(S) is the margin of a row that takes the features of S from x
and the others from z; the answer is the mean over z of the Shapley values. A leaf is reached by a mixed row when x
fulfils all of the leaf's tests on the features of S and z those on the others. With `ours` the features on which only x
fulfils them and `theirs` those on which only z does, the leaf's part of the game is 1 exactly when S holds all of `ours`
and none of `theirs`, whose Shapley values are known: see `leaf_weights`.

Writes exact-WORKLOAD.bin (rows x features, float64) into the folder and says so in a line of JSON.
"""

import argparse
import json
from math import factorial
from pathlib import Path

import numpy as np

from adapters import load_lightgbm
from run import BACKGROUND_START, find_model, read_rows


def leaf_weights(most):
    """Shapley values of the game "all a of ours are in, none of the b of theirs": tables [a, b] for one of ours, of theirs."""
    gain, loss = np.zeros((most + 1, most + 1)), np.zeros((most + 1, most + 1))
    for a in range(most + 1):
        for b in range(most + 1 - a):
            if a > 0:
                gain[a, b] = factorial(a - 1) * factorial(b) / factorial(a + b)
            if b > 0:
                loss[a, b] = -factorial(a) * factorial(b - 1) / factorial(a + b)
    return gain, loss


def goes_left(node, rows):
    """Which rows a numeric node sends left, by LightGBM's rule."""
    x = rows[:, node["split_feature"]]
    if node["missing_type"] != "NaN":
        x = np.nan_to_num(x)
    missing = np.isnan(x)
    if node["missing_type"] == "Zero":
        missing = np.abs(x) <= 1e-35
    return np.where(missing, node["default_left"], x <= node["threshold"])


def leaves_of(node, rows, passed):
    """Yields each leaf's value with {feature: which rows fulfil all of the path's tests on it}."""
    if "leaf_value" in node:
        yield node["leaf_value"], passed
        return
    left, feature = goes_left(node, rows), node["split_feature"]
    for child, here in (("left_child", left), ("right_child", ~left)):
        before = passed.get(feature, True)
        yield from leaves_of(node[child], rows, {**passed, feature: before & here})


def add_leaf(totals, value, passed, count, tables):
    """Adds a leaf's Shapley values, for the first `count` rows against all others, to the totals."""
    tests = np.array(list(passed.values()))
    background = tests[:, count:]
    for i in range(count):
        x = tests[:, i, None]
        reached = (x | background).all(axis=0)
        ours, theirs = (x & ~background)[:, reached], (~x & background)[:, reached]
        a, b = ours.sum(axis=0), theirs.sum(axis=0)
        weights = np.where(ours, tables[0][a, b], 0) + np.where(theirs, tables[1][a, b], 0)
        totals[i, list(passed)] += value * weights.sum(axis=1)


def explain(trees, rows, background):
    """SHAP values, rows x features."""
    totals = np.zeros(rows.shape)
    tables = leaf_weights(rows.shape[1])
    for tree in trees:
        for value, passed in leaves_of(tree["tree_structure"], np.vstack([rows, background]), {}):
            if passed:
                add_leaf(totals, value, passed, len(rows), tables)
    return totals / len(background)


def main():
    parser = argparse.ArgumentParser(description="Exact SHAP values against background rows.")
    parser.add_argument("workload")
    parser.add_argument("rows", type=int)
    parser.add_argument("background", type=int)
    parser.add_argument("--work", type=Path, default=Path(__file__).parents[2] / ".cache/peers/work")
    options = parser.parse_args()
    rows = read_rows(options.work, options.workload)
    model = load_lightgbm(find_model(options.work, options.workload))
    background = rows[BACKGROUND_START : BACKGROUND_START + options.background]
    values = explain(model.dump_model()["tree_info"], rows[: options.rows], background)
    path = options.work / f"exact-{options.workload}.bin"
    values.tofile(path)
    print(json.dumps(dict(values=str(path), shape=values.shape)))


if __name__ == "__main__":
    main()
