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
        f"{path}:6: validate should hold knobs: max_edits, min_edit_ratio, max_edit_ratio",
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
