"""Links that are calls of a script, ``goView('123')``: the address that the page's own script makes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

_CALL = re.compile(r"(?:javascript:\s*)?(?:return\s+)?([A-Za-z_$][\w$.]*)\s*\(([^()]{1,300})\)")
_ARGUMENT = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|(-?[\w.]+))\s*(?:,|$)")
_NO_LINK = frozenset(
    ("void", "alert", "window.print", "print", "history.back", "history.go", "addBookmark", "share", "gtag")
)
_BODY = 1500  # characters of a function that are looked at


@dataclass(frozen=True)
class ScriptCall:
    """A call and its arguments as text."""

    function: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class CallRule:
    """How a call becomes an address. ``certain`` is false where a form was turned into a query, or nothing found."""

    link_argument: str
    link_template: str
    certain: bool
    note: str


def read_call(text: str | None) -> ScriptCall | None:
    """The call in an ``onclick`` or a ``javascript:`` link; None where there is none that holds an argument."""
    match = _CALL.search(text or "")
    if match is None or match.group(1) in _NO_LINK:
        return None
    found = tuple(next(filter(None, m.groups()), "") for m in _ARGUMENT.finditer(match.group(2)))
    return ScriptCall(match.group(1), found) if any(found) else None


def rule_of(function: str, count: int, scripts: str, address: str) -> CallRule:
    """The rule for calls of ``function`` with ``count`` arguments, from the text of the page's scripts.

    Where the scripts do not say it, the template holds REPLACE-ME, and ``note`` says what to look for.
    """
    pattern = re.escape(function) + r"\(\s*" + r"\s*,\s*".join([r"""['"]?([^'",()]*)['"]?"""] * min(count, 4))
    head = re.search(
        rf"(?:function\s+{re.escape(function)}\s*\(|{re.escape(function)}\s*[=:]\s*(?:function\s*)?\()([^)]*)\)",
        scripts,
    )
    if head is not None:
        names = [name.strip() for name in head.group(1).split(",")]
        body = scripts[head.end() : head.end() + _BODY]
        template = _assigned(body, names) or _of_form(body, names)
        if template is not None:
            text, certain = template
            note = (
                "" if certain else "made from a form's fields: open one such address to see that it is heard"
            )
            return CallRule(pattern, urljoin(address, text).replace("%7B", "{"), certain, note)
    scheme_and_host = "/".join(address.split("/")[:3])
    note = f"open an article and write its address here, with {{1}} for the first argument of {function}()"
    return CallRule(pattern, f"{scheme_and_host}/REPLACE-ME/{{1}}", False, note)


def _assigned(body: str, names: list[str]) -> tuple[str, bool] | None:
    """``location.href = "/view.do?id=" + id``, or the same with a template string."""
    match = re.search(
        r"(?:location(?:\.href)?\s*=\s*|location\.(?:assign|replace)\(\s*|window\.open\(\s*)([^;\n]{3,400})",
        body,
    )
    if match is None:
        return None
    template = ""
    for word in re.findall(r"`[^`]*`|'[^']*'|\"[^\"]*\"|[\w$.]+|[^\w\s'\"`]", match.group(1)):
        if word[0] in "'\"":
            template += word[1:-1]
        elif word[0] == "`":
            template += re.sub(
                r"\$\{\s*(\w+)\s*\}", lambda m: _numbered(str(m.group(1)), names), str(word)[1:-1]
            )
        elif word == "+":
            continue
        elif word in names:
            template += _numbered(word, names)
        elif word in (")", ",", "}"):
            break
        else:
            return None  # a name whose value is not known here
    return (template, True) if re.search(r"\{\d\}", template) and "${" not in template else None


def _numbered(name: str, names: list[str]) -> str:
    return f"{{{names.index(name) + 1}}}" if name in names else f"${{{name}}}"


def _of_form(body: str, names: list[str]) -> tuple[str, bool] | None:
    """``form.id.value = id; form.action = "/view.do"; form.submit()`` as a query."""
    action = re.search(r"""action["']?\s*[=,]\s*(?:['"]?\s*,\s*)?["']([^"']{2,200})["']""", body)
    if action is None:
        return None
    fields = re.findall(
        r"""(?:\.|\[["']|#|name=["']?)([\w-]+)["'\]]*\)?\.(?:value\s*=|val\()\s*(\w+)""", body
    )
    told = [(field, name) for field, name in fields if name in names]
    if not told:
        return None
    query = "&".join(f"{field}={_numbered(name, names)}" for field, name in told)
    mark = "&" if "?" in action.group(1) else "?"
    return f"{action.group(1)}{mark}{query}", False
