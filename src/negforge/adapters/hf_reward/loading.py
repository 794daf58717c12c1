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
    folder, config, tokenizer = _described(place, options)
    import torch

    device = _device(options.device)
    dtype = options.dtype if options.dtype != "auto" else "bfloat16" if device.startswith("cuda") else "float32"
    kind, trust = _kind(config), {"trust_remote_code": options.remote_code}
    try:
        model = _model(folder, kind, place, torch_dtype=getattr(torch, dtype), trust=trust)
    except (ValueError, OSError, KeyError, ImportError) as error:
        raise UsageError(f"rm:{place}: {_told(error)}") from None
    model = model.to(device).eval()
    identity = identity_of(folder)
    return Loaded(model, tokenizer, kind, style_of(tokenizer), device, dtype, identity, context_of(config, tokenizer))


def check(place: str, options: HfOptions) -> None:
    """Raises UsageError where ``load`` would, as far as can be told without the weights in memory."""
    folder, config, _ = _described(place, options)
    _device(options.device)
    if not any(folder.rglob("*.safetensors")):
        raise UsageError(f"rm:{place}: holds no weights (*.safetensors); give the folder of a whole model")
    if _kind(config) == "classifier" and getattr(config, "num_labels", 1) != 1:
        raise UsageError(f"rm:{place}: has {config.num_labels} labels; a reward model has one")


def _described(place: str, options: HfOptions) -> tuple[Path, Any, Any]:
    """Where it lies, its configuration and its tokenizer."""
    if (reason := missing()) is not None:
        raise UsageError(f"rm:{place}: {reason}")
    from transformers import AutoConfig, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder, trust = folder_of(place, options), {"trust_remote_code": options.remote_code}
    try:
        config = AutoConfig.from_pretrained(folder, **trust)
        return folder, config, AutoTokenizer.from_pretrained(folder, **trust)
    except (ValueError, OSError, KeyError, ImportError) as error:
        raise UsageError(f"rm:{place}: {_told(error)}") from None


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
