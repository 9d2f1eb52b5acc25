"""Peer of bench/work/kmeans.mjs: scikit-learn's KMeans. Usage: kmeans.py FILE"""
import sys
import numpy as np
from sklearn.cluster import KMeans
from cpu import cpu_seconds, print_json

x = np.load(sys.argv[1])
seconds, fitted = cpu_seconds(lambda call: KMeans(10, n_init=10, random_state=call).fit(x), 6)
print_json(value=seconds, inertia=float(fitted.inertia_))
