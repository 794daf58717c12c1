"""From a path or a name to a model in memory. Weights come as safetensors; code that came with a model is run only
where that is said in so many words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from negforge.adapters.hf_reward.identity import DECIDING, identity_of
from negforge.adapters.hf_reward.options import HfOptions, missing
from negforge.adapters.hf_reward.rendering import Style, style_of
from negforge.core.errors import UsageError

Kind: TypeAlias = Literal["classifier", "get_score"]
UNLOADABLE = (ValueError, OSError, KeyError, ImportError)  # what transformers raises for a model that it cannot read
READ_FIRST = "read the code that came with it, then say --set rm.remote_code=true"


@dataclass(frozen=True, slots=True)
class Loaded:
    """``kind``: a sequence classifier, or a model with a ``get_score`` (or ``get_scores``) of its own."""

    model: Any
    tokenizer: Any
    kind: Kind
    style: Style
    device: str
    dtype: str
    identity: str
    context: int


def load(place: str, options: HfOptions) -> Loaded:
    """Raises UsageError where there is no such model, where it needs code that may not run, or is no reward model."""
    found = _find(place, options)
    import torch

    dtype = options.dtype if options.dtype != "auto" else "bfloat16" if found.device.startswith("cuda") else "float32"
    trust = {"trust_remote_code": options.remote_code}
    try:
        model = _model(found.folder, found.kind, place, torch_dtype=getattr(torch, dtype), trust=trust)
    except UNLOADABLE as error:
        raise UsageError(f"rm:{place}: {_told(error)}") from None
    model = model.to(found.device).eval()
    tokenizer, context = found.tokenizer, context_of(found.config, found.tokenizer)
    identity = identity_of(found.folder)
    return Loaded(model, tokenizer, found.kind, style_of(tokenizer), found.device, dtype, identity, context)


def check_reward(place: str, options: HfOptions) -> None:
    """Raises UsageError where ``load`` would, as far as that can be told without the weights in memory."""
    _find(place, options)


@dataclass(frozen=True, slots=True)
class _Found:
    """A model but for its weights."""

    folder: Path
    config: Any
    tokenizer: Any
    kind: Kind
    device: str


def _find(place: str, options: HfOptions) -> _Found:
    if (reason := missing()) is not None:
        raise UsageError(f"rm:{place}: {reason}")
    from transformers import AutoConfig, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = folder_of(place, options)
    device = _device(options.device)
    try:
        config = AutoConfig.from_pretrained(folder, trust_remote_code=options.remote_code)
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=options.remote_code)
    except UNLOADABLE as error:
        raise UsageError(f"rm:{place}: {_told(error)}") from None
    return _Found(folder, config, tokenizer, _kind(config), device)


def folder_of(place: str, options: HfOptions) -> Path:
    """The folder itself, or where the hub's copy of that name lies (fetched if it is not there yet)."""
    folder = Path(place)
    if (folder / "config.json").is_file():
        return folder
    if folder.exists() or len(folder.parts) > 2 or place.startswith((".", "/", "~")):
        raise UsageError(f"rm:{place}: holds no config.json; give the folder of a model, or its name on the hub")
    from huggingface_hub import snapshot_download

    wanted = [f"*{end}" for end in DECIDING if end != ".py" or options.remote_code]
    try:
        return Path(snapshot_download(place, allow_patterns=wanted))
    except Exception as error:  # the hub's client raises many kinds, its transport more
        told = str(error).strip().partition("\n")[0][:200]
        raise UsageError(f"rm:{place}: neither a folder nor to be had from the hub ({told})") from None


def context_of(config: Any, tokenizer: Any) -> int:
    """Tokens that the model is made for, by its configuration and its tokenizer."""
    text = config.get_text_config() if hasattr(config, "get_text_config") else config
    named = [getattr(text, name, None) for name in ("max_position_embeddings", "n_positions", "max_sequence_length")]
    named.append(getattr(tokenizer, "model_max_length", None))
    bounds = [one for one in named if isinstance(one, int) and 0 < one < 1 << 30]
    return min(bounds, default=1 << 30)


def _device(wanted: str) -> str:
    import torch

    if wanted != "auto":
        try:
            return str(torch.device(wanted))
        except RuntimeError as error:
            raise UsageError(f"rm.device: {str(error).partition(chr(10))[0][:200]}") from None
    return "cuda:0" if torch.cuda.is_available() else "cpu"


def _kind(config: Any) -> Kind:
    """By what it says it is; a model that comes with code and names no classifier brings a ``get_score``."""
    by_code = getattr(config, "auto_map", None) or {}
    names = [str(name) for name in getattr(config, "architectures", None) or ()]
    if "AutoModelForSequenceClassification" in by_code or any("SequenceClassification" in name for name in names):
        return "classifier"
    return "get_score" if "AutoModel" in by_code else "classifier"


def _model(folder: Path, kind: Kind, place: str, *, torch_dtype: Any, trust: dict[str, bool]) -> Any:
    from transformers import AutoModel, AutoModelForSequenceClassification

    maker: Any = AutoModelForSequenceClassification if kind == "classifier" else AutoModel
    model, told = maker.from_pretrained(
        folder, dtype=torch_dtype, use_safetensors=True, output_loading_info=True, **trust
    )
    gone = sorted(told["missing_keys"])
    if gone:
        raise UsageError(f"rm:{place}: its file has no weights for {', '.join(gone[:3])}: no trained reward model")
    if kind == "get_score" and not (hasattr(model, "get_score") or hasattr(model, "get_scores")):
        raise UsageError(f"rm:{place}: neither a sequence classifier nor a model with get_score or get_scores")
    if kind == "classifier" and getattr(model.config, "num_labels", 1) != 1:
        raise UsageError(f"rm:{place}: has {model.config.num_labels} labels; a reward model has one")
    return model


def _told(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"it needs code of its own; {READ_FIRST}" if "trust_remote_code" in text else text[:300]
