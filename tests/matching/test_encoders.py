"""A language model of one's own, by a small one that hashes words; and what is said where there is none."""

import hashlib
import re

import numpy as np
import polars as pl
import pytest

from yulin.matching.encode import encode_people, idf, learn_posts
from yulin.matching.encoders import EncoderError, Meant, load_encoder, meaning, vectors
from yulin.matching.features import DEFAULT, Feature
from yulin.matching.reference import Reference

POSTS = pl.DataFrame(
    {"编号": ["1", "2"], "岗位名称": ["钳工", "会计"], "职责": ["装配 阀门", "记账 报税"]}
)
PEOPLE = pl.DataFrame({"编号": ["a", "b"], "经历": ["阀门 装配", None]})


class Hashed:
    """Each word has a place of 64; a text is how often each is met."""

    def encode(self, titles):
        rows = np.zeros((len(titles), 64), np.float32)
        for row, text in zip(rows, titles, strict=True):
            for word in text.split():
                row[hashlib.sha256(word.encode()).digest()[0] % 64] += 1
        return rows


@pytest.fixture
def sides():
    book, posts = learn_posts(POSTS)
    return encode_people(PEOPLE, book), posts, idf(book.vocabulary), DEFAULT


def test_a_model_only_raises_and_blank_texts_say_nothing(sides):
    one = vectors(Hashed(), ["阀门 装配", ""])
    other = vectors(Hashed(), POSTS["职责"].to_list())
    alike = meaning(one, other)
    assert alike.tolist() == [[1000, 0], [0, 0]]
    plain, meant = Reference(*sides), Meant(*sides, alike)
    for i in range(2):
        for j in range(2):
            before, after = plain.pair(i, j), meant.pair(i, j)
            assert after.requirements == before.requirements
            assert after.features == before.features | {
                Feature.TEXT: max(before.features[Feature.TEXT], int(alike[i, j]))
            }
            assert after.seeker >= before.seeker
    assert meant.pair(0, 0).features[Feature.TEXT] == 1000
    assert meaning(vectors(Hashed(), ["", ""]), other).tolist() == [[0, 0], [0, 0]]


def test_a_folder_without_a_model_or_its_package_says_what_is_missing(tmp_path, monkeypatch):
    with pytest.raises(EncoderError, match=re.escape(f"{tmp_path} holds no model")):
        load_encoder(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(EncoderError, match="pip install sentence-transformers"):
        load_encoder(tmp_path)
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_text("")
    with pytest.raises(EncoderError, match="pip install onnxruntime"):
        load_encoder(tmp_path)
