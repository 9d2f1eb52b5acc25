"""Peer for the seed's experiment: PyTorch trains, scikit-learn reduces, clusters and compares.
What a user would write instead of our YAML file. Usage:
  python3 peer_seed.py FOLDER --epochs 100 --at 1,10,20,30,40,50,100 --procs 2
FOLDER holds train-images.npy uint8 [N,28,28,1], train-labels.npy, test-images.npy, test-labels.npy. Prints seconds per stage and the matrices' digest."""
import argparse, hashlib, json, os, time
os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np, torch, torch.nn as nn
from concurrent.futures import ProcessPoolExecutor

ap = argparse.ArgumentParser()
ap.add_argument("data"); ap.add_argument("--epochs", type=int, default=100)
ap.add_argument("--at", default="1,10,20,30,40,50,100"); ap.add_argument("--procs", type=int, default=2)
ap.add_argument("--train-size", type=int, default=60000); ap.add_argument("--sample", type=int, default=1000)
ap.add_argument("--components", type=int, default=50); ap.add_argument("--restarts", type=int, default=10)
ap.add_argument("--batch", type=int, default=64)
a = ap.parse_args(); AT = [int(e) for e in a.at.split(",") if int(e) <= a.epochs]

def lenet():   # structure A: 2 conv + 2 dense hidden layers
    return nn.ModuleDict(dict(conv1=nn.Conv2d(1, 6, 5, padding=2), conv2=nn.Conv2d(6, 16, 5), fc1=nn.Linear(400, 120), fc2=nn.Linear(120, 84), out=nn.Linear(84, 10)))
def wide():    # structure B
    return nn.ModuleDict(dict(conv1=nn.Conv2d(1, 16, 3), conv2=nn.Conv2d(16, 32, 3), fc1=nn.Linear(800, 128), fc2=nn.Linear(128, 64), out=nn.Linear(64, 10)))
MODELS = dict(NN0=(lenet, .01, .9, 0), NN1=(lenet, .005, .5, 1), NN2=(wide, .01, .9, 2), NN3=(wide, .005, .5, 3), NN4=(lenet, .01, .9, 4), NN5=(lenet, .01, .9, 5))
LAYERS = ["conv1", "conv2", "fc1", "fc2"]

def forward(m, x):
    acts = {}
    h = acts["conv1"] = torch.relu(m["conv1"](x)); h = torch.max_pool2d(h, 2)
    h = acts["conv2"] = torch.relu(m["conv2"](h)); h = torch.max_pool2d(h, 2).flatten(1)
    h = acts["fc1"] = torch.relu(m["fc1"](h)); h = acts["fc2"] = torch.relu(m["fc2"](h))
    return m["out"](h), acts

def load():
    d = lambda name: np.load(os.path.join(a.data, name + ".npy")); f = lambda x: torch.from_numpy(x.reshape(-1, 1, 28, 28).astype(np.float32) / 255)
    return f(d("train-images")[:a.train_size]), torch.from_numpy(d("train-labels")[:a.train_size].astype(np.int64)), f(d("test-images")), d("test-labels").astype(np.int64)

def sample_idx(y):
    r = np.random.RandomState(0); per = a.sample // 10
    return np.sort(np.concatenate([r.choice(np.flatnonzero(y == c), per, replace=False) for c in range(10)]))

def train(name):
    torch.set_num_threads(1)
    build, lr, mom, seed = MODELS[name]; torch.manual_seed(seed); m = build()
    x, y, xt, yt = load(); s = sample_idx(yt); xs = xt[s]
    opt = torch.optim.SGD(m.parameters(), lr, mom); ce = nn.CrossEntropyLoss(); t0 = time.time(); acts = {}; cap = 0
    for e in range(1, a.epochs + 1):
        p = torch.randperm(len(x))
        for i in range(0, len(x), a.batch):
            b = p[i:i + a.batch]; opt.zero_grad(); ce(forward(m, x[b])[0], y[b]).backward(); opt.step()
        if e in AT:
            t = time.time()
            with torch.no_grad(): acts[e] = {k: v.flatten(1).numpy().copy() for k, v in forward(m, xs)[1].items()}
            cap += time.time() - t
    with torch.no_grad(): acc = float((forward(m, xt)[0].argmax(1).numpy() == yt).mean())
    return name, acts, acc, time.time() - t0 - cap, cap

def partition(args):
    from sklearn.decomposition import PCA; from sklearn.cluster import KMeans
    x, y = args; t = time.time(); z = PCA(min(a.components, *x.shape), random_state=0).fit_transform(x); tp = time.time() - t
    t = time.time(); c = KMeans(10, n_init=a.restarts, random_state=0).fit_predict(z); tk = time.time() - t
    lab = np.array([np.bincount(y[c == k], minlength=10).argmax() for k in range(10)])[c]
    return lab, c, tp, tk

if __name__ == "__main__":
    from sklearn.metrics import rand_score, adjusted_rand_score
    W = time.time()
    with ProcessPoolExecutor(a.procs) as ex:
        t = time.time(); res = list(ex.map(train, MODELS)); t_train = time.time() - t
        _, _, _, yt = load(); y = yt[sample_idx(yt)]
        keys = [(n, e, l) for n, *_ in res for e in AT for l in LAYERS]; A = {n: ac for n, ac, *_ in res}
        t = time.time(); parts = dict(zip(keys, ex.map(partition, [(A[n][e][l], y) for n, e, l in keys], chunksize=4))); t_part = time.time() - t
    t = time.time(); names = [r[0] for r in res]
    models = {f"{l}@{e}": [[rand_score(parts[p, e, l][0], parts[q, e, l][0]) for q in names] for p in names] for l in LAYERS for e in AT}
    layers = {f"{n}@{e}": [[rand_score(parts[n, e, p][0], parts[n, e, q][0]) for q in LAYERS] for p in LAYERS] for n in names for e in AT}
    t_cmp = time.time() - t
    print(json.dumps(dict(accuracy={r[0]: round(r[2], 4) for r in res}, cpu_train={r[0]: round(r[3], 2) for r in res}, capture_s=round(sum(r[4] for r in res), 3),
        wall=dict(train=round(t_train, 2), reduce_cluster=round(t_part, 2), compare=round(t_cmp, 3), total=round(time.time() - W, 2)),
        cpu=dict(pca=round(sum(v[2] for v in parts.values()), 2), kmeans=round(sum(v[3] for v in parts.values()), 2)),
        last={k: [[round(v, 3) for v in r] for r in models[k]] for k in models if k.endswith(f"@{AT[-1]}")}), indent=1))
