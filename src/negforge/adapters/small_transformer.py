"""A small transformer trained from scratch on pairs of texts: the extra ``rm``. It is given no feature and no list of
phrases: it sees the last words of both texts, and is told which one is the better.

On one machine the same texts give the same scores; on another processor their last digits may differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeAlias
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np

Texts: TypeAlias = Sequence[tuple[str, str]]
LAST = 512  # tokens of a text that are read
BUCKETS = 8191  # of hashed words; 0 is padding
WIDTH, HEADS, LAYERS = 64, 4, 2  # 0.65 M parameters, most of them in the table of words
STRIDE = 4  # tokens to a place of the layers, which then cost a sixteenth
BATCH, RATE = 16, 1e-3
_WORD = re.compile(r"\w+|[^\w\s]|\n")


@dataclass(frozen=True, slots=True)
class Training:
    """``epochs``: times that every pair is seen. ``threads``: sums in another number of them end in other digits."""

    epochs: int = 2
    rng_seed: int = 0
    threads: int = 1


def missing() -> str | None:
    """Why it cannot run here, None where it can."""
    return None if find_spec("torch") else "did not run: torch is not installed (pip install 'negforge[rm]')"


def tokens_of(text: str) -> list[int]:
    """The last words and signs of a text, hashed."""
    words = _WORD.findall(text)[-LAST:]
    return [1 + crc32(word.lower().encode("utf-8", "surrogatepass")) % BUCKETS for word in words]


class SmallTransformer:
    """Fitted on pairs of texts whose first is the better one, by the loss of Bradley and Terry (1952)."""

    def __init__(self, train: Texts, training: Training) -> None:
        import torch

        torch.manual_seed(training.rng_seed)
        torch.set_num_threads(training.threads)
        self._net = _network()
        _fit(self._net, [(tokens_of(better), tokens_of(worse)) for better, worse in train], training)

    def scores(self, pairs: Texts) -> np.ndarray:
        """Above 0 where the first is taken for the better one; the other order turns the sign."""
        import numpy as np
        import torch

        found: list[np.ndarray] = []
        self._net.eval()
        with torch.inference_mode():
            for begin in range(0, len(pairs), BATCH):
                held = [(tokens_of(first), tokens_of(second)) for first, second in pairs[begin : begin + BATCH]]
                found.append(_difference(self._net, held).double().numpy())
        return np.concatenate(found) if found else np.zeros(0)

    @property
    def parameters(self) -> int:
        return sum(one.numel() for one in self._net.parameters())


def _network() -> Any:
    """Tokens embedded and taken together by a few, places, two layers, a line: what ``_scores`` puts together."""
    from torch import nn

    layer = nn.TransformerEncoderLayer(
        WIDTH, HEADS, 2 * WIDTH, dropout=0.1, activation="gelu", batch_first=True, norm_first=True
    )
    return nn.ModuleDict(
        {
            "words": nn.Embedding(BUCKETS + 1, WIDTH, padding_idx=0),
            "nearby": nn.Conv1d(WIDTH, WIDTH, 2 * STRIDE - 1, stride=STRIDE, padding=STRIDE - 1),
            "places": nn.Embedding(LAST, WIDTH),
            "layers": nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False),
            "score": nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 1)),
        }
    )


def _scores(net: Any, tokens: Any) -> Any:
    """One number a text (row of ``tokens``): a line through the mean of what the layers make of its tokens."""
    import torch

    nearby = torch.relu(net["nearby"](net["words"](tokens).transpose(1, 2))).transpose(1, 2)
    there = (tokens != 0)[:, ::STRIDE]
    places = torch.arange(there.shape[1])
    held = net["layers"](nearby + net["places"](places), src_key_padding_mask=~there)
    mean = (held * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)
    return net["score"](mean)[:, 0]


def _fit(net: Any, pairs: list[tuple[list[int], list[int]]], training: Training) -> None:
    """Batches of pairs of about one length, in an order drawn anew each epoch; the rate falls in a line."""
    import torch

    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    by_length = sorted(range(len(pairs)), key=lambda at: max(map(len, pairs[at])))
    batches = [by_length[begin : begin + BATCH] for begin in range(0, len(by_length), BATCH)]
    steps = max(1, training.epochs * len(batches))
    falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    drawing = torch.Generator().manual_seed(training.rng_seed)
    net.train()
    for _ in range(training.epochs):
        for at in torch.randperm(len(batches), generator=drawing).tolist():
            loss: Any = torch.nn.functional.softplus(-_difference(net, [pairs[place] for place in batches[at]])).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            falling.step()


def _difference(net: Any, pairs: list[tuple[list[int], list[int]]]) -> Any:
    """First minus second of each pair, all texts in one batch."""
    import torch

    texts = [one or [BUCKETS] for pair in pairs for one in pair]
    longest = max(map(len, texts))
    tokens = torch.tensor([one + [0] * (longest - len(one)) for one in texts])
    scores = _scores(net, tokens).view(-1, 2)
    return scores[:, 0] - scores[:, 1]
