"""Recipes: every mistake told with its line and what was probably meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from negforge.core.errors import UsageError
from negforge.recipe.knobs import recipe_text, recipe_values
from negforge.recipe.load import load_recipe, parse_setting
from negforge.recipe.shipped import recipe_names, shipped


def written(folder: Path, text: str) -> str:
    path = folder / "hotels.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def refusal(name_or_path: str, overrides: dict[str, Any] | None = None) -> str:
    with pytest.raises(UsageError) as caught:
        load_recipe(name_or_path, overrides)
    return str(caught.value)


def test_every_recipe_that_ships_can_be_loaded_and_is_named_like_its_file() -> None:
    assert "quickstart" in recipe_names() and "from_logs" in recipe_names()
    assert [load_recipe(name).recipe.name for name in recipe_names()] == list(recipe_names())


def test_the_seeds_ship_beside_the_recipes() -> None:
    assert {path.name for path in shipped("seeds").iterdir()} >= {"planning", "robust_recovery"}


def test_a_key_that_is_no_knob_is_told_with_its_line_and_the_knob_meant(tmp_path: Path) -> None:
    path = written(tmp_path, "name: hotels\nvalidate:\n  max_edits: 4\n  max_edit_ration: 0.4\n")
    assert refusal(path) == f"{path}:4: validate.max_edit_ration is not a knob; did you mean max_edit_ratio?"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "name: hotels\nperturb:\n  per_rule: many\n  ruls: all\ninputs: [a.json]\nvalidate: 3\n")
    assert refusal(path).split("\n") == [
        "4 mistakes",
        f"{path}:3: perturb.per_rule should be a valid integer, not 'many'",
        f"{path}:4: perturb.ruls is not a knob; did you mean rules?",
        f"{path}:5: inputs is not a knob; did you mean input?",
        f"{path}:6: validate should hold knobs: max_edits, min_edit_ratio, max_edit_ratio, max_natural_ratio, warrants",
    ]


def test_a_key_set_twice_is_refused_with_the_line_of_the_second(tmp_path: Path) -> None:
    path = written(tmp_path, "name: hotels\nvalidate:\n  max_edits: 4\n  max_edits: 5\n")
    assert refusal(path) == f"{path}:4: max_edits is set twice; keep one of the two"


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "name: hotels\ninput: [a.json\nlimit: 3\n")
    assert refusal(path).startswith(f"{path}:3: not YAML: ")


@pytest.mark.parametrize(
    ("text", "found"), [("- 1\n", "a list"), ("only words\n", "plain text"), ("", "nothing"), ("# remark\n", "nothing")]
)
def test_a_file_without_knobs_is_told(tmp_path: Path, text: str, found: str) -> None:
    assert f"holds {found}, not knobs" in refusal(written(tmp_path, text))


def test_a_missing_name_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "says: without a name\n")
    assert refusal(path) == f"{path}: name is missing"


def test_aliases_that_would_expand_without_end_do_no_harm(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join(f'*a{n - 1}' for _ in range(9))}]\n" for n in range(1, 15))
    assert "a14 is not a knob" in refusal(written(tmp_path, f"name: hotels\n{bomb}"))


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    assert "nested too deep" in refusal(written(tmp_path, "name: " + "[" * 2000))


def test_yaml_tags_make_no_objects(tmp_path: Path) -> None:
    path = written(tmp_path, "name: a\nsays: !!python/object:os.system [ls]\n")
    assert refusal(path) == f"{path}:2: says should be a valid string"


@pytest.mark.parametrize("value", [".nan", ".inf", "1.5", "-0.1", "half"])
def test_a_ratio_lies_between_0_and_1(tmp_path: Path, value: str) -> None:
    path = written(tmp_path, f"name: a\nvalidate:\n  max_edit_ratio: {value}\n")
    assert refusal(path).startswith(f"{path}:3: validate.max_edit_ratio should be ")


def test_bounds_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "name: a\nvalidate: {min_edit_ratio: 0.5, max_edit_ratio: 0.1}\n")
    assert refusal(path) == f"{path}:2: validate min_edit_ratio 0.5 lies above max_edit_ratio 0.1"


def test_a_name_that_leads_out_of_the_run_folder_is_refused(tmp_path: Path) -> None:
    assert "name" in refusal(written(tmp_path, "name: ../elsewhere\n"))


def test_a_lone_surrogate_in_a_text_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, 'name: a\nsays: "\\ud800"\n')
    assert refusal(path).startswith(f"{path}:2: says ")


def test_a_recipe_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("name: caf\xe9\n".encode("latin-1"))
    assert refusal(str(path)) == f"{path}: byte 9 is not UTF-8; save the recipe as UTF-8"


def test_a_recipe_name_is_corrected() -> None:
    assert refusal("quickstrat") == "no recipe named quickstrat; did you mean quickstart?"


def test_a_missing_recipe_file_is_told() -> None:
    assert refusal("nowhere/x.yaml") == "nowhere/x.yaml: no such recipe file; `negforge list recipes` shows what ships"


def test_a_folder_is_no_recipe(tmp_path: Path) -> None:
    assert "no such recipe file" in refusal(str(tmp_path))


def test_overrides_take_the_place_of_knobs() -> None:
    recipe = load_recipe("quickstart", {"validate.max_edits": 3, "rng_seed": 7, "input": ["a.json"]}).recipe
    assert (recipe.validation.max_edits, recipe.rng_seed, recipe.input) == (3, 7, ("a.json",))


def test_a_wrong_override_is_told_as_one() -> None:
    assert refusal("quickstart", {"validate.max_edit_ration": 0.5}) == (
        "--set validate.max_edit_ration: validate.max_edit_ration is not a knob; did you mean max_edit_ratio?"
    )


def test_an_override_inside_a_plain_knob_is_refused() -> None:
    assert refusal("quickstart", {"name.x": 1}) == "--set name.x: name holds no knobs of its own"


def test_a_setting_is_read_as_yaml() -> None:
    assert parse_setting("validate.max_edits=4") == ("validate.max_edits", 4)
    assert parse_setting("perturb.rules=[give_up]") == ("perturb.rules", ["give_up"])


@pytest.mark.parametrize("text", ["validate.max_edits", "=4"])
def test_a_setting_without_knob_or_value_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write it as knob=value"):
        parse_setting(text)


def test_the_resolved_recipe_can_be_loaded_again(tmp_path: Path) -> None:
    recipe = load_recipe("from_logs", {"input": ["logs/a.json"], "limit": 3}).recipe
    again = load_recipe(written(tmp_path, recipe_text(recipe))).recipe
    assert recipe_values(again) == recipe_values(recipe)


def test_the_resolved_recipe_holds_no_folder_of_this_machine() -> None:
    recipe = load_recipe("from_logs", {"input": ["/home/someone/a.json"], "tools": "/home/someone/t.json"}).recipe
    assert "someone" not in recipe_text(recipe) and "a.json" in recipe_text(recipe)


@pytest.mark.parametrize("key", ["rules[0]", "[", "tuple[str, ...]", "literal['all']", "[key]"])
def test_a_key_with_brackets_is_no_knob_and_no_crash(tmp_path: Path, key: str) -> None:
    path = written(tmp_path, f'name: a\n"{key}": foo\nperturb:\n  "{key}": foo\n')
    first, second = refusal(path).split("\n")[1:]
    assert first.startswith(f"{path}:2: {key} is not a knob")
    assert second.startswith(f"{path}:4: perturb.{key} is not a knob")


def test_a_setting_with_brackets_is_told_with_the_knob_that_was_meant() -> None:
    told = refusal("quickstart", {"perturb.rules[0]": "foo"})
    assert told == "--set perturb.rules[0]: perturb.rules[0] is not a knob; did you mean rules?"


def test_a_key_cannot_break_the_line_it_is_told_on(tmp_path: Path) -> None:
    path = written(tmp_path, 'name: a\n"\\e[31m\\u202e\\n": x\n' + f"{'k' * 900}: x\n")
    first, second = refusal(path).split("\n")[1:]
    assert first.startswith(rf"{path}:2: \x1b[31m\u202e\n is not a knob")
    assert second.startswith(f"{path}:3: {'k' * 100}... is not a knob") and len(second) < 500


@pytest.mark.parametrize(
    "text",
    [
        "validate: &a {max_edits: 4}\nperturb:\n  <<: {per_rule: 3}\n",
        "perturb: !!omap\n  - per_rule: 3\n",
        "perturb:\n  <<: &a {per_rule: 3}\n",
    ],
)
def test_knobs_that_are_merged_or_tagged_count_like_others(tmp_path: Path, text: str) -> None:
    assert load_recipe(written(tmp_path, f"name: a\n{text}")).recipe.perturb.per_rule == 3


def test_a_merged_knob_that_is_wrong_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "name: a\nperturb:\n  <<: {per_rul: 3}\n")
    assert refusal(path) == f"{path}:2: perturb.per_rul is not a knob; did you mean per_rule?"


@pytest.mark.parametrize("text", ["perturb: !!set {rules, b}", "perturb: &a\n  <<: *a", "perturb: &a {limits: *a}"])
def test_odd_yaml_is_refused_without_a_crash(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, f"name: a\n{text}\n")
    assert refusal(path).startswith(path)


def test_aliases_inside_aliases_are_noted_once(tmp_path: Path) -> None:
    keys = range(400)
    levels = ["b0: &b0 {" + ", ".join(f"k{n}: 1" for n in keys) + "}"]
    levels += [f"b{level}: &b{level} {{" + ", ".join(f"k{n}: *b{level - 1}" for n in keys) + "}" for level in (1, 2, 3)]
    told = refusal(written(tmp_path, "name: a\n" + "\n".join(levels)))
    assert told.startswith("4 mistakes")


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ("judge: {model: x, base_ulr: y}", "models.judge.base_ulr is not a knob; did you mean base_url?"),
        ("judge: {model: x, price: {promt: 1}}", "models.judge.price.promt is not a knob; did you mean prompt?"),
        ("judge: 3", "models.judge should hold knobs: model, base_url, "),
        (
            'judge: {model: x, base_url: "http://here/v1"}',
            "models.judge.base_url names an environment variable, such as ${JUDGE_URL}; export that",
        ),
        (
            "judge: {model: x, api_key: sk-1}",
            "models.judge.api_key names an environment variable, such as ${OPENAI_API_KEY}; the v",
        ),
        ('"b d": {model: x}', "models.b d String should match pattern"),
    ],
)
def test_a_mistake_in_a_model_is_told_with_its_line_and_the_knob_meant(tmp_path: Path, models: str, told: str) -> None:
    path = written(tmp_path, f"name: a\nmodels:\n  {models}\n")
    assert refusal(path).startswith(f"{path}:3: {told}")


@pytest.mark.parametrize(
    ("knob", "shown"),
    [
        ("sk-SECRETKEY12345", "sk-SECRE..."),
        ("price.sk-SECRETKEY12345", "price.sk-SECRE..."),
        ("abcdefghijklmnopqrstuvwxyz", "abcdefgh..."),
        ("max_concurrent", "max_concurrent"),
    ],
)
def test_a_key_pasted_among_the_knobs_of_a_model_is_not_shown(tmp_path: Path, knob: str, shown: str) -> None:
    holder, _, inner = knob.rpartition(".")
    nested = f"{holder}: {{{inner}: 1}}" if holder else f"{inner}: 1"
    path = written(tmp_path, f"name: a\nmodels:\n  judge: {{model: x, {nested}}}\n")
    assert refusal(path).startswith(f"{path}:3: models.judge.{shown} is not a knob;")
    path = written(tmp_path, "name: a\nmodels:\n  judge: {model: x}\n")
    told = refusal(path, {f"models.judge.{knob}": "1"})
    assert told.startswith(f"--set models.judge.{shown}: models.judge.{shown} is not a knob")


def test_of_very_many_mistakes_the_first_twenty_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "name: a\n" + "".join(f"k{number}: 1\n" for number in range(3000)))
    lines = refusal(path).split("\n")
    assert (lines[0], len(lines), lines[-1]) == ("3000 mistakes", 22, "... and 2980 others; mend these first")
    assert lines[1].startswith(f"{path}:2: k0 is not a knob") and lines[20].startswith(f"{path}:21: k19 is")


def test_a_wrong_setting_deep_inside_is_told_as_one() -> None:
    assert refusal("quickstart", {"a.b.c.d": 1}).startswith("--set a.b.c.d: a is not a knob")


def test_an_option_of_its_own_is_told_by_its_own_name() -> None:
    with pytest.raises(UsageError, match=r"^--rng-seed: rng_seed should be a valid integer"):
        load_recipe("quickstart", {"rng_seed": "x", "limit": 1}, ["rng_seed"])


def test_a_name_that_no_file_can_have_is_no_recipe() -> None:
    for name in ("x" * 5000, "x" * 5000 + ".yaml", "/" + "x" * 300):
        assert "cannot be read (File name too long)" in refusal(name)
