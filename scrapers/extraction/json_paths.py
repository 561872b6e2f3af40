"""JMESPath over what came from outside: a path that meets a value it cannot take leads to nothing."""

from __future__ import annotations

import re
from typing import Any

import jmespath
from jmespath.functions import Functions

_SURROGATE = re.compile("[\ud800-\udfff]")


def search_path(path: str, held: Any) -> Any:
    """What a path leads to; nothing where a function in it meets a value of another kind than it takes (the join of a
    field that one item lacks) or one nested beyond reason. A path that cannot be read at all does not pass the
    catalogue's check."""
    try:
        return jmespath.search(path, held)
    except (jmespath.exceptions.JMESPathTypeError, RecursionError):
        return None


def write_plain(text: str) -> str:
    """Text of JSON without halves of surrogate pairs, which no table and no digest takes."""
    return _SURROGATE.sub("\ufffd", text)


def fault_of_path(path: str) -> str:
    """What keeps a path from being one: its form, an unknown function, a wrong count of arguments; else empty."""
    try:
        parsed = jmespath.compile(path).parsed
    except jmespath.exceptions.JMESPathError as error:
        return str(error).splitlines()[0]
    return _fault_of_functions(parsed)


def _fault_of_functions(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "function_expression":
        known = Functions.FUNCTION_TABLE.get(node["value"])
        if known is None:
            return f"unknown function {node['value']}()"
        signature, given = known["signature"], len(node["children"])
        is_variadic = bool(signature) and bool(signature[-1].get("variadic"))
        if given < len(signature) or (given > len(signature) and not is_variadic):
            return f"{node['value']}() takes {len(signature)} arguments, not {given}"
    return next(filter(None, map(_fault_of_functions, node.get("children", ()))), "")
