"""Compares the project's statistics with confseq, online-fdr, scipy and river.

npm run bench -- drift --cross-check FILE   writes random inputs and the project's results;
python3 bench/drift/cross-check.py FILE     computes the same with the libraries and prints one line of JSON for each check.
Exit code 1 where a difference exceeds 1e-9. Libraries: pip install confseq online-fdr scipy river
(confseq has to be compiled: with libboost-dev, scikit-build, ninja, cmake < 4 and pybind11 >= 2.11, --no-build-isolation).
"""

import json
import math
import sys

import numpy
from confseq.boundaries import normal_log_mixture, normal_mixture_bound
from online_fdr.e_values.batch import e_bh
from river.stats import Var
from scipy.integrate import quad
from scipy.optimize import nnls
from scipy.stats import binom, norm

TIME_CONSTANTS_H = [0.25, 2, 24]


def of_mixture(x):
    return float(
        normal_mixture_bound(
            x["variance"], x["alpha"], x["tightest"], alpha_opt=x["alpha"], is_one_sided=False
        )
    )


def of_evidence(x):
    # confseq takes the variance at which the mixture is tightest: the one whose rho is 1 / spread.
    alpha = 0.05
    log = 2 * math.log(1 / alpha)
    tightest = (log + math.log1p(log)) / x["spread"]
    return float(normal_log_mixture(x["z"], 1.0, tightest, alpha_opt=alpha, is_one_sided=False))


def of_nnls(x):
    root = numpy.sqrt(x["weights"])
    return list(nnls(numpy.array(x["columns"]).T * root[:, None], numpy.array(x["target"]) * root)[0])


def of_binomials(x):
    odds = x["p"] / (1 - x["p"]) * math.exp(x["shift"])
    return binom.logpmf(x["hits"], x["n"], odds / (1 + odds)) - binom.logpmf(x["hits"], x["n"], x["p"])


def of_normals(x):
    spread = 1 / math.sqrt(x["n"])
    return norm.logpdf(x["mean"], x["shift"], spread) - norm.logpdf(x["mean"], 0, spread)


def of_wander(x):
    total = x["hours"]

    def covariance(lag):
        return sum(v * math.exp(-lag / t) for v, t in zip(x["wander"], TIME_CONSTANTS_H))

    # The variance of a mean over an interval from the covariance at each lag.
    edges = [0] + [e for e in (0.5, 2, 8, 48, 200, 800) if e < total] + [total]
    pieces = zip(edges, edges[1:])
    return sum(
        quad(lambda lag: 2 * (total - lag) * covariance(lag), a, b, epsabs=1e-13, epsrel=1e-13)[0]
        for a, b in pieces
    ) / (total * total)


def of_variances(x):
    squares, freedom = 0.0, 0
    for cell in x:
        variance = Var()
        for value in cell:
            variance.update(value)
        squares += variance.get() * (len(cell) - 1)
        freedom += len(cell) - 1
    return math.sqrt(squares / freedom)


CHECKS = {
    "confseq.normal_mixture_bound": of_mixture,
    "confseq.normal_log_mixture": of_evidence,
    "online_fdr.e_bh": lambda x: e_bh(x["e"], x["alpha"]),
    "scipy.nnls": of_nnls,
    "scipy.binom.logpmf": of_binomials,
    "scipy.norm.logpdf": of_normals,
    "scipy.quad": of_wander,
    "river.Var": of_variances,
}


def difference(ours, theirs):
    if isinstance(ours, list):
        return max(difference(a, b) for a, b in zip(ours, theirs, strict=True))
    if isinstance(ours, bool):
        return 0 if ours == theirs else 1
    return abs(ours - theirs) / max(1, abs(theirs))


def main():
    with open(sys.argv[1]) as file:
        cases = json.load(file)
    failed = set(cases) != set(CHECKS)
    for name, check in CHECKS.items():
        worst = max(float(difference(case["output"], check(case["input"]))) for case in cases[name])
        failed |= worst > 1e-9
        print(json.dumps({"name": f"drift cross-check: {name}", "value": worst, "unit": "largest difference", "floor": 1e-9, "inputs": len(cases[name])}))
    sys.exit(1 if failed else 0)


main()
