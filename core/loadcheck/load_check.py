# Asks the transformers of this Python whether it would load a checkpoint: builds the model without memory for its
# weights ("meta" device) and compares the names and shapes it expects with those that are stored. Run by
# core/loadcheck as: python -c THIS [FOLDER]. Prints one JSON object; without a folder, which library it would ask.
import sys

if sys.path and sys.path[0] == "":
    del sys.path[0]  # the working folder: nothing is imported from there

import json
import math
import os
import struct

answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what libraries print does not mix with the answer


def finish(**fields):
    json.dump(fields, answer)
    answer.flush()
    os._exit(0)


def failure(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:500]


def weight_files(folder):
    """The files that transformers reads: one, or those that the index names."""
    if os.path.exists(os.path.join(folder, "model.safetensors")):
        return ["model.safetensors"]
    index = os.path.join(folder, "model.safetensors.index.json")
    if not os.path.exists(index):
        finish(unusable="the folder holds neither model.safetensors nor model.safetensors.index.json")
    with open(index, encoding="utf-8") as file:
        return sorted(set(json.load(file)["weight_map"].values()))


def is_description(name):
    """True for the tensors of bitsandbytes whose bytes, a JSON text, say what shape a packed weight has."""
    return ".quant_state.bitsandbytes__" in name


def stored_tensors(folder):
    """Name -> (dtype, shape), from the headers alone; of a tensor that describes another also its bytes."""
    tensors = {}
    for name in weight_files(folder):
        with open(os.path.join(folder, name), "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(length))
            header.pop("__metadata__", None)
            for name, entry in header.items():
                tensors[name] = (entry["dtype"], entry["shape"])
                begin, end = entry["data_offsets"]
                if is_description(name) and end - begin <= 4096:
                    file.seek(8 + length + begin)
                    tensors[name] += (file.read(end - begin),)
    return tensors


DTYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2", "I64": "int64", "I32": "int32", "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool",
}


def placeholder(torch, device, dtype, shape, contents=None):
    if contents is not None:
        return torch.frombuffer(bytearray(contents), dtype=torch.uint8)
    kind = getattr(torch, DTYPES.get(dtype, "uint8"), torch.uint8)
    return torch.empty(shape, dtype=kind, device=device)


def model_class(transformers, config):
    for name in getattr(config, "architectures", None) or []:
        if hasattr(transformers, name):
            return getattr(transformers, name)
    return None


class MetaParameters:
    """Within it all parameters that modules get have no memory. (The device context of newer torch is refused by
    some releases of transformers, and older torch has none.)"""

    def __init__(self, torch):
        self.module, self.parameter = torch.nn.Module, torch.nn.Parameter
        self.original = self.module.register_parameter

    def __enter__(self):
        original, parameter = self.original, self.parameter

        def register(module, name, value):
            if value is not None and value.device.type != "meta":
                value = parameter(value.to("meta"), requires_grad=False)
            original(module, name, value)

        self.module.register_parameter = register

    def __exit__(self, *_):
        self.module.register_parameter = self.original


def loading_info(torch, kind, config, stored):
    """The model without memory, and what its loader says of the names and shapes that are stored."""
    # Descriptions have to be read. Numbers that nobody reads or writes take no memory either.
    device = "cpu" if any(map(is_description, stored)) else "meta"

    def load(**more):
        tensors = {name: placeholder(torch, device, *entry) for name, entry in stored.items()}
        return kind.from_pretrained(
            None, state_dict=tensors, config=config, output_loading_info=True, ignore_mismatched_sizes=True, **more
        )

    try:
        return load(device_map={"": device})
    except Exception as error:
        try:
            with MetaParameters(torch):
                return load()
        except Exception:
            raise error


def count_of(parameter):
    """Its elements; of a packed one those of the weight that it holds."""
    state = getattr(parameter, "quant_state", None)
    return parameter.numel() if state is None or state.shape is None else math.prod(state.shape)


def mismatch(entry, model, stored):
    """Some releases give the name alone."""
    if not isinstance(entry, str):
        name, here, there = entry
        return {"name": name, "stored": list(here), "expected": list(there)}
    here = stored.get(entry, (None, []))[1]
    return {"name": entry, "stored": list(here), "expected": list(model.state_dict()[entry].shape)}


def libraries():
    try:
        import torch
        import transformers
    except ImportError as error:
        finish(unusable=f"this Python cannot import {error.name or 'transformers'}")
    if int(torch.__version__.split(".")[0]) < 2:  # its tensors without memory all look like one
        finish(unusable=f"its torch {torch.__version__} is too old: 2.0 or newer is needed")
    transformers.logging.set_verbosity_error()
    return torch, transformers


def check(folder, torch, transformers):
    library = {"library": "transformers", "version": transformers.__version__}
    try:
        config = transformers.AutoConfig.from_pretrained(folder, trust_remote_code=False)
    except Exception as error:
        finish(unusable=failure(error))
    kind = model_class(transformers, config)
    if kind is None:
        names = ", ".join(getattr(config, "architectures", None) or []) or "no class"
        finish(unusable=f"config.json names {names}: transformers {transformers.__version__} does not have it")
    try:
        with MetaParameters(torch):
            kind(config)
    except Exception as error:
        finish(refused=failure(error), **library)
    stored = stored_tensors(folder)
    model, info = loading_info(torch, kind, config, stored)
    finish(
        **library,
        architecture=type(model).__name__,
        parameters=sum(count_of(parameter) for parameter in model.parameters()),
        missing=sorted(info["missing_keys"]),
        unexpected=sorted(info["unexpected_keys"]),
        mismatched=[mismatch(entry, model, stored) for entry in sorted(info["mismatched_keys"])],
    )


def main():
    torch, transformers = libraries()
    if len(sys.argv) < 2:
        finish(library="transformers", version=transformers.__version__)
    check(sys.argv[1], torch, transformers)


try:
    main()
except Exception as error:
    finish(unusable=failure(error))
