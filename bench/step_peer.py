"""The PyTorch side of step.mjs: answers one command a line with one line of JSON, in the folder that holds data/."""

import importlib.util
import json
import sys
import time

import torch

spec = importlib.util.spec_from_file_location("step_torch", sys.argv[1])
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)
torch.set_num_threads(1)
models = {}


def window(model, seconds):
    """Milliseconds of the fastest step of a window."""
    best = float("inf")
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        model["net"].step(model["at"] % model["net"].idx.shape[0]).item()
        best = min(best, time.perf_counter() - start)
        model["at"] += 1
    return best * 1e3


def sparse(model):
    """The step on the stored numbers of sparse rows, by embedding_bag, as step_torch.py has it for its main program."""
    import numpy as np
    import torch.nn as nn
    import torch.nn.functional as F

    rows = model.X.numpy()
    chosen = []
    for index in model.idx.numpy():
        batch = rows[index]
        r, c = np.nonzero(batch)
        offsets = np.searchsorted(r, np.arange(len(index)))
        chosen.append(tuple(map(torch.from_numpy, (c, offsets, batch[r, c]))))
    for branch in (model.bs, model.bn):
        branch.enc.weight = nn.Parameter(branch.enc.weight.data.T.contiguous())

        def forward(x, branch=branch):
            hidden = F.embedding_bag(x[0], branch.enc.weight, x[1], mode="sum", per_sample_weights=x[2])
            return torch.softmax(branch.pred(F.relu(hidden + branch.enc.bias)), 1)

        branch.forward = forward
    model.os = torch.optim.SGD(model.bs.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4, fused=True)
    model.on = torch.optim.SGD(model.bn.parameters(), lr=0.05, momentum=0.95, weight_decay=1e-4, fused=True)
    model.params = [*model.bs.parameters(), *model.bn.parameters()]

    def step(i):
        model.os.zero_grad()
        model.on.zero_grad()
        loss = model.loss(chosen[i], model.Y[model.idx[i]])
        loss.backward()
        nn.utils.clip_grad_norm_(model.params, 0.5)
        model.os.step()
        model.on.step()
        return loss

    model.step = step
    return model


print(json.dumps({"torch": torch.__version__, "python": sys.version.split()[0]}), flush=True)
for line in sys.stdin:
    command = json.loads(line)
    if command["do"] == "make":
        net = peer.Model(command["shape"])
        if command["sparse"]:
            net = sparse(net)
        models[command["id"]] = {"net": net, "at": 0}
        answer = True
    elif command["do"] == "losses":
        net = peer.Model(command["shape"])
        answer = [net.step(i).item() for i in range(command["steps"])]
    else:
        answer = window(models[command["id"]], command["seconds"])
    print(json.dumps(answer), flush=True)
