"""What a run was made from, as hashes: recipe, inputs, and the program itself. Equal hashes, equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import negforge
from negforge.core.json_text import Json, canonical
from negforge.pipeline.running.inputs import InputFile, corpus_files, sha256_of_input
from negforge.plugins import guest_packages
from negforge.recipe.knobs import Recipe, deciding_values

DECIDING = ("jsonschema-rs", "msgspec", "rapidfuzz", "rensa", "scipy")  # libraries whose answers go into the files


def made_from(
    recipe: Recipe, inputs: Sequence[InputFile], weights: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """The parts of a run's key. ``weights``: of each model that judges here a hash of its files."""
    return {
        **({"weights": sha256_text(canonical(dict(weights)))} if weights else {}),
        "recipe": sha256_text(canonical(deciding_values(recipe))),
        "input": sha256_text(canonical([[one.label, one.sha256] for one in inputs])),
        "tools": _sha256_or_nothing(recipe.tools),
        "policy": _sha256_or_nothing(recipe.policy),
        "against": sha256_text(canonical([[one.label, one.sha256] for one in corpus_files(recipe.duplicates.against)])),
        "negforge": sha256_text(canonical([negforge.__version__, source_sha256()])),
        "packages": sha256_text(canonical(versions())),
    }


def source_sha256() -> str:
    """A hash of the package's own source files and prompts: an edited rule makes another run."""
    root = Path(negforge.__file__).parent
    digest = hashlib.sha256()
    for name, path in sorted(
        (path.relative_to(root).as_posix(), path) for suffix in ("py", "md") for path in root.rglob(f"*.{suffix}")
    ):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def versions() -> dict[str, Json]:
    """negforge, the libraries that decide what is kept, and guests."""
    found: dict[str, Json] = {"negforge": negforge.__version__}
    for name in DECIDING:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    found["guests"] = list(guest_packages())
    return found


def sha256_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sha256_or_nothing(file: str | None) -> str:
    return sha256_of_input(Path(file)) if file else ""
