"""Peer of bench/work/pca.mjs: scikit-learn's PCA, randomised at this size. Usage: pca.py FILE; pca.py FILE exact gives exact variances."""
import sys
import numpy as np
from sklearn.decomposition import PCA
from cpu import cpu_seconds, print_json

x = np.load(sys.argv[1])


def fit(call):
    model = PCA(50, random_state=call)
    model.fit_transform(x)
    return model.explained_variance_


def exact():
    centred = x.astype(np.float64)
    centred -= centred.mean(axis=0)
    return np.linalg.eigvalsh(centred @ centred.T)[::-1][:50] / (len(x) - 1)


if sys.argv[2:] == ["exact"]:
    print_json(variances=exact().tolist())
else:
    seconds, variances = cpu_seconds(fit, 6)
    print_json(value=seconds, variances=variances.tolist())
