"""Peer of bench/work/training.mjs in PyTorch: the same networks, optimizers and batches. Usage: training.py NETWORK COUNT"""
import sys
import torch
from torch import nn
from cpu import cpu_seconds, print_json

torch.set_num_threads(1)
name, count = sys.argv[1], int(sys.argv[2])
if name == "small":
    model = nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(320, 50), nn.ReLU(), nn.Linear(50, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
else:
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
        nn.Flatten(), nn.Linear(3136, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
images, labels = torch.rand(count, 1, 28, 28), torch.randint(0, 10, (count,))
loss = nn.CrossEntropyLoss()


def epoch(_):
    order = torch.randperm(count)
    for first in range(0, count, 64):
        batch = order[first : first + 64]
        optimizer.zero_grad()
        loss(model(images[batch]), labels[batch]).backward()
        optimizer.step()


seconds, _ = cpu_seconds(epoch)
print_json(value=seconds * 60_000 / count)
