"""Prints tests/core/transform/bnb_golden.h: what bitsandbytes makes of numbers that a test can make again.

    OMP_NUM_THREADS=1 .venv/current/bin/python tests/interop/bnb_golden.py > tests/core/transform/bnb_golden.h
"""

import logging

import bitsandbytes
import torch

logging.disable(logging.WARNING)
TYPES = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32}
# Rows, columns, type: a single block, an odd number, a last block that is not whole, several nested blocks, rows of a cascade.
CASES = [(1, 64, "F32"), (3, 43, "BF16"), (5, 100, "F16"), (40, 448, "BF16"), (33, 515, "F32"), (600, 2048, "BF16")]
SPECIAL = [0.0, -0.0, 1e-40, -1e-40, 1.0, -1.0, 0.5, float("inf"), 3e38, 2.0, -float("inf"), 65519.0]


def numbers(rows: int, columns: int, dtype: str) -> torch.Tensor:
    """numbersOf() of bnb_format_test.cpp."""
    index = torch.arange(rows * columns, dtype=torch.int64)
    mixed = ((index * 2654435761) % 2**32) // 256 - 2**23
    scaled = mixed.double() * torch.pow(2.0, -(23 + (index // 64) % 7).double())
    return scaled.float().to(TYPES[dtype]).reshape(rows, columns)


def special(dtype: str) -> torch.Tensor:
    """Blocks of special values among ordinary ones: each alone."""
    values = torch.zeros(len(SPECIAL), 64)
    values[:, 1] = torch.tensor(SPECIAL)
    values[:, 2] = 0.25
    values[0, 2] = 0.0
    return values.to(TYPES[dtype])


def digest(tensor: torch.Tensor) -> int:
    """FNV-1a of the bytes."""
    value = 0xCBF29CE484222325
    for byte in tensor.contiguous().reshape(-1).view(torch.uint8).tolist():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return value


def four_bit(weight: torch.Tensor, kind: str, double: bool) -> list[torch.Tensor]:
    codes, state = bitsandbytes.functional.quantize_4bit(weight, quant_type=kind, compress_statistics=double)
    stored = state.as_dict(packed=True)
    return [codes, *stored.values()]


def eight_bit(weight: torch.Tensor) -> list[torch.Tensor]:
    made = bitsandbytes.nn.Int8Params(weight, requires_grad=False).to("cpu")
    return [made.data, made.SCB, torch.tensor(0, dtype=torch.uint8)]


def eight_bit_decoded(weight: torch.Tensor) -> torch.Tensor:
    made = bitsandbytes.nn.Int8Params(weight, requires_grad=False).to("cpu")
    return bitsandbytes.functional.int8_vectorwise_dequant(made.data, made.SCB).to(weight.dtype)


def four_bit_decoded(weight: torch.Tensor, kind: str, double: bool) -> torch.Tensor:
    codes, state = bitsandbytes.functional.quantize_4bit(weight, quant_type=kind, compress_statistics=double)
    # For some widths bitsandbytes reads fp4's code 8 as -0.0.
    return bitsandbytes.functional.dequantize_4bit(codes, state) + 0.0


def row(name: str, rows: int, columns: int, dtype: str, weight: torch.Tensor) -> None:
    formats = {
        "nf4": lambda: four_bit(weight, "nf4", False),
        "nf4 double": lambda: four_bit(weight, "nf4", True),
        "fp4": lambda: four_bit(weight, "fp4", False),
        "fp4 double": lambda: four_bit(weight, "fp4", True),
        "int8": lambda: eight_bit(weight),
    }
    decoded = {
        "nf4": lambda: four_bit_decoded(weight, "nf4", False),
        "nf4 double": lambda: four_bit_decoded(weight, "nf4", True),
        "fp4": lambda: four_bit_decoded(weight, "fp4", False),
        "fp4 double": lambda: four_bit_decoded(weight, "fp4", True),
        "int8": lambda: eight_bit_decoded(weight),
    }
    for format_name, make in formats.items():
        digests = ", ".join(f"0x{digest(tensor):016x}U" for tensor in make())
        print(f'    {{"{name}", "{format_name}", "{dtype}", {rows}, {columns}, {{{digests}}}, 0x{digest(decoded[format_name]()):016x}U}},')


if __name__ == "__main__":
    torch.set_num_threads(1)
    print("#pragma once\n\n#include <cstdint>\n#include <string>\n#include <vector>\n\nnamespace layerloom::tests {\n")
    print("/// FNV-1a of the tensors that bitsandbytes stores for a weight; printed by tests/interop/bnb_golden.py.")
    print("struct BnbGolden {\n    std::string numbers;\n    std::string format;\n    std::string dtype;")
    print("    std::uint64_t rows;\n    std::uint64_t columns;\n    std::vector<std::uint64_t> digests;\n    std::uint64_t decoded; ///< of the weight that they are read as\n};\n")
    print(f"/// Of bitsandbytes {bitsandbytes.__version__} with torch {torch.__version__.partition('+')[0]}.")
    print("// clang-format off\ninline const std::vector<BnbGolden> kBnbGolden {")
    for rows, columns, dtype in CASES:
        row("mixed", rows, columns, dtype, numbers(rows, columns, dtype))
    for dtype in TYPES:
        row("special", len(SPECIAL), 64, dtype, special(dtype))
    print("};\n// clang-format on\n\n} // namespace layerloom::tests")
