"""Write docs/messages.md: every error and warning of the package, read from its source when the docs are built."""

import html
from itertools import groupby
from pathlib import Path

from message_parts import Either, Message, Parts, What
from read_messages import read_messages
from read_source import NAME, Module, doors, read_imports, read_modules

PAGE = Path(__file__).parents[1] / "messages.md"

# What is told within another message, or caught where it is raised.
INNER = {
    ("skxent._check._numbers", "_objects_as_float"): "the reason within 'something other than real numbers (...)'",
    ("skxent.cli._commands", "_finish"): "the end of 'skxent: interrupted; ...'",
    ("skxent.cli._commands", "_uninterrupted"): "the end of 'skxent: interrupted; ...'",
    ("skxent.linear_model._refreshing", "at"): "caught: the run ends at the point before",
}
# From the top of the house to its ground, with what a reader may have used.
PACKAGES = {
    "cli": "The command line",
    "report": "Reports",
    "scorers": "Scorers",
    "linear_model": "The softmax regression",
    "metrics": "Metrics",
    "_check": "What every function checks of labels, predictions and weights",
    "_rows": "Sums over rows",
    "information": "Information",
    "_math": "Arrays and bases of logarithms",
    "": "The package itself",
}
MOST_DOORS = 4  # a module of more public names is of its whole package

HEAD = """\
# Messages

Every error and warning of skxent, {n} in all, read from the source when this page is built. **To find yours, search
this page for some of its words**, those that are no name or number of your own. What stands for your names and
numbers is <span class="skxent-what">slanted</span>; what may be missing, or is one of several, is in ⟨brackets⟩.
<span class="skxent-what">rows</span> reads *row 3* or *rows 3, 5, 8*; from a file, *line 4*.

A message says what came, what was wanted, and what to do. What is refused is a `ValueError`, a `TypeError` where a
thing of another kind was wanted, and the command line ends with exit code 2. Whatever a warning warns of, the number
is returned all the same. From a model of several, a message begins with its name; from a file, with the file's.
Below each title are the modules, with the public names that lead to them.

<style>
.skxent-what {{ font-style: italic; color: var(--pst-color-accent, inherit); }}
.skxent-messages {{ margin: 0 0 1.5rem; }}
.skxent-messages dt {{ margin-top: 1.1rem; font-weight: 600; overflow-wrap: anywhere; }}
.skxent-messages dt small {{ font-weight: 400; color: var(--pst-color-text-muted, inherit); }}
.skxent-messages dd {{ margin: 0.45rem 0 0 1rem; padding-left: 0.8rem; overflow-wrap: anywhere;
  border-left: 2px solid var(--pst-color-border, #8888); }}
.skxent-messages dd small {{ display: block; color: var(--pst-color-text-muted, inherit); }}
</style>
"""


def public_messages() -> list[Message]:
    """Return the messages that users see: no passing on of others, and nothing that is told within another."""
    return [
        message
        for message in read_messages()
        if not message.is_carried and (message.module, message.function) not in INNER
    ]


def page() -> str:
    """Return the page."""
    modules, messages = read_modules(), public_messages()
    through = doors(modules, read_imports(modules))
    lines = [HEAD.format(n=len(messages))]
    for package, title in PACKAGES.items():
        own = [message for message in messages if _package(message.module) == package]
        if not own:
            continue
        name = f"{NAME}.{package}".rstrip(".")
        lines += [f"## {title}", "", '<dl class="skxent-messages">']
        for module, said in groupby(own, key=lambda message: message.module):
            lines += [_term(modules[module], _led_to_by(name, through[module])), *map(_definition, said)]
        lines += ["</dl>", ""]
    return "\n".join(lines)


def _package(module: str) -> str:
    return module.removeprefix(NAME).strip(".").partition(".")[0]


def _led_to_by(package: str, names: dict[str, list[str]]) -> str:
    """Return the public names of its own package that lead to a module, where they are few and users know it."""
    own = [] if "._" in package else names.get(package, [])
    return "</code>, <code>".join(sorted(own, key=str.lower)) if len(own) <= MOST_DOORS else ""


def _term(module: Module, through: str) -> str:
    led = f"<br>Through <code>{through}</code>." if through else ""
    idea = html.escape(module.idea.replace("``", ""), quote=False)
    return f'<dt id="{module.name}"><code>{module.name}</code><br><small>{idea}{led}</small></dt>'


def _definition(message: Message) -> str:
    return f"<dd>{_html(message.parts)} <small>{message.kind}</small></dd>"


def _html(parts: Parts) -> str:
    return "".join(
        html.escape(part, quote=False)
        if isinstance(part, str)
        else f'<span class="skxent-what">{html.escape(part.name)}</span>'
        if isinstance(part, What)
        else _either(part)
        for part in parts
    )


def _either(either: Either) -> str:
    """Return what may be missing, or is one of several, in brackets."""
    ways = [_html(way) for way in either.parts if way]
    return f"⟨{' | '.join(ways)}⟩"


def write() -> None:
    """Write the page, unless it stands there as it is."""
    text = page()
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
