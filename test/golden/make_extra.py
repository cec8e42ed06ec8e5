"""Extra golden reference cases: library versions and file layouts that the shared goldens do not cover.

The library version is the one installed in the venv that runs this script (Python 3.11, x86-64 Linux):

    for v in xgb34 xgb30 xgb203 lgb47; do
      python3.11 -m venv venv/$v
      venv/$v/bin/pip install --no-deps --ignore-requires-python -r requirements-$v.txt
    done
    for v in 2.0.4 2.0.5 2.0.10 2.0.12 2.1.2 2.2.3 2.3.1; do
      python3.11 -m venv venv/lgb-$v
      venv/lgb-$v/bin/pip install --no-deps -r requirements-lgb2.txt lightgbm==$v
    done

    OUT=extra; mkdir -p $OUT
    venv/xgb34/bin/python  make_extra.py xgb34  $OUT       # xgboost 3.4.1
    venv/xgb30/bin/python  make_extra.py xgb30  $OUT       # xgboost 3.0.5
    venv/xgb203/bin/python make_extra.py xgb203 $OUT       # xgboost 2.0.3
    venv/lgb47/bin/python  make_extra.py lgb47  $OUT       # lightgbm 4.7.0
    for v in 2.0.4 2.0.5 2.0.10 2.0.12 2.1.2 2.2.3 2.3.1; do
      venv/lgb-$v/bin/python make_extra.py lgb2 $OUT       # old text formats
    done
    venv/xgb34/bin/python  make_extra.py reread $OUT       # what xgboost 3.4.1 makes of the 2.0.3 / 3.0.5 files
    venv/lgb47/bin/python  make_extra.py reread $OUT       # what lightgbm 4.7.0 makes of the 2.x files
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-01-01 -C $OUT -czf extra.tar.gz $(ls $OUT)

Each case is a folder with the model (`model.txt`, or `model.json` and `model.ubj`), `features.arrow` and `expected.json`.
`margin`, `prediction`, `shap`, `expected_value` come from the library named in the file; `exact_*` come from the float64
reference below, which reads the model file on its own. Every number is computed from `features.arrow` as read back from disk,
with the model as read back from disk. The script stops when a check fails.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"

import importlib.metadata
import importlib.util
import json
import math
import re
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Callable

import numpy as np
import pandas as pd
import pyarrow as pa

warnings.filterwarnings("ignore")

SEED = 20260101
BRUTE_FORCE_ROWS = 2
BRUTE_FORCE_FEATURES = 8


# ---------------------------------------------------------------------------------------------------------- small helpers
def require(ok, message):
    if not ok:
        raise SystemExit(f"check failed: {message}")


def max_abs(values):
    values = np.asarray(values, dtype=float)
    return float(np.abs(values).max()) if values.size else 0.0


def as_rows(values):
    values = np.asarray(values, dtype=np.float64)
    return values.reshape(len(values), -1)


def package_version(name):
    return importlib.metadata.version(name)


def version_tag(version):
    return version.replace(".", "")


def clean_message(text):
    """An error message without time stamps, folders of the build machine and stack traces."""
    text = str(text).split("Stack trace")[0]
    text = re.sub(r"\[\d\d:\d\d:\d\d\] ", "", text)
    text = re.sub(r"(/[\w.+-]+)+/", "", text)
    return " ".join(text.split())[:400]


def refusal(error):
    return {"error_class": type(error).__name__, "message": clean_message(error)}


def plain(value):
    """numpy to plain Python; non-finite numbers become the strings "NaN", "Infinity", "-Infinity"."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as f:
        json.dump(plain(value), f, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read_json(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def read_text(path):
    with open(path, encoding="utf-8", newline="") as f:
        return f.read()


def new_case(out, name):
    folder = os.path.join(out, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def finish(folder, expected):
    write_json(os.path.join(folder, "expected.json"), expected)
    shap = expected.get("exact_check", {}).get("max_abs_diff_shap")
    print(f"ok {expected['case']:34s} shap vs exact: {'-' if shap is None else format(shap, '.1e')}", flush=True)


# ------------------------------------------------------------------------------------------------------------ arrow files
def arrow_column(values, index):
    """A missing number is a float NaN in even columns and an Arrow null in odd ones; a category is a dictionary entry."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        categories = values.cat.categories.tolist()
        kind = pa.int32() if values.cat.categories.dtype == np.int32 else None
        codes = pa.array([None if c < 0 else int(c) for c in values.cat.codes], type=pa.int8())
        return pa.DictionaryArray.from_arrays(codes, pa.array(categories, type=kind), ordered=values.cat.ordered)
    return pa.array(values.to_numpy(dtype=np.float64), from_pandas=index % 2 == 1)


def write_features(folder, frame):
    columns = [arrow_column(frame[name], i) for i, name in enumerate(frame.columns)]
    schema = pa.schema([pa.field(str(n), c.type) for n, c in zip(frame.columns, columns)])
    table = pa.Table.from_arrays(columns, schema=schema)
    half = table.num_rows // 2 + 3 if table.num_rows > 40 else table.num_rows
    with pa.OSFile(os.path.join(folder, "features.arrow"), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        writer.write_table(table.slice(0, half))
        if half < table.num_rows:
            writer.write_table(table.slice(half))


def series_from_arrow(column):
    if not pa.types.is_dictionary(column.type):
        return pd.Series(column.to_numpy(zero_copy_only=False).astype(np.float64))
    values = column.dictionary
    categories = pd.Index(values.to_pylist())
    if pa.types.is_integer(values.type):
        categories = pd.Index(values.to_numpy())
    codes = [-1 if c is None else c for c in column.indices.to_pylist()]
    return pd.Series(pd.Categorical.from_codes(codes, categories=categories, ordered=column.type.ordered))


def read_features(folder):
    with pa.ipc.open_file(os.path.join(folder, "features.arrow")) as reader:
        table = reader.read_all()
    chunks = [c.combine_chunks() for c in table.columns]
    chunks = [c.chunk(0) if isinstance(c, pa.ChunkedArray) else c for c in chunks]
    return pd.DataFrame({name: series_from_arrow(c) for name, c in zip(table.column_names, chunks)})


# --------------------------------------------------------------------------------------------------- exact Shapley values
@dataclass
class Tree:
    """One decision tree; a node is a leaf when left[node] < 0. value is nodes x outputs, cover may be absent."""

    left: list
    right: list
    feature: list
    value: np.ndarray
    cover: Any
    goes_left: Callable  # (rows x features) -> rows x nodes, bool

    def is_leaf(self, node):
        return self.left[node] < 0

    def branch_ratio(self, node, child):
        """Share of the child in its parent: one half below a parent without cover, and never less than 1e-12
        (the rule of xgboost >= 3.3; for other models it only matters where a cover is 0)."""
        if self.cover[node] <= 0:
            return 0.5
        return max(self.cover[child] / self.cover[node], 1e-12)


def leaf_paths(tree, decisions):
    """Yields (leaf, path weight, {feature: (cover ratio, rows that satisfy every split of this feature)})."""
    rows = len(decisions)
    stack = [(0, 1.0, {})]
    while stack:
        node, weight, path = stack.pop()
        if tree.is_leaf(node):
            yield node, weight, path
            continue
        feature = tree.feature[node]
        old_ratio, old_rows = path.get(feature, (1.0, np.ones(rows, bool)))
        for child, taken in ((tree.left[node], decisions[:, node]), (tree.right[node], ~decisions[:, node])):
            ratio = tree.branch_ratio(node, child)
            stack.append((child, weight * ratio, {**path, feature: (old_ratio * ratio, old_rows & taken)}))


def exact_shap(trees, matrix, outputs):
    """Path-dependent Shapley values in float64 by leaf enumeration, without unwinding: for a leaf of value v whose path
    meets feature i with cover ratio z_i and satisfaction o_i,
        phi_i += v (o_i - z_i) * integral over t in [0, 1] of prod over j != i of (z_j (1 - t) + o_j t),
    a polynomial which Gauss-Legendre integrates exactly and whose factors are never negative (no cancellation)."""
    rows, features = matrix.shape
    phi = np.zeros((rows, outputs, features))
    base = np.zeros(outputs)
    margin = np.zeros((rows, outputs))
    for tree in trees:
        for leaf, weight, path in leaf_paths(tree, tree.goes_left(matrix)):
            value = tree.value[leaf]
            base += weight * value
            satisfied = [o.astype(float) for _, o in path.values()]
            margin += np.outer(np.prod(satisfied, axis=0) if path else np.ones(rows), value)
            for feature, coefficient in leaf_coefficients(path, satisfied):
                phi[:, :, feature] += np.outer(coefficient, value)
    return phi, base, margin


def leaf_coefficients(path, satisfied):
    nodes, weights = np.polynomial.legendre.leggauss(max(1, (len(path) + 1) // 2))
    t, weights = (nodes + 1) / 2, weights / 2
    ratios = [z for z, _ in path.values()]
    factors = [z * (1 - t) + np.outer(o, t) for z, o in zip(ratios, satisfied)]
    for i, feature in enumerate(path):
        others = np.ones((len(satisfied[i]), len(t)))
        for j, factor in enumerate(factors):
            if j != i:
                others = others * factor
        yield feature, (satisfied[i] - ratios[i]) * (others @ weights)


def conditional_value(tree, decisions, known, node=0):
    """Expected value of the tree for one row when only the features in `known` are known."""
    if tree.is_leaf(node):
        return tree.value[node]
    left, right = tree.left[node], tree.right[node]
    if tree.feature[node] in known:
        return conditional_value(tree, decisions, known, left if decisions[node] else right)
    return tree.branch_ratio(node, left) * conditional_value(tree, decisions, known, left) + tree.branch_ratio(
        node, right
    ) * conditional_value(tree, decisions, known, right)


def brute_force_shap(trees, matrix, outputs):
    """Shapley values by their definition over all 2^M sets of features: confirms exact_shap on a few rows."""
    rows, features = matrix.shape
    phi = np.zeros((rows, outputs, features))
    for tree in trees:
        decisions = tree.goes_left(matrix)
        used = sorted({tree.feature[n] for n in range(len(tree.left)) if not tree.is_leaf(n)})
        for row in range(rows):
            value = {
                frozenset(s): conditional_value(tree, decisions[row], s)
                for size in range(len(used) + 1)
                for s in combinations(used, size)
            }
            for subset in value:
                for feature in set(used) - subset:
                    share = 1 / (len(used) * math.comb(len(used) - 1, len(subset)))
                    phi[row, :, feature] += share * (value[subset | {feature}] - value[subset])
    return phi


def exact_block(expected, trees, base_margin, matrix, outputs):
    """Adds exact_check, and returns phi (rows x outputs x features) and the expected value."""
    phi, base, margin = exact_shap(trees, matrix, outputs)
    base = base + base_margin
    check = {
        "rows": len(phi),
        "max_abs_diff_margin": max_abs(margin + base_margin - expected["margin"]),
        "max_abs_error_additivity": max_abs(phi.sum(2) + base - margin - base_margin),
        "how": "float64 leaf enumeration of make_extra.py, read from the model file on its own",
    }
    if matrix.shape[1] <= BRUTE_FORCE_FEATURES:
        brute = brute_force_shap(trees, matrix[:BRUTE_FORCE_ROWS], outputs)
        check["max_abs_diff_brute_force"] = max_abs(brute - phi[:BRUTE_FORCE_ROWS])
        require(check["max_abs_diff_brute_force"] < 1e-9 * max(1, max_abs(phi)), "exact against brute force")
    require(check["max_abs_error_additivity"] < 1e-9 * max(1, max_abs(phi)), "additivity of the exact values")
    if "shap" in expected:
        check["max_abs_diff_shap"] = max_abs(phi - expected["shap"])
        check["max_abs_diff_expected_value"] = max_abs(base - expected["expected_value"])
    expected["exact_check"] = check
    return phi, base


# ---------------------------------------------------------------------------------------------- reading LightGBM model text
def lightgbm_tree_blocks(text):
    """The key/value lines of each tree. Stops at `end of trees`, or (before 2.2) at `feature importances:`."""
    body = re.split(r"\n(?:end of trees|feature importances:)", text)[0]
    for block in re.split(r"\nTree=\d+\n", body)[1:]:
        yield dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def lightgbm_category_sets(block):
    bounds = [int(x) for x in block.get("cat_boundaries", "").split()]
    words = [int(x) for x in block.get("cat_threshold", "").split()]
    return [
        {32 * i + bit for i, word in enumerate(words[a:b]) for bit in range(32) if word >> bit & 1}
        for a, b in zip(bounds, bounds[1:])
    ]


def lightgbm_goes_left(x, threshold, decision, category_sets):
    """decision bits: 1 categorical, 2 default left, bits 2-3 the missing type (0 none, 1 zero, 2 NaN)."""
    missing = np.isnan(x)
    if decision & 1:
        members = category_sets[int(threshold)]
        return np.array([not m and -1 < v < 2**31 and int(v) in members for v, m in zip(x, missing)])
    kind = decision >> 2 & 3
    if kind != 2:
        x = np.where(missing, 0.0, x)
    if kind == 0:
        return x <= threshold
    default = np.abs(x) <= np.float64(np.float32(1e-35)) if kind == 1 else missing
    return np.where(default, bool(decision & 2), x <= threshold)


def lightgbm_tree(block, output, outputs):
    leaves = int(block["num_leaves"])
    splits = leaves - 1
    leaf_value = np.array([float(v) for v in block["leaf_value"].split()])
    value = np.zeros((splits + leaves, outputs))
    value[splits:, output] = leaf_value
    if splits == 0:
        return Tree([-1], [-1], [-1], value, [1], lambda X: np.zeros((len(X), 1), bool))
    numbers = lambda key, kind: [kind(v) for v in block[key].split()]
    node = lambda child: child if child >= 0 else splits + ~child
    pad = [-1] * leaves
    feature, threshold, decision = (
        numbers("split_feature", int),
        numbers("threshold", float),
        numbers("decision_type", int),
    )
    category_sets = lightgbm_category_sets(block)

    def goes_left(matrix):
        columns = [
            lightgbm_goes_left(matrix[:, f], t, d, category_sets) for f, t, d in zip(feature, threshold, decision)
        ]
        return np.column_stack(columns + [np.zeros((len(matrix), leaves), bool)])

    return Tree(
        [node(c) for c in numbers("left_child", int)] + pad,
        [node(c) for c in numbers("right_child", int)] + pad,
        feature + pad,
        value,
        numbers("internal_count", int) + numbers("leaf_count", int),
        goes_left,
    )


def lightgbm_trees(text):
    outputs = int(re.search(r"^num_tree_per_iteration=(\d+)", text, re.M)[1])
    blocks = list(lightgbm_tree_blocks(text))
    return [lightgbm_tree(block, i % outputs, outputs) for i, block in enumerate(blocks)], outputs


def lightgbm_text_format(text):
    """What differs between the writers."""
    header, _, _ = text.partition("\nTree=0\n")
    header_lines = header.splitlines()
    blocks = list(lightgbm_tree_blocks(text))
    importances = re.search(r"^feature.importances:$", text, re.M)
    return {
        "version": next((line[8:] for line in header_lines if line.startswith("version=")), None),
        "header_keys": [line.split("=")[0] for line in header_lines if line],
        "tree_keys": sorted({key for block in blocks for key in block}),
        "end_of_trees": "\nend of trees\n" in text,
        "importances_heading": importances[0] if importances else None,
        "parameters_section": "\nparameters:" in text,
    }


def lightgbm_matrix(frame, pandas_categorical):
    """The matrix LightGBM sees: the k-th category column of the frame is coded by the k-th list of the model."""
    lists = iter(pandas_categorical or [])
    columns = []
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            codes = frame[name].cat.set_categories(next(lists)).cat.codes.to_numpy().astype(float)
            columns.append(np.where(codes < 0, np.nan, codes))
        else:
            columns.append(frame[name].to_numpy(dtype=float))
    return np.column_stack(columns)


# ------------------------------------------------------------------------------------------------------------ LightGBM cases
LIGHTGBM_TOLERANCE = {"shap": "1e-9 * max(1, max|phi|)", "margin": "1e-12 relative", "prediction": "1e-12 relative"}


def is_frame_model(frame):
    return any(isinstance(t, pd.CategoricalDtype) for t in frame.dtypes)


def lightgbm_data(frame):
    """Old versions get plain numpy unless the frame has category columns."""
    return frame if is_frame_model(frame) else frame.to_numpy(dtype=float)


def train_lightgbm(params, rounds, frame, target, categorical):
    import lightgbm as lgb

    # "verbose" and "num_threads" are known to every version; force_row_wise and deterministic only to new ones
    full = {
        "verbose": -1,
        "num_threads": 1,
        "seed": 7,
        "num_leaves": 7,
        "learning_rate": 0.2,
        "min_data_in_leaf": 8,
        **params,
    }
    if not package_version("lightgbm").startswith("2."):
        full.update(deterministic=True, force_row_wise=True)
    names = {} if is_frame_model(frame) else {"feature_name": list(frame.columns)}
    data = lgb.Dataset(
        lightgbm_data(frame), np.asarray(target, float), categorical_feature=categorical or "auto", **names
    )
    return lgb.train(full, data, rounds)


def lightgbm_native(folder, frame, outputs, with_shap=True):
    """Margin, prediction, leaf index and SHAP of the model file, as this library computes them."""
    import lightgbm as lgb

    model = lgb.Booster(model_file=os.path.join(folder, "model.txt"))
    data = lightgbm_data(frame)
    result = {
        "margin": as_rows(model.predict(data, raw_score=True)),
        "prediction": as_rows(model.predict(data)),
        "leaf_index": np.asarray(model.predict(data[:20], pred_leaf=True)).reshape(20, -1).astype(int),
    }
    if with_shap:
        contributions = np.asarray(model.predict(data, pred_contrib=True), dtype=float)
        contributions = contributions.reshape(len(frame), outputs, frame.shape[1] + 1)
        result.update(shap=contributions[:, :, :-1], expected_value=contributions[0, :, -1], shap_rows=len(frame))
    return model, result


def lightgbm_shap_problem(version, outputs):
    """Native pred_contrib calls that must not be made."""
    number = tuple(int(p) for p in version.split("."))
    if number < (2, 0, 10):
        return "this version has no pred_contrib"
    if number < (2, 1, 0) and outputs > 1:
        return "pred_contrib of 2.0.x returns rows x (features + 1) for a multiclass model and writes past its buffer"
    return None


def lightgbm_expected(name, text, frame, params, notes, outputs):
    objective = re.search(r"^objective=(.*)$", text.replace("\r", ""), re.M)
    trees = len(list(lightgbm_tree_blocks(text)))
    return {
        "case": name,
        "library": "lightgbm",
        "version": package_version("lightgbm"),
        "objective": objective[1] if objective else None,
        "n_classes": outputs,
        "n_trees": trees,
        "num_iterations": trees // outputs,
        "average_output": bool(re.search(r"^average_output$", text.split("\nTree=0\n")[0], re.M)),
        "feature_names": None,
        "columns": list(frame.columns),
        "column_dtypes": [str(t) for t in frame.dtypes],
        "n_rows": len(frame),
        "params": params,
        "predict_options": {},
        "text_format": lightgbm_text_format(text),
        "notes": list(notes),
        "tolerance": LIGHTGBM_TOLERANCE,
        "source": {
            "margin": "Booster(model_file=model.txt).predict(X, raw_score=True) -> n x classes",
            "prediction": "Booster(model_file=model.txt).predict(X) -> n x classes",
            "leaf_index": "predict(X[:20], pred_leaf=True): leaf numbers, rows x trees",
            "importance": "Booster.feature_importance('gain'|'split'), in feature_names order",
        },
    }


def lightgbm_shap_block(expected, text, matrix):
    """The exact reference for every LightGBM case; it is the answer where the native library gives none."""
    trees, outputs = lightgbm_trees(text)
    native = "shap" in expected
    phi, base = exact_block(expected, trees, np.zeros(outputs), matrix, outputs)
    require(
        expected["exact_check"]["max_abs_diff_margin"] <= 1e-12 * max(1, max_abs(expected["margin"])),
        "margin against file",
    )
    if not native:
        expected.update(exact_shap=phi, exact_expected_value=base, exact_shap_rows=len(phi))
        return
    expected["source"][
        "shap"
    ] = "predict(X, pred_contrib=True)[:, :-1], n x classes x features; expected_value = last column"
    error = max_abs(np.sum(expected["shap"], axis=2) + expected["expected_value"] - expected["margin"])
    scale = max(1, max_abs(expected["margin"]))
    expected["additivity"] = {
        "max_abs_error": error,
        "max_abs_margin": max_abs(expected["margin"]),
        "holds": error <= 1e-9 * scale,
    }
    require(expected["additivity"]["holds"], "additivity")
    require(
        expected["exact_check"]["max_abs_diff_shap"] <= 1e-9 * max(1, max_abs(expected["shap"])), "shap against exact"
    )
    require(expected["exact_check"]["max_abs_diff_expected_value"] <= 1e-9 * scale, "expected value against exact")


def lightgbm_case(out, name, params, rounds, data, *, categorical=None, notes=(), booster=None):
    train, target, test = data
    folder = new_case(out, name)
    write_features(folder, test)
    test = read_features(folder)
    booster = booster or train_lightgbm(params, rounds, train, target, categorical)
    path = os.path.join(folder, "model.txt")
    booster.save_model(path)
    text = read_text(path)
    outputs = lightgbm_trees(text)[1]
    expected = lightgbm_expected(name, text, test, params, notes, outputs)
    problem = lightgbm_shap_problem(expected["version"], outputs)
    model, native = lightgbm_native(folder, test, outputs, with_shap=problem is None)
    expected.update(native)
    if problem:
        expected["shap_refused"] = {"message": problem}
    expected["feature_names"] = list(model.feature_name()) if hasattr(model, "feature_name") else list(test.columns)
    in_memory = as_rows(booster.predict(lightgbm_data(test), raw_score=True))
    expected["in_memory_vs_file_margin_max_abs_diff"] = max_abs(in_memory - expected["margin"])
    require(
        expected["in_memory_vs_file_margin_max_abs_diff"] <= 1e-12 * max(1, max_abs(in_memory)),
        "model read back from file",
    )
    for kind in ("gain", "split"):
        expected["importance_" + kind] = model.feature_importance(kind)
    lightgbm_shap_block(expected, text, lightgbm_matrix(test, model.pandas_categorical))
    finish(folder, expected)
    return folder, expected


# -------------------------------------------------------------------------------------------------- reading XGBoost model JSON
def xgboost_parts(model):
    """(booster name, model with the trees, weight per tree or None). weight_drop moved into the model with 3.3."""
    booster = model["learner"]["gradient_booster"]
    if booster["name"] == "dart":
        return "dart", booster["gbtree"]["model"], booster["weight_drop"]
    if booster["name"] == "gblinear":
        return "gblinear", booster["model"], None
    return "gbtree", booster["model"], booster["model"].get("weight_drop") or None


def xgboost_leaf_values(tree, weight, output, outputs):
    """nodes x outputs. Three layouts: scalar leaf in split_conditions; vector leaf in base_weights, node-major (2.0 - 3.0);
    vector leaf in leaf_weights, where right_children of the leaf is the row (later)."""
    nodes = len(tree["left_children"])
    size = int(tree["tree_param"]["size_leaf_vector"] or 1)
    value = np.zeros((nodes, outputs))
    for node in range(nodes):
        if tree["left_children"][node] >= 0:
            continue
        if size <= 1:
            value[node, output] = np.float32(tree["split_conditions"][node])
        elif "leaf_weights" in tree:
            row = tree["right_children"][node]
            value[node] = np.float32(tree["leaf_weights"][row * size : (row + 1) * size])
        else:
            value[node] = np.float32(tree["base_weights"][node * size : (node + 1) * size])
    return value * weight


def xgboost_goes_left(x, condition, default_left, categories):
    missing = np.isnan(x)
    if categories is None:
        left = x < np.float32(condition)
    else:
        left = np.array([v < 0 or v >= 2**24 or int(v) not in categories for v in np.where(missing, 0, x)])
    return np.where(missing, bool(default_left), left)


def xgboost_tree(tree, weight, output, outputs):
    nodes = len(tree["left_children"])
    sets = {
        node: set(tree["categories"][start : start + size])
        for node, start, size in zip(tree["categories_nodes"], tree["categories_segments"], tree["categories_sizes"])
    }

    def goes_left(matrix):
        decisions = np.zeros((len(matrix), nodes), bool)
        for node in range(nodes):
            if tree["left_children"][node] >= 0:
                x = matrix[:, tree["split_indices"][node]].astype(np.float32)
                decisions[:, node] = xgboost_goes_left(
                    x, tree["split_conditions"][node], tree["default_left"][node], sets.get(node)
                )
        return decisions

    cover = [float(np.float32(c)) for c in tree["sum_hessian"]] if "sum_hessian" in tree else None
    value = xgboost_leaf_values(tree, weight, output, outputs)
    return Tree(tree["left_children"], tree["right_children"], tree["split_indices"], value, cover, goes_left)


def xgboost_trees(model, outputs):
    _, forest, weights = xgboost_parts(model)
    weights = [float(np.float32(w)) for w in weights] if weights else [1.0] * len(forest["trees"])
    return [xgboost_tree(t, w, g, outputs) for t, w, g in zip(forest["trees"], weights, forest["tree_info"])]


def stored_categories(encoding):
    """Category names of one column in `cats`: text as UTF-8 bytes (signed) cut by offsets, integers as they are."""
    if "offsets" not in encoding:
        return encoding["values"] or None
    raw = bytes(v & 255 for v in encoding["values"])
    cuts = encoding["offsets"]
    return [raw[a:b].decode("utf-8") for a, b in zip(cuts, cuts[1:])] or None


def xgboost_matrix(frame, model):
    cats = xgboost_parts(model)[1].get("cats") if "trees" in xgboost_parts(model)[1] else None
    columns = []
    for i, name in enumerate(frame.columns):
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            stored = stored_categories(cats["enc"][i]) if cats and cats["enc"] else None
            column = column.cat.set_categories(stored) if stored else column
            codes = column.cat.codes.to_numpy().astype(float)
            columns.append(np.where(codes < 0, np.nan, codes))
        else:
            columns.append(column.to_numpy(dtype=float))
    return np.column_stack(columns)


def xgboost_base_margin(model, outputs):
    """The margin of an empty model: base_score is stored in prediction space and goes through the link of the objective."""
    text = model["learner"]["learner_model_param"]["base_score"].strip("[]")
    score = np.float32([float(v) for v in text.split(",")])
    score = np.resize(score, outputs).astype(float)
    objective = model["learner"]["objective"]["name"]
    if objective in ("binary:logistic", "reg:logistic"):
        return -np.log(1 / score - 1)
    if objective in ("count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft"):
        return np.log(score)
    if objective == "reg:expectileerror":
        steps = np.maximum(np.diff(score) - 1e-6, 1e-6)
        return np.concatenate([score[:1], np.log(np.expm1(steps))])
    return score


# --------------------------------------------------------------------------------------------------------------- XGBoost cases
XGBOOST_TOLERANCE = {
    "shap": "1e-5 * max(1, max|phi|)",
    "exact_shap": "1e-9 * max(1, max|phi|)",
    "exact_expected_value": "1e-9 relative with the base margin in float64, 1e-6 with it in float32",
    "margin": "2e-6 relative + 1e-6 absolute (float32 accumulation)",
    "prediction": "2e-6",
}


def xgboost_data(frame, target=None, weight=None, feature_types=None):
    import xgboost as xgb

    types = {"feature_types": feature_types} if feature_types else {}
    return xgb.DMatrix(frame, target, weight=weight, enable_categorical=True, **types)


def train_xgboost(params, rounds, frame, target, weight=None, feature_types=None, start=None):
    import xgboost as xgb

    full = {"nthread": 1, "seed": 7, "verbosity": 0, **params}
    return xgb.train(full, xgboost_data(frame, target, weight, feature_types), rounds, xgb_model=start)


def xgboost_model(path):
    import xgboost as xgb

    booster = xgb.Booster({"nthread": 1})
    booster.load_model(path)
    return booster


def xgboost_predictions(folder, data, head):
    booster = xgboost_model(os.path.join(folder, "model.json"))
    from_ubj = xgboost_model(os.path.join(folder, "model.ubj"))
    result = {
        "margin": as_rows(booster.predict(data, output_margin=True)),
        "prediction": as_rows(booster.predict(data)),
    }
    result["ubj_vs_json_max_abs_diff"] = max_abs(as_rows(from_ubj.predict(data, output_margin=True)) - result["margin"])
    require(result["ubj_vs_json_max_abs_diff"] == 0, "json and ubj differ")
    try:
        result["leaf_index"] = np.asarray(booster.predict(head, pred_leaf=True)).reshape(20, -1).astype(int)
    except Exception as error:
        result["leaf_index_refused"] = refusal(error)
    return booster, result


def xgboost_contributions(booster, data, rows, outputs, features):
    try:
        native = np.asarray(booster.predict(data, pred_contribs=True), dtype=float).reshape(rows, outputs, features + 1)
    except Exception as error:
        return {"shap_refused": refusal(error)}
    require(np.ptp(native[:, :, -1], axis=0).max() == 0, "the bias column is constant")
    return {"shap": native[:, :, :-1], "expected_value": native[0, :, -1], "shap_rows": rows}


def xgboost_importances(booster):
    result = {}
    for kind in ("weight", "gain", "total_gain", "cover", "total_cover"):
        try:
            result["importance_" + kind] = booster.get_score(importance_type=kind)
        except Exception as error:
            result["importance_" + kind] = {"refused": clean_message(error)}
    return result


def xgboost_expected(name, model, frame, params, notes, outputs, booster):
    learner = model["learner"]
    return {
        "case": name,
        "library": "xgboost",
        "version": package_version("xgboost"),
        "objective": learner["objective"]["name"],
        "booster": learner["gradient_booster"]["name"],
        "n_classes": outputs,
        "base_score_in_file": learner["learner_model_param"]["base_score"],
        "num_target": learner["learner_model_param"].get("num_target"),
        "base_margin": xgboost_base_margin(model, outputs),
        "feature_names": list(booster.feature_names),
        "feature_types": booster.feature_types,
        "columns": list(frame.columns),
        "column_dtypes": [str(t) for t in frame.dtypes],
        "n_rows": len(frame),
        "params": params,
        "predict_options": {"missing": "NaN"},
        "notes": list(notes),
        "tolerance": XGBOOST_TOLERANCE,
        "source": {
            "margin": "Booster.load_model(model.json).predict(DMatrix(X), output_margin=True), float32 widened, n x classes",
            "prediction": "Booster.predict(DMatrix(X)) (library default), float32 widened",
            "leaf_index": "predict(X[:20], pred_leaf=True): node ids, rows x trees",
            "base_margin": "float64, from base_score in the file by the link of the objective (make_extra.py)",
            "importance": "Booster.get_score(importance_type=...): only features that are used; gain and cover are averages",
        },
    }


def gblinear_exact(model, matrix, outputs, base_margin):
    features = matrix.shape[1]
    weights = (
        np.float32(model["learner"]["gradient_booster"]["model"]["weights"])
        .astype(float)
        .reshape(features + 1, outputs)
    )
    x = np.where(np.isnan(matrix), 0.0, matrix.astype(np.float32).astype(float))
    return x[:, None, :] * weights[:-1].T[None, :, :], weights[-1] + base_margin


def xgboost_exact(expected, model, matrix, outputs):
    base_margin = expected["base_margin"]
    rows = len(matrix)
    if expected["booster"] == "gblinear":
        phi, base = gblinear_exact(model, matrix, outputs, base_margin)
        expected["exact_check"] = {
            "rows": rows,
            "max_abs_diff_margin": max_abs(phi.sum(2) + base - expected["margin"]),
            "max_abs_diff_shap": max_abs(phi - expected["shap"]),
            "max_abs_diff_expected_value": max_abs(base - expected["expected_value"]),
            "how": "feature * weight in float64; bias = last weights + base margin",
        }
        return phi, base
    trees = xgboost_trees(model, outputs)
    if any(tree.cover is None for tree in trees):
        for tree in trees:
            tree.cover = [1.0] * len(tree.left)  # covers do not matter for the margin
        margin = exact_shap(trees, matrix, outputs)[2] + base_margin
        expected["exact_check"] = {
            "rows": rows,
            "max_abs_diff_margin": max_abs(margin - expected["margin"]),
            "how": "margin only: the file has no sum_hessian, so path-dependent SHAP is not defined",
        }
        return None
    return exact_block(expected, trees, base_margin, matrix, outputs)


def set_native_shap_aside(expected):
    """xgboost 2.0 / 3.0 refuse SHAP of a vector-leaf model after training, but not after loading the same model."""
    sums = np.sum(expected.pop("shap"), axis=2) + expected["expected_value"]
    expected["shap_native_wrong"] = {
        "expected_value": expected.pop("expected_value"),
        "additivity_max_abs_error": max_abs(sums - expected["margin"]),
        "why": "a model with vector leaves that was read from a file gives 0 for every feature: not a reference",
    }
    del expected["shap_rows"]


def xgboost_shap_block(expected, model, matrix, outputs):
    scale = max(1, max_abs(expected["margin"]))
    exact = xgboost_exact(expected, model, matrix, outputs)
    require(expected["exact_check"]["max_abs_diff_margin"] <= 2e-6 * scale + 1e-6, "margin against file")
    if exact is None:
        set_native_shap_aside(expected)
        return
    phi, base = exact
    expected.update(exact_shap=phi, exact_expected_value=base, exact_shap_rows=len(phi))
    expected["source"][
        "exact_shap"
    ] = "make_extra.py, float64 on the float32 numbers of the file; expected value with base margin"
    error = max_abs(phi.sum(2) + base - expected["margin"])
    expected["additivity_exact"] = {"max_abs_error": error, "against": "native float32 margin"}
    require(error <= 1e-5 * scale, "additivity of exact values")
    if "shap" not in expected:
        return
    expected["source"][
        "shap"
    ] = "predict(DMatrix(X), pred_contribs=True)[..., :-1], float32 widened; expected_value = last column"
    error = max_abs(np.sum(expected["shap"], axis=2) + expected["expected_value"] - expected["margin"])
    expected["additivity"] = {
        "max_abs_error": error,
        "max_abs_margin": max_abs(expected["margin"]),
        "holds": error <= 1e-5 * scale,
    }
    require(expected["additivity"]["holds"], "additivity")
    limit = 1e-5 * max(1, max_abs(phi))
    require(expected["exact_check"]["max_abs_diff_shap"] <= limit, "shap against exact")
    require(expected["exact_check"]["max_abs_diff_expected_value"] <= 1e-5 * scale, "expected value against exact")


def xgboost_case(out, name, params, rounds, data, *, weight=None, feature_types=None, notes=(), booster=None):
    train, target, test = data
    folder = new_case(out, name)
    write_features(folder, test)
    test = read_features(folder)
    booster = booster or train_xgboost(params, rounds, train, target, weight, feature_types)
    for suffix in ("json", "ubj"):
        booster.save_model(os.path.join(folder, "model." + suffix))
    model = read_json(os.path.join(folder, "model.json"))
    matrix_data = xgboost_data(test, feature_types=feature_types)
    head = xgboost_data(test[:20], feature_types=feature_types)
    loaded, native = xgboost_predictions(folder, matrix_data, head)
    in_memory = as_rows(booster.predict(matrix_data, output_margin=True))
    require(max_abs(in_memory - native["margin"]) == 0, "model read back from file")
    outputs = native["margin"].shape[1]
    expected = xgboost_expected(name, model, test, params, notes, outputs, loaded)
    expected.update(native)
    fresh = xgboost_contributions(booster, matrix_data, len(test), outputs, test.shape[1])
    expected.update({k: v for k, v in fresh.items() if k == "shap_refused"})
    expected.update(xgboost_contributions(loaded, matrix_data, len(test), outputs, test.shape[1]))
    expected.update(xgboost_importances(loaded))
    xgboost_shap_block(expected, model, xgboost_matrix(test, model), outputs)
    finish(folder, expected)
    return folder, expected, model


# ------------------------------------------------------------------------------------------------------------------------ data
def split(frame, target, test_rows):
    train = frame.iloc[:-test_rows].reset_index(drop=True)
    return train, np.asarray(target)[: len(train)], frame.iloc[-test_rows:].reset_index(drop=True)


def numeric_frame(seed, rows, features=6):
    rng = np.random.default_rng(SEED + seed)
    return rng, pd.DataFrame({f"x{i}": rng.normal(size=rows).round(3) for i in range(features)})


def signal(frame):
    x = frame.fillna(0.4)
    return 2 * x["x0"] + x["x1"] * x["x2"] - (x["x3"] > 0.5) + 0.3 * x["x4"]


def regression_data(seed=1, test_rows=50):
    rng, frame = numeric_frame(seed, 500)
    return split(frame, signal(frame) + rng.normal(size=500) * 0.3 + 3, test_rows)


def binary_data(seed=2, test_rows=50):
    rng, frame = numeric_frame(seed, 500)
    return split(frame, (signal(frame) + rng.normal(size=500) * 0.5 > 0.2).astype(float), test_rows)


def multiclass_data(seed=3, test_rows=50):
    rng, frame = numeric_frame(seed, 500)
    return split(frame, np.digitize(signal(frame) + rng.normal(size=500) * 0.5, [-1, 1]), test_rows)


def multi_target_data(seed=4, test_rows=50):
    rng, frame = numeric_frame(seed, 500)
    y = signal(frame) + rng.normal(size=500) * 0.3
    return split(frame, np.column_stack([y + 2, -0.5 * y + frame["x5"], frame["x4"] * frame["x0"] - 1]), test_rows)


def missing_data(seed=5, test_rows=60):
    """NaN in x0 to x4, partly telling, and in x5 only in the test rows; zeros of both signs and values next to zero there."""
    rng, frame = numeric_frame(seed, 600)
    frame["x2"] = np.where(rng.random(600) < 0.4, 0.0, frame["x2"])
    y = signal(frame) + (frame["x2"] == 0) * 1.5 + 1.2 * frame["x5"] + rng.normal(size=600) * 0.3
    frame.loc[(rng.random(600) < 0.4) & (y > 0.5), "x0"] = np.nan
    frame.loc[(rng.random(600) < 0.4) & (y < 0), "x1"] = np.nan
    for name, share in (("x2", 0.1), ("x3", 0.15), ("x4", 0.3)):
        frame.loc[rng.random(600) < share, name] = np.nan
    train, target, test = split(frame, (y > 0.3).astype(float), test_rows)
    test.loc[0:8, "x2"] = [0.0, -0.0, 1e-36, -1e-36, 1e-34, -1e-34, 1e-20, np.nan, 1e-10]
    test.loc[9, :] = np.nan
    test.loc[10, :] = 0.0
    test.loc[11:14, "x5"] = np.nan
    return train, target, test


def category_codes_data(seed=6, odd_test_codes=True):
    """Categorical columns as numeric codes with gaps; unseen, missing, negative and fractional codes in the test rows."""
    rng, frame = numeric_frame(seed, 700, features=2)
    frame.insert(0, "shop", rng.integers(0, 24, 700).astype(float))
    frame.insert(2, "kind", rng.choice([0, 1, 2, 3, 31, 32, 64, 100], 700).astype(float))
    effect = rng.normal(size=24)
    y = effect[frame["shop"].astype(int)] + 1.2 * frame["kind"].isin([0, 3, 32, 100]) + frame["x0"] * 0.5
    y = y + rng.normal(size=700) * 0.3
    frame.loc[rng.random(700) < 0.08, "shop"] = np.nan
    train, target, test = split(frame, (y > 0.7).astype(float), 60)
    test.loc[0:3, "shop"] = [77, 24, 1e6, np.nan]
    test.loc[4:6, "kind"] = [np.nan, 33, 5000]
    if odd_test_codes:
        test.loc[7:12, "shop"] = [-1, -5, 3.7, 22.99, 0.5, -0.5]
        test.loc[13:17, "kind"] = [-1, 2.9, 31.5, 2.0**31 - 1, 2.0**31]
    return train, target, test


def pandas_category_frames(seed, columns, target, test_rows=60):
    """columns: name -> (categories in training order, categories in prediction order)."""
    rng, numbers = numeric_frame(seed, 700, features=2)
    codes = {name: rng.integers(0, len(order), 700) for name, (order, _) in columns.items()}
    y = target(codes, numbers) + rng.normal(size=700) * 0.3
    frame = pd.DataFrame({"x0": numbers["x0"]})
    for name, (order, _) in columns.items():
        values = codes[name].copy()
        values[rng.random(700) < 0.05] = -1
        frame[name] = pd.Categorical.from_codes(values, categories=pd.Index(order))
    frame["x1"] = numbers["x1"]
    train, target, test = split(frame, y, test_rows)
    for name, (_, order) in columns.items():
        test[name] = test[name].cat.set_categories(pd.Index(order))
    return train, target, test


# -------------------------------------------------------------------------------------------------------- group: xgboost 3.4.1
XGB = {"max_depth": 3, "eta": 0.3, "tree_method": "hist"}


def group_xgb34(out):
    require(package_version("xgboost") == "3.4.1", "xgboost 3.4.1")
    xgb34_single_output(out)
    xgb34_several_outputs(out)
    xgb34_categories(out)
    xgb34_expectiles_and_quantiles(out)
    xgb34_zero_cover(out)


def xgb34_single_output(out):
    case = lambda name, params, rounds, data, **more: xgboost_case(out, "xgb34_" + name, params, rounds, data, **more)
    case("binary", {**XGB, "objective": "binary:logistic"}, 10, binary_data())
    case(
        "logistic_base",
        {**XGB, "objective": "binary:logistic", "base_score": 0.3},
        8,
        binary_data(),
        notes=["base_score=0.3 is stored as [3E-1]; margin of an empty model = log(0.3 / 0.7)"],
    )
    data = regression_data()
    case(
        "poisson",
        {**XGB, "objective": "count:poisson"},
        8,
        (data[0], np.round(np.exp(data[1] / 4)), data[2]),
        notes=["prediction = exp(margin), base margin = log(base_score)"],
    )
    case(
        "parallel",
        {**XGB, "objective": "reg:squarederror", "num_parallel_tree": 3, "subsample": 0.7},
        4,
        data,
        notes=["3 trees an iteration, iteration_indptr 0 3 6 ..; the margin is the plain sum over all 12 trees"],
    )
    _, _, model = case(
        "missing",
        {**XGB, "objective": "binary:logistic", "max_depth": 4},
        8,
        missing_data(),
        notes=["NaN in 5 columns, default directions both ways, one row of NaN only"],
    )
    directions = {
        d for t in xgboost_parts(model)[1]["trees"] for d, l in zip(t["default_left"], t["left_children"]) if l >= 0
    }
    require(directions == {0, 1}, "default directions both ways")
    _, _, model = case(
        "dart",
        {**XGB, "objective": "binary:logistic", "booster": "dart", "rate_drop": 0.4, "one_drop": 1},
        12,
        binary_data(),
        notes=[
            "the file says gradient_booster.name = gbtree; the tree weights are in "
            "gradient_booster.model.weight_drop (float32) and multiply the leaves; without any dropout the key is absent"
        ],
    )
    booster = model["learner"]["gradient_booster"]
    require(booster["name"] == "gbtree" and len(set(booster["model"]["weight_drop"])) > 2, "dart layout of 3.3+")
    train, target, test = missing_data()
    case(
        "gblinear",
        {"objective": "reg:squarederror", "booster": "gblinear", "eta": 0.5, "updater": "coord_descent"},
        12,
        (train, signal(train), test),
        notes=["contribution = feature * weight, 0 for a missing value; bias = last weight + base margin"],
    )


def xgb34_several_outputs(out):
    case = lambda name, params, rounds, data, **more: xgboost_case(out, "xgb34_" + name, params, rounds, data, **more)
    softprob = {**XGB, "objective": "multi:softprob", "num_class": 3}
    case("multi_softprob", softprob, 5, multiclass_data(), notes=["base_score is a vector, one margin a class"])
    vector_leaf = {"multi_strategy": "multi_output_tree"}
    layout = (
        "vector leaves: size_leaf_vector = outputs, tree.leaf_weights has leaves x outputs, right_children of a leaf is "
        "its row there, split_conditions of a leaf is a meaningless 1e-45, base_weights has nodes x outputs and is not used "
        "for prediction; sum_hessian (summed over the outputs) is the cover; tree_info is 0 for every tree"
    )
    case(
        "multi_output_tree",
        {**XGB, **vector_leaf, "objective": "reg:squarederror"},
        6,
        multi_target_data(),
        notes=[layout],
    )
    case("multi_output_tree_softprob", {**softprob, **vector_leaf}, 5, multiclass_data(), notes=[layout])


def xgb34_categories(out):
    colours = ["red", "green", "dark blue", "çédille", "日本", "n/a"]
    sizes = [f"s{i:02d}" for i in range(12)]
    effect = lambda codes, x: (codes["colour"] % 2) * 1.5 + np.sin(codes["size"]) + x["x0"]
    train, y, test = pandas_category_frames(
        11, {"colour": (colours, colours[::-1]), "size": (sizes, sizes[5:] + sizes[:5])}, effect
    )
    params = {**XGB, "objective": "binary:logistic", "max_cat_to_onehot": 3}
    xgboost_case(
        out,
        "xgb34_cat_in_model",
        params,
        8,
        (train, (y > 0.8).astype(float), test),
        notes=[
            "names in gradient_booster.model.cats.enc[column] as UTF-8 bytes (signed int8) cut by offsets; the "
            "prediction frame has another order and is matched by name (non-ASCII names work again, unlike 3.2); "
            "a name in the dictionary that the model does not know is an error, even when no row uses it"
        ],
    )
    grades, zones = [20, 10, 35, -7, 40, 0], np.array([3, 1, 2, 8], dtype=np.int32)
    effect = lambda codes, x: (codes["grade"] % 2) * 1.5 + (codes["zone"] == 2) + x["x0"]
    data = pandas_category_frames(12, {"grade": (grades, sorted(grades)), "zone": (zones, zones[::-1])}, effect)
    xgboost_case(
        out,
        "xgb34_cat_numeric",
        {**XGB, "objective": "reg:squarederror", "max_cat_to_onehot": 3},
        8,
        data,
        notes=[
            "integer categories: enc entry {type, values} without offsets, type 15 = int64, 13 = int32 (10 = uint8, "
            "9 = int8); matched by value, and the integer type must be the one of training. A plain numeric column "
            "in place of the category column is taken as CODES (0, 1, ..), not as category values. "
            "Float and bool categories are refused by xgboost"
        ],
    )


def xgb34_expectiles_and_quantiles(out):
    case = lambda name, params, **more: xgboost_case(
        out, "xgb34_" + name, {**XGB, **params}, more.pop("rounds", 6), regression_data(), **more
    )
    case("quantile", {"objective": "reg:quantileerror", "quantile_alpha": 0.3})
    _, expected, _ = case(
        "quantile_multi",
        {"objective": "reg:quantileerror", "quantile_alpha": [0.4, 0.5, 0.6]},
        rounds=8,
        notes=[
            "prediction = the row's margins sorted ascending (up to 3.3.0 they are not sorted); "
            "margin and SHAP are per alpha and not sorted"
        ],
    )
    require(np.array_equal(np.sort(expected["margin"], axis=1), expected["prediction"]), "sorted quantiles")
    require(not np.array_equal(expected["margin"], expected["prediction"]), "crossing quantiles")
    case("expectile", {"objective": "reg:expectileerror", "expectile_alpha": 0.8}, notes=["one alpha: identity link"])
    rule = (
        "base_margin[0] = base_score[0], base_margin[k] = log(expm1(max(base_score[k] - base_score[k-1] - 1e-6, 1e-6))); "
        "prediction[0] = margin[0], prediction[k] = prediction[k-1] + 1e-6 + log1p(exp(margin[k])); SHAP explains the margins"
    )
    alphas = {"objective": "reg:expectileerror", "expectile_alpha": [0.1, 0.5, 0.9]}
    for name, more in (("expectile_multi", {}), ("expectile_multi_base", {"base_score": [1.0, 4.0, 3.0]})):
        _, expected, _ = case(
            name,
            {**alphas, **more},
            notes=[rule]
            + (["base_score falls from 4 to 3: the step is clamped to 1e-6, base margin -13.8155"] if more else []),
        )
        check_expectile_prediction(expected)


def check_expectile_prediction(expected):
    steps = 1e-6 + np.logaddexp(0, expected["margin"][:, 1:])
    rule = np.cumsum(np.column_stack([expected["margin"][:, :1], steps]), axis=1)
    expected_error = max_abs(rule - expected["prediction"])
    require(expected_error < 1e-5, "expectile prediction rule")


def xgb34_zero_cover(out):
    """Only a refreshed model has nodes without cover: sample weight 0 does not leave any."""
    data = regression_data()
    booster = train_xgboost({**XGB, "max_depth": 4}, 6, data[0], data[1])
    seen = data[0]["x0"] < -0.2
    refresh = {"process_type": "update", "updater": "refresh", "refresh_leaf": 0}
    booster = train_xgboost(refresh, 6, data[0][seen], data[1][seen], start=booster)
    note = (
        "trained, then process_type=update updater=refresh refresh_leaf=0 on rows with x0 < -0.2: splits of sum_hessian 0. "
        "Rule of xgboost >= 3.3: parent cover <= 0 -> both ratios 0.5; ratio below 1e-12 -> 1e-12 (a zero-cover child of a "
        "covered parent); the expected value takes the plain average of the children at a zero-cover node. "
        "xgboost 3.0.5 and 2.0.3 return NaN for such a model"
    )
    _, _, model = xgboost_case(
        out, "xgb34_intercept_zero_cover", {**XGB, "max_depth": 4, **refresh}, 6, data, booster=booster, notes=[note]
    )
    trees = xgboost_parts(model)[1]["trees"]
    require(
        any(c == 0 and l >= 0 for t in trees for c, l in zip(t["sum_hessian"], t["left_children"])), "zero-cover splits"
    )


# ------------------------------------------------------------------------------------------ groups: xgboost 3.0.5 and 2.0.3
def group_xgb30(out):
    require(package_version("xgboost") == "3.0.5", "xgboost 3.0.5")
    xgboost_case(
        out,
        "xgb30_binary",
        {**XGB, "objective": "binary:logistic"},
        10,
        binary_data(),
        notes=["base_score is a plain number (no list)"],
    )
    dart = {**XGB, "objective": "binary:logistic", "booster": "dart", "rate_drop": 0.4, "one_drop": 1}
    xgboost_case(
        out,
        "xgb30_dart",
        dart,
        10,
        binary_data(),
        notes=[
            "gradient_booster.name = dart, trees in gradient_booster.gbtree.model, weights in gradient_booster.weight_drop"
        ],
    )
    data = regression_data()
    params = {**XGB, "objective": "reg:quantileerror", "quantile_alpha": [0.4, 0.5, 0.6]}
    _, expected, _ = xgboost_case(
        out,
        "xgb30_quantile_multi",
        params,
        8,
        data,
        notes=[
            "prediction = margin, not sorted, although quantiles cross; xgboost 3.4.1 sorts also this file (see reread)"
        ],
    )
    require(np.array_equal(expected["margin"], expected["prediction"]), "unsorted quantiles")
    require((np.diff(expected["margin"], axis=1) < 0).any(), "crossing quantiles")
    types = ["c", "q", "c", "q"]
    params = {**XGB, "objective": "binary:logistic", "max_cat_to_onehot": 4}
    xgboost_case(
        out,
        "xgb30_cat_codes",
        params,
        8,
        category_codes_data(odd_test_codes=False),
        feature_types=types,
        notes=["category codes as numbers with feature_types c; no cats in the file; unseen codes go left"],
    )


def group_xgb203(out):
    require(package_version("xgboost") == "2.0.3", "xgboost 2.0.3")
    xgboost_case(out, "xgb203_binary", {**XGB, "objective": "binary:logistic"}, 10, binary_data())
    xgboost_case(
        out,
        "xgb203_multi",
        {**XGB, "objective": "multi:softprob", "num_class": 3},
        4,
        multiclass_data(),
        notes=["base_score is one number, used for every class"],
    )
    params = {**XGB, "objective": "reg:squarederror", "multi_strategy": "multi_output_tree"}
    xgboost_case(
        out,
        "xgb203_multi_output_tree",
        params,
        6,
        multi_target_data(),
        notes=[
            "vector leaves in base_weights, node-major (nodes x outputs, already scaled by eta at leaves); "
            "no leaf_weights, right_children of a leaf is -1; no sum_hessian and no loss_changes, hence no cover: "
            "SHAP and cover/gain importance are not possible. One base_score for all targets"
        ],
    )


# --------------------------------------------------------------------------------------------------- group: lightgbm 4.7.0
def group_lgb47(out):
    require(package_version("lightgbm") == "4.7.0", "lightgbm 4.7.0")
    lgb47_names(out)
    lgb47_crlf(out)
    lgb47_training_options(out)
    lgb47_categories(out)


def lgb47_names(out):
    names = [
        "a=b",
        "größe=ß",
        "c%d",
        "日本",
        "tab\there",
        "Tree",
        "average_output",
        "leaf_value=1",
        "two words",
        "#x;y",
    ]
    rng, frame = numeric_frame(21, 500, features=len(names))
    target = frame.sum(axis=1) + 2 * (frame["x5"] > 0) + 2 * (frame["x6"] > 0)
    frame.columns = names
    folder, expected = lightgbm_case(
        out,
        "lgb_names_equals",
        {"objective": "regression"},
        10,
        split(frame, target, 50),
        notes=[
            "feature names with =, %, #, ;, a tab, non-ASCII letters and names that look like keys of the file "
            "(the importances hold lines such as `Tree=9` and `average_output=4`). A space becomes _ in the file, so "
            'the column `two words` is the feature `two_words`; names with " , : [ ] { } or a line end are refused'
        ],
    )
    require(all(i > 0 for i in expected["importance_split"]), "every odd name is used")


def lgb47_crlf(out):
    folder, expected = lightgbm_case(out, "lgb_crlf_valid", {"objective": "binary"}, 8, binary_data(22))
    path = os.path.join(folder, "model.txt")
    text = read_text(path).replace("\n", "\r\n")
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    attempt = in_subprocess("load", folder)
    expected["notes"] = [
        "model.txt has been rewritten with CRLF line ends; all numbers are those of the LF file. tree_sizes "
        "still counts LF bytes. LightGBM 4.7.0 itself refuses the CRLF file (native_load)"
    ]
    expected["native_load"] = attempt
    require(attempt["exit_code"] != 0, "lightgbm refuses CRLF")
    write_json(os.path.join(folder, "expected.json"), expected)


def lgb47_training_options(out):
    options = {"objective": "binary", "path_smooth": 5.0, "extra_trees": True, "lambda_l1": 0.1, "max_depth": 4}
    lightgbm_case(out, "lgb_path_smooth_extra_trees", options, 10, missing_data(23))
    train, target, test = regression_data(24)
    booster = train_lightgbm({"objective": "regression"}, 8, train, target, None)
    refitted = booster.refit(train.to_numpy()[:120], target[:120] * 2, decay_rate=0.5)
    folder, expected = lightgbm_case(
        out,
        "lgb_no_count_refit",
        {"objective": "regression", "refit_decay_rate": 0.5},
        8,
        (train, target, test),
        booster=refitted,
        notes=[
            "Booster.refit on 120 rows: only leaf_value changes. leaf_count, internal_count, leaf_weight and "
            "internal_weight stay those of the first training, and SHAP uses them as they are"
        ],
    )
    counts = lambda text: [(b["leaf_count"], b["internal_count"]) for b in lightgbm_tree_blocks(text)]
    same = counts(booster.model_to_string()) == counts(read_text(os.path.join(folder, "model.txt")))
    require(same, "refit leaves the counts alone")


def lgb47_categories(out):
    params = {"objective": "regression", "min_data_per_group": 5, "cat_smooth": 2, "max_cat_to_onehot": 2}
    columns = {
        "flag": ([False, True], [True, False]),
        "level": ([30, 10, 20, -5], [10, 20, 99, 30, -5]),
        "rate": ([-3.0, 1.5, 2.0], [2.0, 1.5, -3.0, 7.25]),
        "text": (["u", "v", "10"], ["10", "u", "v"]),
    }
    effect = lambda c, x: c["flag"] * 1.5 + (c["level"] % 2) * 2 + (c["rate"] == 1) + (c["text"] == 2) + x["x0"]
    lightgbm_case(
        out,
        "lgb_bool_pandas_categorical",
        params,
        10,
        pandas_category_frames(25, columns, effect),
        notes=[
            'pandas_categorical:[[false, true], [30, 10, 20, -5], [-3.0, 1.5, 2.0], ["u", "v", "10"]]: matched by '
            "value and by type of value; features.arrow has dictionaries of bool, int64, double and utf8 in other orders"
        ],
    )
    lgb47_unused_category(out, params)
    lgb47_mixed_kinds(out, params)
    lgb47_ordered_category(out, params)


def lgb47_unused_category(out, params):
    words = list("uvwz")
    columns = {"one": (["k"], ["k", "new"]), "two": (words, words[::-1]), "three": ([1, 2, 5], [5, 2, 1])}
    effect = lambda c, x: (c["two"] % 2) * 2.0 + (c["three"] == 2) * 1.5 + x["x0"]
    train, target, test = pandas_category_frames(26, columns, effect)
    train["one"] = train["one"].fillna("k")
    train.insert(2, "empty", pd.Categorical([None] * len(train), categories=["p", "q"]))
    test.insert(2, "empty", pd.Categorical(["p", "q", None] * (len(test) // 3), categories=["q", "p"]))
    train.insert(1, "constant", 1.0)
    test.insert(1, "constant", 1.0)
    _, expected = lightgbm_case(
        out,
        "lgb_feature_unused_category",
        params,
        8,
        (train, target, test),
        notes=[
            "columns x0, constant, one (1 level), empty (only nulls), two, three, x1: the trivial ones have feature_infos none, but "
            "pandas_categorical keeps a list for every category column: the k-th category column of the frame "
            "belongs to the k-th list. [categorical_feature: 2,3,4,5] of the parameters names the columns"
        ],
    )
    require(expected["importance_split"][4] > 0 and expected["importance_split"][5] > 0, "later categories are used")


def lgb47_mixed_kinds(out, params):
    words = list("uvwz")
    effect = lambda c, x: (c["word"] % 2) * 2.0 + x["x0"]
    train, target, test = pandas_category_frames(27, {"word": (words, words[::-1])}, effect)
    rng = np.random.default_rng(SEED + 28)
    for frame in (train, test):
        frame.insert(0, "code", rng.integers(0, 9, len(frame)).astype(float))
    target = target + (train["code"].isin([0, 4, 7])) * 2
    test.loc[0:4, "code"] = [np.nan, -1, 55, 4.9, 0]
    lightgbm_case(
        out,
        "lgb_mixed_categorical_kinds",
        params,
        8,
        (train, target, test),
        categorical=["code"],
        notes=[
            "trained with categorical_feature=['code'] given by hand: the numeric column `code` is categorical "
            "([categorical_feature: 0]) and has no list; the pandas category `word` has a list in "
            "pandas_categorical but, as the argument is not 'auto', its codes are split as a NUMBER "
            "(feature_infos [0:3], missing -> NaN)"
        ],
    )


def lgb47_ordered_category(out, params):
    words = ["low", "mid", "high", "top"]
    columns = {"plain": (list("uvwz"), list("zwvu")), "rank": (words, words[::-1])}
    effect = lambda c, x: (c["plain"] % 2) * 2.0 + c["rank"] + x["x0"]
    train, target, test = pandas_category_frames(29, columns, effect)
    for frame in (train, test):
        frame["rank"] = frame["rank"].cat.as_ordered()
    _, expected = lightgbm_case(
        out,
        "lgb_ordered_category",
        params,
        8,
        (train, target, test),
        notes=[
            "`rank` is an ORDERED pandas category: LightGBM splits its codes as a number (feature_infos [0:3], "
            "not in categorical_feature) but still codes it by its list in pandas_categorical, so the position of "
            "the lists counts ordered categories as well. The prediction frame has another order of categories"
        ],
    )
    require(expected["importance_split"][2] > 0, "the ordered category is used")


# --------------------------------------------------------------------------------------------------- group: lightgbm 2.x
LGB_CATEGORIES = {"objective": "binary", "min_data_per_group": 5, "cat_smooth": 2, "max_cat_to_onehot": 2}
CASES_OF_LIGHTGBM_2 = {
    "2.0.4": ["no_num_cat"],
    "2.0.5": ["boost_from_average"],
    "2.0.10": ["binary"],
    "2.0.12": ["binary", "multiclass", "categorical", "zero_as_missing", "rf"],
    "2.1.2": ["binary", "multiclass", "categorical", "missing", "zero_as_missing", "rf", "dart", "pandas_categorical"],
    "2.2.3": ["binary", "categorical", "rf", "dart"],
    "2.3.1": ["binary", "multiclass", "categorical", "missing", "zero_as_missing", "rf", "dart", "pandas_categorical"],
}


def group_lgb2(out):
    version = package_version("lightgbm")
    for name in CASES_OF_LIGHTGBM_2[version]:
        globals()["lgb2_" + name](out, f"lgb{version_tag(version)}_{name}")


def lgb2_binary(out, name):
    lightgbm_case(out, name, {"objective": "binary"}, 10, binary_data(31))


def lgb2_multiclass(out, name):
    lightgbm_case(out, name, {"objective": "multiclass", "num_class": 3}, 4, multiclass_data(32))


def lgb2_categorical(out, name):
    lightgbm_case(
        out,
        name,
        LGB_CATEGORIES,
        10,
        category_codes_data(33),
        categorical=[0, 2],
        notes=[
            "numeric codes; NaN, negative (below or at -1), unseen and >= 2^31 codes go right, -0.5 is category 0, "
            "3.7 is category 3. The split on `kind`, which has no NaN in training, has missing type None, yet NaN "
            "goes right there as well (x86-64)"
        ],
    )


def lgb2_missing(out, name):
    lightgbm_case(
        out,
        name,
        {"objective": "binary"},
        10,
        missing_data(34),
        notes=["x0 to x4 have missing type NaN; x5 has no NaN in training: missing type None, NaN counts as 0"],
    )


def lgb2_zero_as_missing(out, name):
    lightgbm_case(
        out,
        name,
        {"objective": "binary", "zero_as_missing": True},
        10,
        missing_data(34),
        notes=["missing type Zero: |x| <= 1e-35 (float32 constant) and NaN take the default direction, as in 4.x"],
    )


def lgb2_rf(out, name):
    """Up to 2.2.2 random forests hold converted outputs (probabilities) in their leaves."""
    params = {
        "objective": "binary",
        "boosting": "rf",
        "bagging_freq": 1,
        "bagging_fraction": 0.6,
        "feature_fraction": 0.8,
    }
    old = tuple(int(p) for p in package_version("lightgbm").split(".")) < (2, 2, 3)
    note = (
        (
            "leaves hold probabilities: prediction = raw sum / iterations, WITHOUT the sigmoid, although the file says "
            "objective=binary sigmoid:1 (all versions up to 2.2.2). LightGBM 4.7.0 applies the sigmoid to this file as well "
            "(see reread)"
        )
        if old
        else "leaves hold raw scores: prediction = sigmoid(raw sum / iterations)"
    )
    folder, expected = lightgbm_case(
        out, name, params, 10, binary_data(35), notes=[note, "margin and SHAP are the plain sum over the trees"]
    )
    mean = expected["margin"] / expected["num_iterations"]
    rule = mean if old else 1 / (1 + np.exp(-mean))
    require(max_abs(rule - expected["prediction"]) < 1e-12, "random forest prediction rule")


def lgb2_dart(out, name):
    lightgbm_case(
        out,
        name,
        {"objective": "regression", "boosting": "dart", "drop_rate": 0.4, "skip_drop": 0.2},
        12,
        regression_data(36),
        notes=["the tree weights are already in leaf_value"],
    )


def lgb2_pandas_categorical(out, name):
    colours = ["red", "green", "blue", "grey", "pink"]
    columns = {"colour": (sorted(colours), colours + ["unseen"]), "grade": ([3, 1, 2], [1, 2, 3])}
    effect = lambda c, x: (c["colour"] % 2) * 1.5 + (c["grade"] == 1) + x["x0"]
    train, y, test = pandas_category_frames(37, columns, effect)
    test.loc[0:2, "colour"] = "unseen"
    lightgbm_case(
        out,
        name,
        LGB_CATEGORIES,
        10,
        (train, (y > 1).astype(float), test),
        notes=["pandas_categorical on the last line, matched by value; unseen -> NaN"],
    )


def lgb2_boost_from_average(out, name):
    lightgbm_case(
        out,
        name,
        {"objective": "regression"},
        8,
        regression_data(38),
        notes=[
            "header without version and tree_sizes, with a line `boost_from_average`: tree 0 is the constant, "
            "written as 2 leaves with the same value and leaf_count 0 0, internal_count 0, so its cover ratios are "
            "0 / 0. It must only move the expected value (exact_*). LightGBM 4.7.0 returns NaN SHAP values for it"
        ],
    )


def lgb2_no_num_cat(out, name):
    """Up to 2.0.4 the text is another format: recorded so that it can be refused with a clear message."""
    train, target, test = regression_data(39)
    folder = new_case(out, name)
    write_features(folder, test)
    test = read_features(folder)
    booster = train_lightgbm({"objective": "regression"}, 4, train, target, None)
    booster.save_model(os.path.join(folder, "model.txt"))
    text = read_text(os.path.join(folder, "model.txt"))
    expected = lightgbm_expected(
        name,
        text,
        test,
        {"objective": "regression"},
        [
            "trees have has_categorical and default_value and no num_cat; decision_type is 0 (<=) or 1 (==), without the missing bits. "
            "Missing values follow other rules (zero or NaN is replaced by default_value). LightGBM 4.7.0 refuses the file: "
            "`Tree model should contain num_cat field`. A reader should refuse it too; the numbers are for information"
        ],
        1,
    )
    model, native = lightgbm_native(folder, test, 1, with_shap=False)
    expected.update(native, feature_names=list(test.columns), refuse=True, shap_refused={"message": "no pred_contrib"})
    finish(folder, expected)


# ------------------------------------------------------------------------------------------------- re-reading with new versions
def in_subprocess(action, folder):
    """Old or damaged files can take the whole process down."""
    run = subprocess.run([sys.executable, os.path.abspath(__file__), action, folder], capture_output=True, text=True)
    if run.returncode == 0:
        return {"exit_code": 0, **json.loads(run.stdout.splitlines()[-1])}
    lines = [line for line in (run.stdout + "\n" + run.stderr).splitlines() if "Fatal" in line or "Error" in line]
    return {"exit_code": run.returncode, "message": clean_message(lines[-1]) if lines else ""}


def load_only(folder):
    import lightgbm as lgb

    print(json.dumps({"trees": lgb.Booster(model_file=os.path.join(folder, "model.txt")).num_trees()}))


def reread_lightgbm(folder, expected):
    return lightgbm_native(folder, read_features(folder), expected["n_classes"])[1]


def reread_xgboost(folder, expected):
    frame = read_features(folder)
    types = expected["feature_types"] if "c" in (expected["feature_types"] or []) else None
    data = xgboost_data(frame, feature_types=types)
    booster = xgboost_model(os.path.join(folder, "model.json"))
    result = {
        "margin": as_rows(booster.predict(data, output_margin=True)),
        "prediction": as_rows(booster.predict(data)),
    }
    result.update(xgboost_contributions(booster, data, len(frame), expected["n_classes"], frame.shape[1]))
    return result


def reread_one(folder):
    expected = read_json(os.path.join(folder, "expected.json"))
    now = (reread_lightgbm if expected["library"] == "lightgbm" else reread_xgboost)(folder, expected)
    reference = {"margin": expected["margin"], "prediction": expected["prediction"]}
    reference["shap"] = expected.get("shap", expected.get("exact_shap"))
    report = {}
    for key, value in reference.items():
        if value is None or key not in now:
            continue
        report[key + "_max_abs_diff"] = max_abs(now[key] - np.asarray(value))
    if report.get("prediction_max_abs_diff", 0) > 1e-5:
        report["prediction"] = now["prediction"]
    print(json.dumps(plain(report)))


def group_reread(out):
    """Adds `reread` to the cases of older versions of the installed library."""
    library = "xgboost" if importlib.util.find_spec("xgboost") else "lightgbm"
    version = package_version(library)
    for name in sorted(os.listdir(out)):
        path = os.path.join(out, name, "expected.json")
        expected = read_json(path)
        if expected["library"] == library and expected["version"] != version:
            report = in_subprocess("reread-one", os.path.join(out, name))
            expected["reread"] = {"version": version, **report}
            write_json(path, expected)
            print(f"reread {name:30s} {({k: v for k, v in report.items() if k != 'prediction'})}", flush=True)


GROUPS = {
    "xgb34": group_xgb34,
    "xgb30": group_xgb30,
    "xgb203": group_xgb203,
    "lgb47": group_lgb47,
    "lgb2": group_lgb2,
    "reread": group_reread,
    "reread-one": reread_one,
    "load": load_only,
}

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in GROUPS:
        raise SystemExit(__doc__)
    GROUPS[sys.argv[1]](sys.argv[2])
