"""Small quantized layers in every form that can be dequantized, with what their reference implementations make of them.

Values come from bitsandbytes, transformers and compressed-tensors where these are installed. AutoAWQ and GPTQModel need a
compiler and a GPU toolkit: their formulas stand here in torch, with the file of each that they were read from.
"""

from dataclasses import dataclass

import torch

MODULE = "model.layers.0.mlp.up_proj"
EXPERTS = "model.layers.0.mlp.experts"


@dataclass
class Case:
    """Stored tensors, the section of config.json that describes them, and the tensors they stand for."""

    name: str
    section: dict
    stored: dict[str, torch.Tensor]
    expected: dict[str, torch.Tensor]
    dtype: torch.dtype = torch.bfloat16
    model_type: str = "llama"

    def config(self) -> dict:
        return {
            "model_type": self.model_type,
            "num_hidden_layers": 1,
            "torch_dtype": str(self.dtype).removeprefix("torch."),
            "quantization_config": self.section,
        }


def weights(rows: int, columns: int, dtype: torch.dtype, seed: int) -> torch.Tensor:
    """Like those of a model, with rows of other magnitudes, zeros and an outlier."""
    generator = torch.Generator().manual_seed(seed)
    numbers = torch.randn(rows, columns, generator=generator) * 0.04
    numbers *= 2.0 ** torch.arange(-3, rows - 3).remainder(7).sub(3).unsqueeze(1)
    numbers[0, :5] = 0
    numbers[rows // 2, columns // 3] = 3.7
    return numbers.to(dtype)


def bitsandbytes_4bit(kind: str, double: bool, dtype: torch.dtype, rows: int, columns: int, block: int = 64) -> Case:
    from bitsandbytes.backends.default.ops import _dequantize_4bit_compute
    from bitsandbytes.backends.utils import _get_4bit_code
    from bitsandbytes.functional import dequantize_4bit, dequantize_blockwise, quantize_4bit

    packed, state = quantize_4bit(
        weights(rows, columns, dtype, 1), blocksize=block, compress_statistics=double, quant_type=kind
    )
    stored = {f"{MODULE}.weight": packed}
    stored |= {f"{MODULE}.weight.{name}": value for name, value in state.as_dict(packed=True).items()}
    section = {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_type": kind}
    if columns % block == 0:
        expected = dequantize_4bit(packed, state)
    else:
        # The kernel of bitsandbytes 0.50.2 for AVX-512 takes wrong scales where rows end inside a block: here its portable one.
        scales = dequantize_blockwise(state.absmax, state.state2) + state.offset if double else state.absmax
        portable = torch._dynamo.disable(_dequantize_4bit_compute)
        expected = portable(packed.reshape(-1), scales, _get_4bit_code(kind, "cpu"), block, state.shape, dtype)
    name = f"bitsandbytes {kind}{' double' if double else ''} {block} {dtype} {columns}"
    return Case(name, section, stored, {f"{MODULE}.weight": expected}, dtype)


def bitsandbytes_int8(dtype: torch.dtype, rows: int, columns: int) -> Case:
    from bitsandbytes.functional import int8_vectorwise_dequant, int8_vectorwise_quant

    codes, scales, _ = int8_vectorwise_quant(weights(rows, columns, torch.float16, 2))
    stored = {
        f"{MODULE}.weight": codes,
        f"{MODULE}.SCB": scales,
        f"{MODULE}.weight_format": torch.tensor(0, dtype=torch.uint8),
    }
    section = {"quant_method": "bitsandbytes", "load_in_8bit": True}
    expected = int8_vectorwise_dequant(codes, scales).to(dtype)
    return Case(f"bitsandbytes int8 {dtype}", section, stored, {f"{MODULE}.weight": expected}, dtype)


def fp8(codes: torch.dtype, scales: torch.Tensor, rows: int, columns: int, block: list[int] | None) -> Case:
    """Of DeepSeek and transformers, scales named weight_scale_inv."""
    from transformers.integrations.finegrained_fp8 import Fp8Dequantize

    quantized = (weights(rows, columns, torch.float32, 3) * 64).clamp(-440, 440).to(codes)
    stored = {f"{MODULE}.weight": quantized, f"{MODULE}.weight_scale_inv": scales}
    expected = Fp8Dequantize(None)._dequantize_one(quantized, scales, torch.bfloat16)
    section = {"quant_method": "fp8", "activation_scheme": "dynamic", "weight_block_size": block}
    name = f"fp8 {codes} {scales.dtype} {list(scales.shape)}"
    return Case(name, section, stored, {f"{MODULE}.weight": expected})


def fp8_cut(rows: int, columns: int, block: int) -> Case:
    """As DeepSeek's own weight_dequant(): blocks at the edges may be cut off. transformers 5.24 refuses those."""
    generator = torch.Generator().manual_seed(4)
    down, across = -(-rows // block), -(-columns // block)
    quantized = (weights(rows, columns, torch.float32, 5) * 64).clamp(-440, 440).to(torch.float8_e4m3fn)
    scales = torch.rand(down, across, generator=generator) * 0.01
    wide = scales.repeat_interleave(block, 0)[:rows].repeat_interleave(block, 1)[:, :columns]
    section = {"quant_method": "fp8", "activation_scheme": "dynamic", "weight_block_size": [block, block]}
    stored = {f"{MODULE}.weight": quantized, f"{MODULE}.weight_scale_inv": scales}
    expected = (quantized.to(torch.float32) * wide).to(torch.bfloat16)
    return Case(f"fp8 cut {rows}x{columns} by {block}", section, stored, {f"{MODULE}.weight": expected})


def fields(words: torch.Tensor, bits: int) -> torch.Tensor:
    """The fields of words of 32 bits from the lowest bit on, in a new last dimension."""
    shifts = torch.arange(0, 32, bits, dtype=torch.int32)
    return torch.bitwise_right_shift(words.unsqueeze(-1), shifts).bitwise_and(2**bits - 1)


def random_words(*shape: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-(2**31), 2**31, shape, generator=generator, dtype=torch.int64).to(torch.int32)


def group_scales(groups: int, outputs: int, dtype: torch.dtype, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return (torch.rand(groups, outputs, generator=generator) * 0.01 + 0.0001).to(dtype)


def gptq(bits: int, version: str, ordered: bool, indexed: bool, dtype: torch.dtype, inputs: int, outputs: int) -> Case:
    """GPTQModel 7.7: utils/model.py, convert_gptq_v1_to_v2_format_module(), and nn_modules/qlinear/__init__.py,
    dequantize_weight(); zeros of 16 (a field that overflows into the next) included."""
    size = 32
    groups = inputs // size
    per_word = 32 // bits
    qweight = random_words(inputs // per_word, outputs, seed=6)
    qzeros = random_words(groups, outputs // per_word, seed=7)
    scales = group_scales(groups, outputs, dtype, seed=8)
    g_idx = torch.arange(inputs, dtype=torch.int32) // size
    if ordered:
        g_idx = g_idx[torch.randperm(inputs, generator=torch.Generator().manual_seed(9))]
    ones = {4: 0b00010001000100010001000100010001, 8: 0b00000001000000010000000100000001}[bits]
    zeros = fields(qzeros + ones if version == "gptq" else qzeros, bits).reshape(groups, outputs)
    weight = fields(qweight, bits).permute(0, 2, 1).reshape(inputs, outputs)
    expected = scales[g_idx.long()] * (weight - zeros[g_idx.long()])
    stored = {f"{MODULE}.qweight": qweight, f"{MODULE}.qzeros": qzeros, f"{MODULE}.scales": scales}
    if indexed:
        stored[f"{MODULE}.g_idx"] = g_idx
    section = {
        "quant_method": "gptq",
        "bits": bits,
        "group_size": size,
        "desc_act": ordered,
        "checkpoint_format": version,
    }
    name = f"{version} {bits} bits {'desc_act' if ordered else 'g_idx' if indexed else 'plain'} {dtype}"
    return Case(name, section, stored, {f"{MODULE}.weight": expected.T.contiguous()}, dtype)


AWQ_REVERSE_ORDER = [0, 4, 1, 5, 2, 6, 3, 7]


def awq(inputs: int, outputs: int, size: int) -> Case:
    """AutoAWQ 0.2.9: awq/utils/packing_utils.py, dequantize_gemm()."""
    qweight = random_words(inputs, outputs // 8, seed=10)
    qzeros = random_words(inputs // size, outputs // 8, seed=11)
    scales = group_scales(inputs // size, outputs, torch.float16, seed=12)

    def unpacked(words: torch.Tensor) -> torch.Tensor:
        every = fields(words, 4).to(torch.int8).reshape(words.shape[0], -1)
        order = torch.arange(every.shape[-1]).view(-1, 8)[:, AWQ_REVERSE_ORDER].reshape(-1)
        return every[:, order]

    zeros = unpacked(qzeros).repeat_interleave(size, dim=0)
    expected = (unpacked(qweight) - zeros) * scales.repeat_interleave(size, dim=0)
    stored = {f"{MODULE}.qweight": qweight, f"{MODULE}.qzeros": qzeros, f"{MODULE}.scales": scales}
    section = {"quant_method": "awq", "bits": 4, "group_size": size, "zero_point": True, "version": "gemm"}
    name = f"awq {size}"
    return Case(name, section, stored, {f"{MODULE}.weight": expected.T.contiguous()}, torch.float16)


def compressed(format: str, arguments: dict, dtype: torch.dtype, rows: int, columns: int) -> Case:
    """compressed-tensors' own compressor and decompressor."""
    from compressed_tensors.compressors import BaseCompressor
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme

    args = QuantizationArgs(**arguments)
    scheme = QuantizationScheme(targets=["Linear"], weights=args)
    weight = weights(rows, columns, dtype, 13)
    shape = {
        "tensor": (1,),
        "channel": (rows, 1),
        "group": (rows, columns // (args.group_size or columns)),
        "block": tuple(-(-extent // block) for extent, block in zip((rows, columns), args.block_structure or (1, 1))),
    }[args.strategy]
    generator = torch.Generator().manual_seed(14)
    most = 440 if args.type == "float" else 2 ** (args.num_bits - 1)
    state = {
        "weight": weight,
        "weight_scale": ((torch.rand(shape, generator=generator) * 0.3 + 0.01) * 8 / most).to(dtype),
    }
    if not args.symmetric:
        low, high = -most // 2, most // 2
        state["weight_zero_point"] = torch.randint(low, high, shape, generator=generator).to(torch.int8)
    compressor = BaseCompressor.get_value_from_registry(format)
    stored = compressor.compress(state, scheme)
    expected = compressor.decompress(stored, scheme)["weight"]
    section = {
        "quant_method": "compressed-tensors",
        "format": format,
        "config_groups": {"group_0": {"targets": ["Linear"], "weights": arguments}},
    }
    kind = f"{args.num_bits} {args.strategy}{'' if args.symmetric else ' zeros'} {dtype}"
    return Case(
        f"compressed-tensors {format} {kind}",
        section,
        {f"{MODULE}.{name}": value.contiguous() for name, value in stored.items()},
        {f"{MODULE}.weight": expected},
        dtype,
    )


def mxfp4(dtype: torch.dtype, experts: int, outputs: int, groups: int) -> Case:
    from transformers.integrations.mxfp4 import convert_moe_packed_tensors

    generator = torch.Generator().manual_seed(15)
    shape = (experts, outputs, groups, 16)
    blocks = torch.randint(0, 256, shape, generator=generator, dtype=torch.int64).to(torch.uint8)
    scales = torch.randint(100, 140, shape[:3], generator=generator, dtype=torch.int64).to(torch.uint8)
    scales[0, 0, 0], scales[0, 1, 0] = 0, 254
    stored = {f"{EXPERTS}.gate_up_proj_blocks": blocks, f"{EXPERTS}.gate_up_proj_scales": scales}
    expected = convert_moe_packed_tensors(blocks, scales, dtype=dtype)
    section = {"quant_method": "mxfp4", "modules_to_not_convert": ["lm_head"]}
    named = {f"{EXPERTS}.gate_up_proj": expected}
    return Case(f"mxfp4 {dtype}", section, stored, named, dtype, "gpt_oss")


def cases(rows: int, columns: int) -> list[Case]:
    """Every form. `rows` and `columns` are multiples of 32."""
    bf16, f16, f32 = torch.bfloat16, torch.float16, torch.float32
    found = [
        bitsandbytes_4bit(kind, double, dtype, rows, columns)
        for kind in ("nf4", "fp4")
        for double in (False, True)
        for dtype in (bf16, f16, f32)
    ]
    found.append(bitsandbytes_4bit("nf4", True, bf16, rows - 1, columns - 3))
    found.append(bitsandbytes_4bit("nf4", False, bf16, rows, columns, block=128))
    found += [bitsandbytes_int8(dtype, rows, columns) for dtype in (bf16, f16, f32)]
    random = torch.Generator().manual_seed(16)
    grid = torch.rand(rows // 16, columns // 16, generator=random) * 0.01
    found += [
        fp8(torch.float8_e4m3fn, grid, rows, columns, [16, 16]),
        fp8(torch.float8_e5m2, grid.to(bf16), rows, columns, [16, 16]),
        fp8(torch.float8_e4m3fn, torch.rand(rows, 1, generator=random) * 0.01, rows, columns, None),
        fp8(torch.float8_e4m3fn, torch.rand((), generator=random) * 0.01, rows, columns, None),
        fp8_cut(rows - 5, columns - 9, 16),
    ]
    found += [
        gptq(4, "gptq", False, True, f16, columns, rows),
        gptq(4, "gptq", True, True, f16, columns, rows),
        gptq(4, "gptq", False, False, f16, columns, rows),
        gptq(4, "gptq_v2", True, True, bf16, columns, rows),
        gptq(8, "gptq", False, True, f16, columns, rows),
        awq(columns, rows, 32),
    ]
    ints = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 32, "symmetric": True}
    bytes_ = {"num_bits": 8, "type": "int", "strategy": "channel", "symmetric": True}
    floats = {"num_bits": 8, "type": "float", "strategy": "channel", "symmetric": True}
    found += [
        compressed("pack-quantized", ints, bf16, rows, columns),
        compressed("pack-quantized", ints | {"symmetric": False}, f16, rows, columns),
        compressed("pack-quantized", ints | {"strategy": "channel", "group_size": None}, bf16, rows - 3, columns - 3),
        compressed("pack-quantized", bytes_ | {"symmetric": False}, bf16, rows - 3, columns),
        compressed("int-quantized", bytes_, bf16, rows, columns),
        compressed("int-quantized", bytes_, f32, rows, columns),
        compressed("naive-quantized", bytes_ | {"symmetric": False}, f16, rows, columns),
        compressed("int-quantized", bytes_ | {"strategy": "group", "group_size": 32}, bf16, rows, columns),
        compressed("float-quantized", floats, bf16, rows, columns),
        compressed("float-quantized", floats | {"strategy": "tensor"}, f32, rows, columns),
        compressed("float-quantized", floats | {"strategy": "block", "block_structure": [16, 16]}, bf16, rows, columns),
    ]
    found += [mxfp4(bf16, 2, rows, columns // 32), mxfp4(f16, 2, rows, columns // 32)]
    return found
