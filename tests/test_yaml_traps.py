"""What YAML makes of what people write: every message quotes the source and says how to write what was meant."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cloudgen.load import positions
from tests.support.specs import HEAD, problems, resolved

WEB = HEAD + "components:\n  web: {kind: service}\n"


def told(folder: Path, text: str, provider: str | None = None) -> list[tuple[str, str, str | None]]:
    """Problems as place and code, message, hint."""
    found = problems(folder, text, provider)
    return [(f"{p.where.line}:{p.where.column} {p.code}" if p.where else p.code, p.message, p.hint) for p in found]


@pytest.mark.parametrize(
    ("line", "place", "message", "hint"),
    [
        ("budget: yes", "5:1 wrong-value", "'budget' must be a number, not yes.", "YAML reads yes as true. Write a number."),
        ("budget: true", "5:1 wrong-value", "'budget' must be a number, not true.", "Write a number."),
        (
            "budget: '500'",
            "5:1 wrong-value",
            "'budget' must be a number, not '500'.",
            "YAML reads this as text. Write 500, without quotes.",
        ),
        ("budget: 1e3", "5:1 wrong-value", "'budget' must be a number, not '1e3'.", "YAML reads this as text. Write 1000, without quotes."),
        ("budget:", "5:1 empty-value", "'budget' is empty.", "Write a value, or remove the key."),
        ("budget: 010", "5:1 yaml-number", "YAML reads 010 as 8, an octal number.", 'Write 10 or 8, or "010" for text.'),
        (
            "budget: 1:30",
            "5:1 yaml-number",
            "YAML reads 1:30 as 90, a number to the base of 60.",
            'Write 90, or "1:30" for text.',
        ),
        ("budget: .inf", "5:1 yaml-number", ".inf can't be used as a number.", "Write a finite number."),
        ("budget: 1" + "0" * 40, "5:1 yaml-number", f"1{'0' * 40} is out of range.", "Numbers are from -1e15 to 1e15."),
        ("budget: 0x" + "f" * 6000, "5:1 yaml-number", f"0x{'f' * 58} is out of range.", "Numbers are from -1e15 to 1e15."),
        ("budget: 1" + "0" * 6000, "5:1 yaml-value", f"YAML has no value for {'1' + '0' * 59!r}.", f'Write "1{"0" * 59}" for text.'),
        ("budget: 1.0e+400", "5:1 yaml-number", "1.0e+400 can't be used as a number.", "Write a finite number."),
        ("title: no", "5:1 wrong-value", "'title' must be text, not no.", 'YAML reads no as false. Write "no".'),
        ("title: 1.10", "5:1 wrong-value", "'title' must be text, not 1.10.", 'YAML reads 1.10 as a number. Write "1.10".'),
        ("title: 1_000", "5:1 wrong-value", "'title' must be text, not 1_000.", 'YAML reads 1_000 as a number. Write "1_000".'),
        ("title: =", "5:1 yaml-value", "YAML has no value for '='.", 'Write "=" for text.'),
        ("title: !mine x", "5:1 yaml-value", "YAML has no value for 'x' with the tag '!mine'.", 'Write "x" for text.'),
        ("title: !!binary aGk=", "5:1 yaml-value", "A value of the type bytes can't be used here.", "Write it as text."),
        (
            "tags: {version: 1.10}",
            "5:8 wrong-value",
            "'tags.version' must be text, not 1.10.",
            'YAML reads 1.10 as a number. Write "1.10".',
        ),
        ("traffic: 5", "5:1 wrong-value", "'traffic' must be a mapping, not 5.", None),
        ("flows: {from: a}", "5:1 wrong-value", "'flows' must be a list.", None),
        (
            "flows: [{from: web, to: no, action: request}]",
            "5:21 wrong-value",
            "'flows.0.to' must be text, not no.",
            'YAML reads no as false. Write "no".',
        ),
        ("{a: b}: c", "5:1 yaml-key", "A key must be text.", "Quote it."),
        ("<<: [1]", "5:6 yaml-key", "Only a mapping can be merged in with '<<'.", "For example: <<: *name, with &name before a mapping."),
        ("name: again", "5:1 duplicate-key", "Duplicate key 'name': line 1 has it too.", "Remove one of them."),
        ("budget: -1", "5:1 wrong-value", "'budget' must be at least 1, not -1.", None),
        ("budget: 10000000000", "5:1 wrong-value", "'budget' must be at most 1e+09, not 10000000000.", None),
        ("prices: {commitment: 2yr}", "5:10 wrong-value", "'prices.commitment' must be '1yr' or '3yr', not '2yr'.", None),
        (
            "domain: Not.A-Host",
            "5:1 wrong-value",
            "'domain' must be a lower-case host name such as www.example.com, not 'Not.A-Host'.",
            None,
        ),
    ],
)
def test_a_value_says_what_was_read_and_what_to_write(tmp_path: Path, line: str, place: str, message: str, hint: str | None) -> None:
    """In quotes, as it was written."""
    assert told(tmp_path, f"{WEB}{line}\n") == [(place, message, hint)]


@pytest.mark.parametrize(
    ("settings", "place", "message", "hint"),
    [
        ("image: 1.10", "5:35 wrong-type", "'image' must be text, not 1.10.", 'YAML reads 1.10 as a number. Write "1.10".'),
        ("image: yes", "5:35 wrong-type", "'image' must be text, not yes.", 'YAML reads yes as true. Write "yes".'),
        (
            "timeout_seconds: 1:30",
            "5:35 yaml-number",
            "YAML reads 1:30 as 90, a number to the base of 60.",
            'Write 90, or "1:30" for text.',
        ),
        (
            "timeout_seconds: 08",
            "5:35 wrong-type",
            "'timeout_seconds' must be an integer, not '08'.",
            "YAML reads this as text. Write 8, without quotes.",
        ),
        (
            "timeout_seconds: on",
            "5:35 wrong-type",
            "'timeout_seconds' must be an integer, not on.",
            "YAML reads on as true. Write a number.",
        ),
        (
            "timeout_seconds: ~",
            "5:35 wrong-type",
            "'timeout_seconds' must be an integer, not ~.",
            "The value is empty. Write one, or leave the key out.",
        ),
        ("health_path: ~", "5:35 wrong-type", "'health_path' must be text, not ~.", 'YAML reads ~ as empty; write "~" for text.'),
        ("port: 1.5", "5:35 wrong-type", "'port' must be an integer, not 1.5.", ""),
        ("command: [on]", "5:35 wrong-type", "Item 1 of 'command' must be text, not on.", 'YAML reads on as true. Write "on".'),
        (
            "command: [a, 1.10]",
            "5:35 wrong-type",
            "Item 2 of 'command' must be text, not 1.10.",
            'YAML reads 1.10 as a number. Write "1.10".',
        ),
    ],
)
def test_a_setting_says_what_was_read_and_what_to_write(tmp_path: Path, settings: str, place: str, message: str, hint: str) -> None:
    """The hint comes before the setting's own help."""
    text = HEAD + "components:\n  api: {kind: service}\n  web: {kind: service, settings: {" + settings + "}}\n"
    [found] = told(tmp_path, text, "aws")
    assert found[:2] == (place, message)
    assert str(found[2]).startswith(hint)


def test_true_and_false_need_no_quotes(tmp_path: Path) -> None:
    """A text that looks like one is refused with the word to write; the words of YAML 1.1 are taken."""
    text = HEAD + "components:\n  store: {kind: object-store, settings: {public: 'yes'}}\n"
    [found] = told(tmp_path, text, "aws")
    assert found[:2] == ("4:42 wrong-type", "'public' must be true or false, not 'yes'.")
    assert str(found[2]).startswith("Write true, without quotes.")
    assert told(tmp_path, text.replace("'yes'", "yes"), "aws") == []


def test_a_number_that_reads_as_it_is_written_may_be_text(tmp_path: Path) -> None:
    """A version such as 17 needs no quotes, 0x11 does."""
    text = HEAD + "components:\n  db: {kind: relational-db, settings: {version: 17}}\n"
    assert resolved(tmp_path, text, "aws").environments[0].inputs["db"]["engine_version"] == "17"
    [found] = told(tmp_path, text.replace("17", "0x11"), "aws")
    assert found[:2] == ("4:40 wrong-type", "'version' must be text, not 0x11.")


def test_numbers_with_underscores_and_hexadecimal_ones_are_numbers(tmp_path: Path) -> None:
    """They can't be misread."""
    text = WEB + "traffic: {monthly_active_users: 1_000}\nbudget: 0x1F4\n"
    environment = resolved(tmp_path, text, "aws").environments[0]
    assert (environment.users, environment.inputs["budget"]["amount"]) == (1000, 500)


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("schedule: */5 * * * *", "5:12", "alphabetic or numeric character", 'A value that begins with * must be quoted: "*/5 * * * *".'),
        ("a: {schedule: */5 * * * *, b: 1}", "5:16", "alphabetic", 'A value that begins with * must be quoted: "*/5 * * * *".'),
        ("title: @mine  # c", "5:8", "cannot start any token", 'A value that begins with @ must be quoted: "@mine".'),
        ("title: %d", "5:8", "cannot start any token", 'A value that begins with % must be quoted: "%d".'),
        ("\tname: x", "5:1", "cannot start any token", "Indent with spaces: YAML takes no tabs."),
        ("title: a: b", "5:9", "not allowed", "Text with ': ' in it must be quoted; a key begins a line or follows '{' or ','."),
        ("title: - b", "5:8", "not allowed", "A list begins on the line below its key."),
        ("title: 'x", "6:1", "end of stream", "A closing quote is missing."),
        ('title: "a\\q"', "5:10", "escape character", "Within double quotes \\ is written as \\\\; single quotes take it as it is."),
        ("title: [a, b", "6:1", "did not find", "A comma or a closing bracket is missing."),
        ("- a", "5:1", "", "Keys of one mapping, and items of one list, are indented alike."),
        ("title: *web", "5:8", "The alias '*web' has no anchor '&web' before it.", 'Write "*web" for text.'),
    ],
)
def test_a_file_that_yaml_cannot_read_says_what_to_quote(tmp_path: Path, text: str, place: str, message: str, hint: str) -> None:
    """The parser's own words alone help few."""
    [(found, said, help_)] = told(tmp_path, f"{WEB}{text}\n")
    assert found.split()[0] == place
    assert message in said
    assert help_ == hint


def test_what_is_left_empty_counts_as_left_out(tmp_path: Path) -> None:
    """A mapping or list whose members are commented out."""
    text = WEB + "flows:\nsequences:\ntags:\nfoundation:\nenvironments:\n  prod:\n"
    assert told(tmp_path, text, "aws") == []
    assert told(tmp_path, HEAD + "components:\n  web: {kind: service, settings: , aws: }\n", "aws") == []
    assert told(tmp_path, HEAD + "components:\n  web:\n")[0][:2] == ("4:3 missing", "'kind' is missing in components.web.")


def test_keys_of_the_user_are_for_anchors(tmp_path: Path) -> None:
    """`x-` at the top, whatever is in it; nowhere else."""
    text = HEAD + "x-common: &common {cpu: 1, memory_mb: 2048}\nx-list: [1, {a: b}]\ncomponents:\n"
    text += "  web: {kind: service, settings: {<<: *common, cpu: 2}}\n"
    found = resolved(tmp_path, text, "aws").environments[0].inputs["web"]
    assert (found["cpu_units"], found["memory_mb"]) == (2048, 4096)
    [wrong] = told(tmp_path, HEAD + "components:\n  web: {kind: service, x-mine: 1}\n")
    assert wrong[:2] == ("4:24 unknown-key", "'x-mine' is unknown here.")


def test_a_merged_value_is_named_with_its_own_source(tmp_path: Path) -> None:
    """A key beside the merge hides the merged one, also in what the message quotes."""
    text = HEAD + "x-a: &a {image: no}\ncomponents:\n  web: {kind: service, settings: {image: 1.10, <<: *a}}\n"
    [found] = told(tmp_path, text, "aws")
    assert found[1] == "'image' must be text, not 1.10."


@pytest.mark.parametrize("domain", ["xn--e1afmkfd.xn--p1ai", "www.example.xn--vermgensberatung-pwb", "shop.example.com", "a.museum"])
def test_a_domain_may_have_an_internationalized_top_level(tmp_path: Path, domain: str) -> None:
    """In its ASCII form."""
    assert told(tmp_path, f"{WEB}domain: {domain}\n") == []


@pytest.mark.parametrize("domain", ["example.xn--", "example.xn--a-", "example.123", "localhost", "-a.com", "a..com", f"{'a' * 64}.com"])
def test_what_is_no_domain_is_refused(tmp_path: Path, domain: str) -> None:
    """Without a top level, or with parts that no name has."""
    assert [place for place, _, _ in told(tmp_path, f"{WEB}domain: {domain}\n")] == ["5:1 wrong-value"]


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "a: " + "[" * 61 + "]" * 61, "a: " + "{a: " * 2000, "- " * 1200 + "x"])
def test_deep_nesting_is_one_problem_with_every_parser(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer releases of PyYAML refuse 1,000 levels by themselves, before the first event: the same code at the same place."""
    found = told(tmp_path, text)
    assert [code.split()[1] for code, _, _ in found] == ["too-deep"]
    parse = yaml.parse

    def newer(text: str, loader: Any) -> Any:
        levels, places = 0, []
        for index, char in enumerate(text):
            levels += (char in "[{" or text[index : index + 2] == "- ") - (char in "]}")
            places.append(index)
            if levels > 1000:
                mark = yaml.Mark("", index, 0, index, None, None)
                raise yaml.scanner.ScannerError("while increasing flow level", mark, "exceeded maximum nesting depth", mark)
        return parse(text, loader)

    monkeypatch.setattr(positions.yaml, "parse", newer)
    assert told(tmp_path, text) == found
