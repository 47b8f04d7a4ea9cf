"""A language model of one's own, from a local folder: a further opinion on how alike two texts are.

Nothing here needs one, and none is downloaded. It only ever raises the feature 职责与经历 of a pair of
which both sides wrote something, so that what is blank still speaks for nobody. Its numbers are a
model's: they are not in the bounds by which lists of millions are cut short, so only rankings that
judge every pair may use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from yulin.matching.features import Feature
from yulin.matching.reference import Reference
from yulin.matching.scale import FULL
from yulin.matching.sides import Int16
from yulin.matching.titles import Encoder

Vectors = NDArray[np.float32]
#: likeness of unlike texts, which models seldom put at nought: below it nothing is said
NOTHING_SAID: Final = 0.5
_LONGEST: Final = 256


class EncoderError(ValueError):
    """A folder that holds no model, or a package that reading it needs."""


def load_encoder(folder: Path) -> Encoder:
    """Load a model from a folder: ONNX with its tokenizer, or one of sentence-transformers.

    Args:
        folder: With ``model.onnx`` and ``tokenizer.json``, or with ``modules.json``.

    Raises:
        EncoderError: It holds neither, or the package that reads it is not installed.
    """
    if (folder / "model.onnx").is_file() and (folder / "tokenizer.json").is_file():
        return _Onnx(folder)
    if (folder / "modules.json").is_file():
        package = _package("sentence_transformers", "sentence-transformers")
        model: Encoder = package.SentenceTransformer(str(folder), local_files_only=True)
        return model
    raise EncoderError(
        f"{folder} holds no model: it needs model.onnx and tokenizer.json, or modules.json of"
        " sentence-transformers"
    )


def _package(name: str, install: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise EncoderError(f"reading this model needs a package: pip install {install}") from None


class _Onnx:
    """Means of the last layer's tokens, as sentence models are usually read."""

    def __init__(self, folder: Path) -> None:
        runtime = _package("onnxruntime", "onnxruntime")
        tokenizers = _package("tokenizers", "tokenizers")
        self._cut = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._cut.enable_truncation(_LONGEST)
        self._cut.enable_padding()
        self._run = runtime.InferenceSession(
            str(folder / "model.onnx"), providers=["CPUExecutionProvider"]
        )
        self._asked = {one.name for one in self._run.get_inputs()}

    def encode(self, titles: Sequence[str]) -> NDArray[Any]:
        cut = self._cut.encode_batch(list(titles))
        mask = np.array([one.attention_mask for one in cut], np.int64)
        given = {
            "input_ids": np.array([one.ids for one in cut], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        [tokens, *_rest] = self._run.run(
            None, {name: value for name, value in given.items() if name in self._asked}
        )
        weight = mask[:, :, None].astype(np.float32)
        means: NDArray[Any] = (tokens * weight).sum(1) / np.maximum(weight.sum(1), 1)
        return means


def vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Return a row of length one for each text; a row of noughts for a blank one."""
    told = [at for at, text in enumerate(texts) if text.strip()]
    if not told:
        return np.zeros((len(texts), 0), np.float32)
    found = np.asarray(encoder.encode([texts[at] for at in told]), np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
    rows = np.zeros((len(texts), found.shape[1]), np.float32)
    rows[told] = found
    return rows


def meaning(people: Vectors, posts: Vectors) -> Int16:
    """Return how alike each text of people is to each of posts, 0 to 1000 in whole numbers."""
    if not people.shape[1] or not posts.shape[1]:
        return np.zeros((len(people), len(posts)), np.int16)
    alike = (people @ posts.T - NOTHING_SAID) / (1 - NOTHING_SAID)
    return np.asarray(np.rint(np.clip(alike, 0, 1) * FULL), np.int16)


@dataclass(frozen=True)
class Meant(Reference):
    """Judges pairs as the reference does, with a model's opinion beside the words in common.

    Attributes:
        alike: From ``meaning``; a person a row, a post a column.
    """

    alike: Int16

    def _features(self, i: int, j: int) -> dict[Feature, int]:
        found = super()._features(i, j)
        found[Feature.TEXT] = max(found[Feature.TEXT], int(self.alike[i, j]))
        return found
