"""Times one peer on one workload, on one thread.

    python run.py PEER WORKLOAD ROWS [--task TASK] [--background ROWS] [--work FOLDER] [--repeats K | --stepped]

PEER: lightgbm, xgboost, shap, woodelf or fasttreeshap. WORKLOAD: a model that workloads.py makes, without its ending.
TASK: contributions (default), interventional (the background starts at row 20,000) or interactions.
ROWS beyond those of the data start again at the first.

Answers are JSON, a line each: {"ready": ..., "version": ...} when the model is loaded, then {"seconds": ...} a run, and
for values the place and the shape of a raw float64 file. With --stepped, each line of standard input is one command:
`time` runs once more (`time K`: K times, the shortest counts), `values N` writes what the last run found for the first N rows.
"""

import os

# Before numpy is imported: its libraries read these once.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import importlib.metadata
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

from adapters import PEERS, Job

BACKGROUND_START = 20_000
PACKAGES = dict(woodelf="woodelf-explainer")


def read_arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description="Times one peer on one workload.")
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("workload")
    parser.add_argument("rows", type=int)
    parser.add_argument("--task", choices=["contributions", "interventional", "interactions"], default="contributions")
    parser.add_argument("--background", type=int, default=1000)
    parser.add_argument("--work", type=Path, default=Path(__file__).parents[2] / ".cache/peers/work")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--stepped", action="store_true")
    return parser.parse_args()


def find_model(work, workload):
    """The model file of a workload."""
    paths = [work / f"{workload}.txt", work / f"{workload}.json"]
    return next(path for path in paths if path.exists())


def read_rows(work, workload):
    """All rows that a workload's model can explain. Forests of scikit-learn here were trained without missing cells."""
    name, columns = ("scale.bin", 127) if workload == "scale" else ("X.bin", 50)
    rows = np.fromfile(work / name).reshape(-1, columns)
    return np.nan_to_num(rows) if workload == "forest" else rows


def make_job(options):
    """The job of a command line."""
    rows = read_rows(options.work, options.workload)
    end = BACKGROUND_START + options.background
    return Job(
        model=find_model(options.work, options.workload),
        task=options.task,
        rows=np.take(rows, np.arange(options.rows) % len(rows), axis=0),
        background=rows[BACKGROUND_START:end] if options.task == "interventional" else None,
    )


def say(**facts):
    """One line for whoever started this."""
    print(json.dumps(facts), flush=True)


def run(work, calls=1):
    """Runs the work, several times in a row where told so, and says how long the shortest took."""
    seconds = []
    for _ in range(calls):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    say(seconds=min(seconds))
    return result


def write_values(options, values):
    """Writes values where the next run of the same peer and task will replace them."""
    values = np.ascontiguousarray(values, dtype=np.float64)
    version = importlib.metadata.version(PACKAGES.get(options.peer, options.peer))
    path = options.work / f"values-{options.workload}-{options.task}-{options.peer}-{version}.bin"
    values.tofile(path)
    say(values=str(path), shape=values.shape)


def obey(options, work, tidy):
    """Follows the commands of standard input until it ends."""
    result = None
    for line in sys.stdin:
        word, *arguments = line.split()
        if word == "time":
            result = run(work, *map(int, arguments))
        elif word == "values":
            write_values(options, tidy(result)[: int(arguments[0])])


def main():
    warnings.filterwarnings("ignore")
    options = read_arguments()
    work, tidy = PEERS[options.peer](make_job(options))
    say(ready=options.peer, version=importlib.metadata.version(PACKAGES.get(options.peer, options.peer)))
    if options.stepped:
        obey(options, work, tidy)
        return
    for _ in range(options.repeats):
        result = run(work)
    write_values(options, tidy(result))


if __name__ == "__main__":
    main()
