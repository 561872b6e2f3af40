"""Translation models of our own making, a few kilobytes each, that the real packages load and run.

Each is a whole model (encoder, decoder, vocabularies trained on our own words) whose weights are written by hand: the
attention sees nothing, and the last feed-forward layer leads from each piece to the next of one fixed sentence. They
translate everything into that sentence, which is enough to see that a folder is found, loaded, asked and read.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

SAYS = ("The", "test", "model", "works")
SENTENCE = " ".join(SAYS)
_WIDTH = 64  # of all layers; a piece's number is its own direction, so that a vocabulary has no more pieces
_FLOAT32, _INT8, _INTGEMM8 = 0x404, 0x101, 0x4101  # tensor types of the Marian binary format
Matrix = npt.NDArray[np.float32]


def sentence_piece(sentences: Sequence[str], whole_words: Sequence[str] = ()) -> bytes:
    """A unigram vocabulary with ``</s>`` 0 and ``<unk>`` 1, as Firefox models have it."""
    import sentencepiece

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=written,
        model_type="unigram",
        vocab_size=_WIDTH - 8,
        hard_vocab_limit=False,
        bos_id=-1,
        pad_id=-1,
        eos_id=0,
        unk_id=1,
        user_defined_symbols=[f"\u2581{word}" for word in whole_words],
        num_threads=1,
        minloglevel=2,
    )
    return written.getvalue()


def pieces_of(vocabulary: bytes) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=vocabulary)
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


SOURCE = sentence_piece(["시험 모형이 말한다", "시험 문장", "모형 시험"])
TARGET = sentence_piece(["the test model says this sentence"] * 3, SAYS)


def _steps(pieces: Sequence[str], first: str, last: str, strength: float) -> Matrix:
    """[from, to]: each piece of the sentence leads to the next one."""
    matrix = np.zeros((_WIDTH, _WIDTH), np.float32)
    path = [first, *(f"\u2581{word}" for word in SAYS), last]
    for here, there in pairwise(path):
        matrix[pieces.index(here), pieces.index(there)] = strength
    return matrix


# --- Firefox: the Marian binary format


def _int8(matrix: Matrix, *, is_table: bool = False) -> tuple[int, tuple[int, ...], bytes]:
    """A weight [K, N], kept as [N, K] with the factor that it was multiplied by; a table of rows stays as it is."""
    factor = 127 / max(float(np.abs(matrix).max()), 1e-6) if matrix.any() else 1.0
    rounded = np.round(matrix * factor).astype(np.int8)
    data = (rounded if is_table else rounded.T).tobytes() + struct.pack("<f", factor)
    return _INTGEMM8, matrix.shape, data


def _floats(values: Matrix) -> tuple[int, tuple[int, ...], bytes]:
    return _FLOAT32, (1, values.size), values.astype("<f4").tobytes()


def _table(rows: int) -> Matrix:
    return np.eye(-(-rows // 8) * 8, _WIDTH, dtype=np.float32)


def marian_binary(tensors: Mapping[str, tuple[int, tuple[int, ...], bytes]]) -> bytes:
    """Version, headers, names, shapes, a gap that aligns to 256 bytes, data."""
    names = {name: name.encode() + b"\0" for name in tensors}
    out = struct.pack("<QQ", 1, len(tensors))
    for name, (kind, shape, data) in tensors.items():
        out += struct.pack("<QQQQ", len(names[name]), kind, len(shape), len(data))
    out += b"".join(names.values())
    out += b"".join(struct.pack(f"<{len(shape)}i", *shape) for _, shape, _ in tensors.values())
    gap = -(len(out) + 8) % 256
    return out + struct.pack("<Q", gap) + bytes(gap) + b"".join(data for _, _, data in tensors.values())


def firefox_model() -> bytes:
    pieces = pieces_of(TARGET)
    config = "\n".join(
        (
            f"dim-emb: {_WIDTH}",
            "transformer-heads: 8",
            "enc-depth: 1",
            "dec-depth: 1",
            f"transformer-dim-ffn: {_WIDTH}",
            "",
        )
    ).encode()
    nothing, zero = np.zeros((_WIDTH, _WIDTH), np.float32), np.zeros(_WIDTH, np.float32)
    weights: dict[str, Matrix] = {}
    norms: list[str] = []
    for attention in ("encoder_l1_self", "decoder_l1_context"):
        weights |= {f"{attention}_W{part}": nothing for part in "qkvo"}
        norms.append(f"{attention}_Wo")
    for block in ("encoder_l1_ffn", "decoder_l1_ffn"):
        weights |= {f"{block}_W1": nothing, f"{block}_W2": nothing}
        norms.append(f"{block}_ffn")
    weights |= {"decoder_l1_rnn_W": nothing, "decoder_l1_rnn_Wf": nothing}
    norms.append("decoder_l1_rnn_ffn")
    weights["decoder_l1_ffn_W1"] = np.eye(_WIDTH, dtype=np.float32)
    weights["decoder_l1_ffn_W2"] = _steps(pieces, "</s>", "</s>", 8.0)

    tensors = {"special:model.yml": (_INT8, (1, len(config) + 1), config + b"\0")}
    tensors["encoder_Wemb"] = _int8(_table(_WIDTH), is_table=True)  # any vocabulary of ours fits
    tensors["decoder_Wemb"] = _int8(_table(len(pieces)), is_table=True)
    tensors["decoder_Wemb_QuantMultA"] = (_INTGEMM8, (1, 1), bytes([127]) + struct.pack("<f", 10.0))
    bias = np.full(_table(len(pieces)).shape[0], -100.0, np.float32)
    bias[: len(pieces)] = 0.0
    bias[pieces.index(f"\u2581{SAYS[0]}")] = (
        0.5  # decoding begins with no piece at all, where all others are equal
    )
    tensors["decoder_ff_logit_out_b"] = _floats(bias)
    for name, weight in weights.items():
        tensors[name] = _int8(weight)
        tensors[f"{name}_QuantMultA"] = _floats(np.array([127 / 12], np.float32))
        if not name.endswith("rnn_W"):
            start, _, part = name.rpartition("_W")
            tensors[f"{start}_b{part}"] = _floats(zero)
    tensors["decoder_l1_ffn_b1"] = _floats(np.full(_WIDTH, -3.0, np.float32))  # keeps the strongest alone
    for name in norms:
        tensors[f"{name}_ln_scale"] = _floats(np.ones(_WIDTH, np.float32))
        tensors[f"{name}_ln_bias"] = _floats(zero)
    return marian_binary(tensors)


def firefox_files(pair: str) -> dict[str, bytes]:
    """The files of a model as Firefox names them."""
    return {
        f"model.{pair}.intgemm.alphas.bin": firefox_model(),
        f"srcvocab.{pair}.spm": SOURCE,
        f"trgvocab.{pair}.spm": TARGET,
    }


def write_firefox(folder: Path, pair: str = "koen") -> Path:
    """A model folder in the layout of Firefox."""
    inside = folder / pair
    inside.mkdir(parents=True)
    for name, content in firefox_files(pair).items():
        (inside / name).write_bytes(content)
    return inside


# --- CTranslate2, in an Argos package


def write_ctranslate2(folder: Path) -> None:
    """A model as CTranslate2's own converters write it: weights, configuration, vocabularies."""
    from ctranslate2.specs import TransformerSpec

    spec = TransformerSpec.from_config((1, 1), 8, pre_norm=False)
    source, target = ["<s>", *pieces_of(SOURCE)], ["<s>", *pieces_of(TARGET)]
    for side in (spec.encoder, spec.decoder):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        tokens = source if side is spec.encoder else target
        embeddings.weight = np.eye(len(tokens), _WIDTH, dtype=np.float32)
        layer = side.layer[0]
        _write_attention(layer.self_attention)
        _write_linear(layer.ffn.linear_0, np.zeros((_WIDTH, _WIDTH), np.float32))
        _write_linear(layer.ffn.linear_1, np.zeros((_WIDTH, _WIDTH), np.float32))
        _write_norm(layer.ffn.layer_norm)
    decoder = spec.decoder.layer[0]
    _write_attention(decoder.attention)
    _write_linear(decoder.ffn.linear_0, np.eye(_WIDTH, dtype=np.float32), bias=-3.0)
    _write_linear(decoder.ffn.linear_1, _steps(target, "<s>", "</s>", 8.0).T)
    _write_linear(spec.decoder.projection, np.eye(len(target), _WIDTH, dtype=np.float32))
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    spec.validate()
    folder.mkdir(parents=True)
    spec.save(str(folder))


def _write_linear(linear: object, weight: Matrix, bias: float = 0.0) -> None:
    """A weight of CTranslate2 is [to, from]."""
    linear.weight = np.ascontiguousarray(weight, np.float32)  # type: ignore[attr-defined]
    linear.bias = np.full(weight.shape[0], bias, np.float32)  # type: ignore[attr-defined]


def _write_norm(norm: object) -> None:
    norm.gamma = np.ones(_WIDTH, np.float32)  # type: ignore[attr-defined]
    norm.beta = np.zeros(_WIDTH, np.float32)  # type: ignore[attr-defined]


def _write_attention(attention: object) -> None:
    """Queries, keys and values in one weight where it looks at itself; apart where it looks at the source."""
    shares = {2: (3, 1), 3: (1, 2, 1)}[len(attention.linear)]  # type: ignore[attr-defined]
    for linear, share in zip(attention.linear, shares, strict=True):  # type: ignore[attr-defined]
        _write_linear(linear, np.zeros((share * _WIDTH, _WIDTH), np.float32))
    _write_norm(attention.layer_norm)  # type: ignore[attr-defined]


def write_argos(folder: Path, code: str = "ja") -> Path:
    """An Argos package, unpacked."""
    inside = folder / f"translate-{code}_en-1_1"
    write_ctranslate2(inside / "model")
    (inside / "sentencepiece.model").write_bytes(both_sides())
    metadata = {"from_code": code, "to_code": "en", "package_version": "1.1", "argos_version": "1.5"}
    (inside / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return inside


def both_sides() -> bytes:
    """One vocabulary for both languages, as Argos packages have it. It must know the pieces that the model says."""
    return sentence_piece(["시험 모형이 말한다", "the test model says this sentence"] * 3, SAYS)
