"""Golden search cases: what MLflow's own parser and evaluator make of generated filters and orders.

    python3.11 -m venv venv && venv/bin/pip install mlflow-skinny==3.17.2 sqlparse==0.6.1
    mkdir search && venv/bin/python make_search.py
    tar czf search.tar.gz search

search/outcomes.json: filters and order_by texts, well formed, odd and broken, each with what MLflow parses: the conditions, the
field and direction, or "ERR". A comparator that the file store refuses only when it meets a run counts as refused.
search/matches.json: runs, and filters and orders with the ids MLflow's file store finds, in order.
"""

import json
import math
import random
from mlflow.utils.search_utils import SearchUtils as U, SearchExperimentsUtils as X
from mlflow.exceptions import MlflowException

R = random.Random(11)
from sqlparse.lexer import Lexer

KW = []
for d in Lexer.get_default_instance()._keywords:
    KW += list(d)
ents = ["metrics", "metric", "params", "param", "parameter", "parameters", "tags", "tag", "attributes", "attr", "run", "dataset", "datasets", "`params`", "`metrics`", '"tags"', "Metrics", "m", ""]
keys = ["auc", "a", "b", "val_loss", "x y", "`x y`", '"x y"', "'x y'", "`val/auc`", "val/auc", "x-y", "a.b.c", "a.`b c`", "1st", "10th", "1", ".5", "5x", "_x", "x$", "#ab", "#a", "@ab", "@a", "é", "Ünder", "знач", "日本", "a:b", "a::b", "a[0]", "a[]", "[x]", "f(x)", "f (x)", "*", "?", "%s", "$1", "´a b´", "``", "`a``b`", "a DESC", "a asc", "name", "digest", "context", "status", "run_id", "start_time", "created", "Created", "`run name`", "run_name", "end_time", "a->b", "a->>b", "a#b", "x--y", "/*c*/a", "a b", "a  b", "a as b", "İx", "ſx", "×", "÷x", "'it''s'", '"a""b"', "a\\b", "NULL", "and", "in", "like", "not", "is", "as", "END IF", "GROUP BY", "sysdate", "div", "date", "timestamp", "`a`b", '"a"."b"', "'a'.'b'"]
ops = ["=", "!=", "<", ">", "<=", ">=", "==", "<>", "LIKE", "like", "ILIKE", "iLike", "NOT LIKE", "IN", "in", "NOT IN", "not  in", "IS", "IS NOT", "IS NULL", "IS NOT NULL", "is  null", "IS NOT  NULL", "is not\nnull", "RLIKE", "=~", "!", "BETWEEN", "REGEXP", ""]
vals = ["'a'", '"a"', "'a'", '"a b"', "'it''s'", "'it\\'s'", "'a\\'", '"a""b"', "`a`", "a", "1", "1.5", "-1", "+1", "- 1", ".5", "5.", "1e5", "1e-5", "1e+5", "1E5", "0x1F", "1_0", "nan", "inf", "1e400", "NULL", "true", "('a')", "('a','b')", "('a',)", "('a' 'b')", "(a)", "()", "('a',1)", "(\"a\",'b')", "(r'a')", "(u'a',)", "(b'a')", "('a\\n')", "('a''b')", "(('a','b'))", "(('a'),)", "('''a''','b')", "('a' # c\n,'b')", "('a' /* */)", "(f'a')", "('a", "٣", "1٣", "1ж", "1a", "12a", "1.5a", "'a'::'b'", '"a"."b"', '"a".b', '"a" DESC', "''", '""', "'é%_'", "'%a%'", "'A_'", "$$a$$", "?", "'a\nb'", "('a\\x41')", "(  'a' , )", "('a'+'b')", "['a']", "(['a'])", "('a'if 1 else'b')", "(U'a' R'\\n')"]
seps = [" ", "", "  ", "\n", "\t", " "]
joins = [" AND ", " and ", "AND", " ", " AND AND ", " OR ", ";", ",", " && ", "\nAnd\n", " -- c\n", " /* c */ ", " AND\u00a0", " WHERE ", ""]


def ident():
    k = R.choice(keys) if R.random() < 0.85 else R.choice(KW).lower()
    if R.random() < 0.15:
        return k
    e = R.choice(ents) if R.random() < 0.3 else R.choice(["metrics", "params", "tags", "attributes", "datasets"])
    return e + R.choice(["."] * 12 + [" .", ". ", "..", " . ", "->"]) + k


def clause():
    op = R.choice(ops) if R.random() < 0.5 else R.choice(["=", ">", "LIKE", "IN", "IS NULL"])
    s = R.choice(seps) if not op.isalpha() else " "
    i = ident()
    if "NULL" in op.upper():
        return i + " " + op
    good = [v for v in vals if (("(" in v) == ("IN" in op.upper()))]
    return i + s + op + s + (R.choice(vals) if R.random() < 0.3 else R.choice(good))


def valid():
    e = R.choice(["metrics", "params", "tags", "attributes", "datasets"])
    k = {"attributes": ["status", "run_id", "start_time", "run_name"], "datasets": ["name", "digest", "context"]}.get(e, ["auc", "a", "`x y`", "f(x)", "a.b", '"x y"'])
    k = R.choice(k)
    if e == "metrics" or k == "start_time":
        o = R.choice(["=", "!=", ">", "<="])
        v = R.choice(["1", ".5", "-1", "1e5"])
    elif e in ("params", "tags") and R.random() < 0.4:
        return f"{e}.{k} " + R.choice(["IS NULL", "IS NOT NULL"])
    elif k == "run_id" or e == "datasets":
        o = R.choice(["IN", "NOT IN", "="])
        v = R.choice(["('a')", "('a','b')"]) if "IN" in o else "'a'"
    else:
        o = R.choice(["=", "!=", "LIKE", "ILIKE"])
        v = R.choice(["'a'", '"b"'])
    return f"{e}.{k} {o} {v}"


def mut(f):
    for _ in range(R.choice([0, 1, 1, 2])):
        if not f:
            break
        p = R.randrange(len(f) + 1)
        c = R.random()
        if c < 0.4:
            f = f[:p] + f[p + 1 :]
        elif c < 0.8:
            f = f[:p] + R.choice(list(" .'\"`()[],;:*-+=<>!%_#$@\\/nN1aéж\n") + ["AND", "::", "->", "--", "/*", "*/", "``", "''"]) + f[p:]
        else:
            q = R.randrange(len(f) + 1)
            a, b = sorted((p, q))
            f = f[:a] + f[b:]
    return f


def filt():
    r = R.random()
    n = R.choice([1, 1, 1, 2, 2, 3])
    if r < 0.3:
        return clause()
    if r < 0.6:
        return R.choice(["", "", " ", " AND "]) + R.choice(joins if R.random() < 0.5 else [" AND "]).join((clause() if R.random() < 0.3 else valid()) for _ in range(n)) + R.choice(["", "", "", " ", " AND", ";"])
    return mut(R.choice(joins if R.random() < 0.4 else [" AND ", " "]).join(valid() for _ in range(n)))


def order():
    i = ident()
    s = i + R.choice([" ", " ", "  ", "\n", "\u00a0", ""]) + R.choice(["", "ASC", "DESC", "desc", "Asc", "DESC NULLS LAST", "x", "DESC ASC", ", a"])
    return mut(s) if R.random() < 0.3 else s


def norm(c):
    v = c["value"]
    cmp = c["comparator"].upper()
    t = c["type"]
    k = U.translate_key_alias(c["key"])
    return [t, k, cmp, v]


def comparator_ok(c, E):
    t, k, cmp, v = norm(c)
    if E is U:
        U.is_metric(t, cmp) or U.is_param(t, cmp) or U.is_tag(t, cmp) or U.is_string_attribute(t, k, cmp) or U.is_numeric_attribute(t, k, cmp) or U.is_dataset(t, cmp)
    else:
        X.is_string_attribute(t, c["key"], cmp) or X.is_numeric_attribute(t, c["key"], cmp) or X.is_tag(t, cmp)
    if isinstance(v, tuple) and "LIKE" in cmp:
        raise MlflowException("crash")
    if t == "metric":
        v = float(v)
    return [t, c["key"] if E is X else k, cmp, v]


def val(v):
    if isinstance(v, float):
        return {"n": repr(v)}
    if isinstance(v, int):
        return {"n": repr(float(v))}
    return v


import warnings

warnings.simplefilter("ignore")


def outcome_of_filter(f, E):
    try:
        return [[a, b, c, val(v)] for a, b, c, v in (comparator_ok(c, E) for c in E.parse_search_filter(f))]
    except Exception:
        return "ERR"


def outcome_of_order(o, E):
    try:
        t, k, a = U.parse_order_by_for_search_runs(o) if E is U else X.parse_order_by_for_search_experiments(o)
        return "ERR" if t == "dataset" or (E is X and t != "attribute") else [t, U.translate_key_alias(k) if E is U else k, a]
    except Exception:
        return "ERR"


good, bad, seen = [], [], set()
while len(good) < 900 or len(bad) < 900:
    E = U if R.random() < 0.85 else X
    is_filter = R.random() < 0.7
    t = filt() if is_filter else order()
    if t in seen or len(t) > 120:
        continue
    seen.add(t)
    r = outcome_of_filter(t, E) if is_filter else outcome_of_order(t, E)
    pile = bad if r == "ERR" else good
    if len(pile) < 900:
        pile.append({"subject": "runs" if E is U else "experiments", "kind": "filter" if is_filter else "order", "text": t, "outcome": r})
json.dump(good + bad, open("search/outcomes.json", "w"), ensure_ascii=False, indent=0)

from mlflow.entities import Run, RunInfo, RunData, RunInputs, Metric, Param, RunTag, DatasetInput, Dataset, InputTag

texts = ["", "a", "A", "ab", "aB", "abc", "a\nb", "a\n", "\n", "É", "é", "ß", "ẞ", "ss", "ı", "i", "I", "İ", "ſ", "S", "s", "K", "k", "µ", "μ", "Σ", "σ", "ς", "ǅ", "ǆ", "10", "9", "2", "a.b", "a*b", "(a", "a%b", "a_b", "a\\b", "[a]", "😀", "\ufffd", "\u2028", "a\u2028b", "a\rb", "日本", "x y", "^a$", "a-b", "#", "&~", "Ω", "Ω", "å", "Å", "ΐ", "ΐ", "ﬅ", "ﬆ"]
nums = [0.0, -0.0, 1.0, -1.0, 0.5, float("nan"), float("inf"), float("-inf"), 1e-5, 1e308, 5e-324, 2.5, 100.0]


def d(pool, keys):
    return {k: R.choice(pool) for k in keys if R.random() < 0.75}


runs = []
out_runs = []
for i in range(60):
    m = d(nums, ["a", "b", "c"])
    p = d(texts, ["p", "q", "r"])
    t = d(texts, ["p", "s"])
    ds = [(R.choice(texts[:8]), R.choice(texts[:8]), R.choice(["train", "eval", "Train"]) if R.random() < 0.8 else None) for _ in range(R.choice([0, 0, 1, 2]))]
    st = R.choice([1000, 1000, 2000, 3000, 4000])
    en = R.choice([None, 5000, 6000, 1000])
    status = R.choice(["RUNNING", "FINISHED", "FAILED"])
    rid = R.choice("abcdef") + format(i, "03d")
    name = R.choice(texts)
    user = R.choice(texts)
    info = RunInfo(run_id=rid, experiment_id="0", user_id=user, status=status, start_time=st, end_time=en, lifecycle_stage="active", artifact_uri="u/" + rid, run_name=name)
    runs.append(Run(info, RunData([Metric(k, v, 0, 0) for k, v in m.items()], [Param(k, v) for k, v in p.items()], [RunTag(k, v) for k, v in t.items()]), RunInputs([DatasetInput(Dataset(n, g, "local", "{}"), [InputTag("mlflow.data.context", c)] if c is not None else []) for n, g, c in ds])))
    out_runs.append(dict(runId=rid, runName=name, experimentId="0", status=status, startTime=st, endTime=en, userId=user, lifecycleStage="active", artifactUri="u/" + rid, metrics={k: (v if math.isfinite(v) else {"n": repr(v)}) for k, v in m.items()}, params=p, tags=t, datasets=[dict(name=n, digest=g, context=c or "") for n, g, c in ds]))


def q(t):
    t = t.replace("'", "")
    return "'" + t + "'"


def pat():
    return "".join(R.choice([R.choice(texts), "%", "_", "%", ""]) for _ in range(R.choice([1, 2, 3])))


def match_clause():
    k = R.random()
    if k < 0.3:
        return f"metrics.{R.choice('abcx')} {R.choice(['=','!=','<','<=','>','>='])} {R.choice(['0','1','-1','.5','1e-5','1e308','1e400','-1e400','2.5','-0'])}"
    if k < 0.4:
        return f"{R.choice(['params','tags'])}.{R.choice('pqrsx')} IS {R.choice(['','NOT '])}NULL"
    if k < 0.75:
        e = R.choice(["params.p", "params.q", "params.r", "tags.p", "tags.s", "params.x", "run_name", "user_id", "run_id", "status", "datasets.name", "datasets.digest", "datasets.context"])
        o = R.choice(["=", "!=", "LIKE", "ILIKE", "ILIKE"])
        return f"{e} {o} {q(R.choice(texts+['train','eval','FINISHED']) if 'L' not in o else pat())}"
    if k < 0.85:
        return f"{R.choice(['start_time','end_time','created'])} {R.choice(['=','!=','<','<=','>','>='])} {R.choice(['1000','2000','5000','2000.5','-1'])}"
    e = R.choice(["datasets.name", "datasets.digest", "datasets.context", "run_id"])
    return f"{e} {R.choice(['IN','NOT IN','=','!='])} ({', '.join(repr(R.choice(texts+['train','eval',out_runs[3]['runId']])) for _ in range(2))})"


cases = []
for i in range(500):
    f = " AND ".join(match_clause() for _ in range(R.choice([0, 1, 1, 1, 2])))
    o = [f"{R.choice(['metrics.a','metrics.b','metrics.x','params.p','params.q','tags.s','start_time','end_time','run_name','user_id','run_id','status','created'])} {R.choice(['ASC','DESC',''])}".strip() for _ in range(R.choice([0, 0, 1, 2]))]
    try:
        r = [x.info.run_id for x in U.sort(U.filter(runs, f), o)]
    except Exception as e:
        r = "ERR"
    cases.append({"f": f, "o": o, "r": r})
json.dump({"runs": out_runs, "cases": cases}, open("search/matches.json", "w"), ensure_ascii=False)
