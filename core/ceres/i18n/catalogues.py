"""``python -m ceres.i18n.catalogues extract|update|compile|check``: keeps the translations complete.

- ``extract`` writes ``locales/ceres.pot``;
- ``update`` does that, then adds new messages to each language and drops those no longer used;
- ``compile`` writes what the portal reads at run time;
- ``check`` fails when a message is missing, untranslated, unsure or no longer used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from ceres.i18n import LANGUAGES, SOURCE_LANGUAGE
from ceres.i18n.extraction import catalogue_file, extract, read, template_file, write
from ceres.i18n.messages import messages, placeholders, texts


def write_template(root: Path) -> Sequence[str]:
    """Write the messages to be translated."""
    write(template_file(root), extract(root))
    return ()


def update(root: Path) -> Sequence[str]:
    """Add new messages to each language, drop the others; the source language translates itself."""
    write_template(root)
    for language in LANGUAGES:
        catalogue = read(root, language)
        catalogue.update(extract(root), no_fuzzy_matching=True)
        if language == SOURCE_LANGUAGE:
            for message in messages(catalogue):
                message.string = message.id if isinstance(message.id, str) else tuple(message.id)
        write(catalogue_file(root, language), catalogue, language)
    return ()


def compile_all(root: Path) -> Sequence[str]:
    """Write the catalogues as the portal reads them."""
    for language in LANGUAGES:
        with catalogue_file(root, language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(root, language))
    return ()


def check(root: Path) -> Sequence[str]:
    """Return what is wrong with the catalogues, one line each."""
    wanted = extract(root)
    return [f"{language}: {problem}" for language in LANGUAGES for problem in problems(wanted, read(root, language))]


def problems(wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Compare the translations of a language with the messages of the sources."""
    for message in messages(wanted):
        translation = catalogue.get(message.id, message.context)
        if translation is None:
            yield f"missing: {message.id!r}"
        elif not all(texts(translation.string)):
            yield f"not translated: {message.id!r}"
        elif translation.fuzzy:
            yield f"unsure (fuzzy): {message.id!r}"
        elif placeholders(translation.string) - placeholders(message.id):
            yield f"names what is not given: {message.id!r}"
    for message in messages(catalogue):
        if wanted.get(message.id, message.context) is None:
            yield f"no longer used: {message.id!r}"


COMMANDS: Mapping[str, Callable[[Path], Sequence[str]]] = {
    "extract": write_template,
    "update": update,
    "compile": compile_all,
    "check": check,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command from the root of the sources; 1 when it found something wrong, 2 when it is not a command."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    wrong = COMMANDS[arguments[0]](Path.cwd())
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
