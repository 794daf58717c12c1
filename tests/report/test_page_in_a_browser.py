"""The page in headless Chromium: nothing asked of a network, nothing hostile run, filters, keys, dark, a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from benchmarks.browser import ARGUMENTS, absent, executable

from negforge.cli.main import main
from tests.report.small_evaluation import HOSTILE_NAME, fare_pairs, judgements, write_evaluation

PAIRS = 120


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if (missing := absent()) is not None:
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    pairs = fare_pairs(PAIRS)
    run = write_evaluation(folder / "judged", pairs, judgements(pairs))
    assert main(["report", str(run), "-o", str(folder / "report.html")]) == 0
    return folder / "report.html"


@pytest.fixture
def tab(browser: Any, page_file: Path) -> Iterator[Any]:
    """The page, opened; afterwards: it asked for itself alone, nothing hostile ran, nothing went wrong in it."""
    opened = browser.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    opened.goto(page_file.as_uri())
    opened.wait_for_selector("html[data-ready=yes]", state="attached")
    yield opened
    assert opened.title() == "Judges on judged-pairs.jsonl"
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [page_file.as_uri()]
    assert wrong == []
    opened.close()


def count(tab: Any) -> str:
    return str(tab.locator("#count").text_content())


def until(tab: Any, says: str) -> None:
    """Waits for what a script says to come true. Playwright's own waiting is kept out by the page's policy."""
    for _ in range(200):
        if tab.evaluate(says):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"did not come true: {says}")


def open_first(tab: Any) -> None:
    tab.locator("#list button").first.click()
    tab.wait_for_selector("dialog[data-shown]")


def test_the_list_comes_in_parts(tab: Any) -> None:
    assert (count(tab), tab.locator("#list button").count()) == ("120 of 120 pairs", 50)
    tab.click("#later")
    tab.click("#later")
    assert tab.locator("#list button").count() == 20
    assert tab.locator("#later").is_disabled()


def test_hostile_text_is_shown_and_never_run(tab: Any) -> None:
    open_first(tab)
    for one in tab.locator("dialog details summary").all():
        one.click()
    shown = tab.locator("#pair-body").text_content()
    assert "<script>document.title='owned'</script><img src=x" in shown
    for mark in ("U+001B", "U+202E", "U+200B", "U+0000", "U+D800"):
        assert tab.locator(".hidden-char", has_text=mark).count() > 0
    assert HOSTILE_NAME in tab.locator("dialog .verdicts").text_content()
    assert HOSTILE_NAME in tab.locator("#leaderboard").text_content()
    assert tab.locator("body script:not([type='application/json'])").count() == 1
    assert tab.locator("img").count() == 0


def test_script_that_got_in_would_not_run(browser: Any, page_file: Path) -> None:
    tab = browser.new_page()
    tab.goto(page_file.as_uri())
    tab.evaluate(
        "const one = document.createElement('div'); one.innerHTML = '<b onclick=\"document.title=`owned`\">x</b>';"
        "document.body.append(one); one.firstChild.click(); one.remove()"
    )
    assert tab.title() != "owned"
    tab.close()


@pytest.mark.parametrize(
    ("choices", "left"),
    [
        ({"f-split": "one"}, 60),
        ({"f-defect": "claim_without_step"}, 60),
        ({"f-level": "3"}, 40),
        ({"f-who": "steady", "f-was": "wrong in an order"}, 30),
        ({"f-who": "swayed", "f-was": "swayed by the order"}, 120),
        ({"f-who": "every judge", "f-was": "wrong in an order"}, 0),
        ({"f-who": "some judge", "f-was": "without verdict"}, 1),
        ({"f-split": "two", "f-defect": "claim_without_step", "f-who": "steady", "f-was": "wrong in every order"}, 15),
    ],
)
def test_filters_keep_what_they_say(tab: Any, choices: dict[str, str], left: int) -> None:
    for field, label in choices.items():
        tab.select_option(f"#{field}", label=label)
    assert count(tab) == f"{left} of 120 pairs"
    tab.click("#f-clear")
    assert count(tab) == "120 of 120 pairs"


def test_a_pair_is_found_by_the_beginning_of_its_id(tab: Any) -> None:
    wanted = fare_pairs(PAIRS)[77].id
    tab.fill("#f-search", wanted[:12])
    assert [one.text_content() for one in tab.locator("#list code").all()] == [wanted]


def test_a_slice_leads_to_its_pairs(tab: Any) -> None:
    tab.locator("summary", has_text="By defect").click()
    tab.get_by_role("link", name="claim_without_step").click()
    until(tab, "document.querySelector('#count').textContent == '60 of 120 pairs'")  # the address comes first


def test_an_opened_pair_is_aligned_and_marked(tab: Any) -> None:
    tab.locator("#list button").nth(1).click()
    tab.wait_for_selector("dialog[data-shown]")
    assert tab.locator(".row.both").count() == 3
    assert tab.locator(".row.apart .chosen mark.gone").text_content() == "31.50"
    assert tab.locator(".row.apart .rejected mark.new.symptom").text_content() == "13.50"
    assert tab.locator(".row.both mark.evidence").text_content() == "31.5"
    assert "13.50 is not the fare of R1." in tab.locator("dl.about").text_content()
    assert tab.locator(".badge.edit").text_content() == "the edit"
    tab.locator("dialog summary", has_text="raw reply").first.click()
    assert "Run A is right about" in tab.locator("pre.raw").first.text_content()
    tab.locator("dialog summary", has_text="Tools on offer: 2").click()
    tab.wait_for_selector(".tools article")
    assert tab.locator(".tools h4").all_text_contents() == ["fare", "seats"]


def test_all_of_it_goes_by_keyboard(tab: Any) -> None:
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "f-search"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    ids = [one.id for one in fare_pairs(PAIRS)]
    assert ids[0] in tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(f"dialog[data-shown='{ids[1]}']")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_selector(f"dialog[data-shown='{ids[2]}']")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert "Train R2 costs 31.50 euros." in tab.evaluate("document.activeElement.textContent")
    tab.keyboard.press("Escape")
    tab.locator("dialog").wait_for(state="hidden")
    until(tab, f"document.activeElement.textContent.includes('{ids[2]}')")


def test_the_address_of_a_pair_opens_it(browser: Any, page_file: Path) -> None:
    wanted = fare_pairs(PAIRS)[90].id
    opened = browser.new_page()
    opened.goto(f"{page_file.as_uri()}#pair={wanted}")
    opened.wait_for_selector(f"dialog[data-shown='{wanted}']")
    assert wanted in opened.locator("dialog").text_content()
    opened.close()


@pytest.mark.parametrize("typed", ["NOPE", "%E0%A4%A", "%3Cimg%20src=x%20onerror=document.title=1%3E"])
def test_the_address_of_no_pair_says_so(tab: Any, typed: str) -> None:
    tab.evaluate("typed => { location.hash = 'pair=' + typed; }", typed)
    until(tab, "document.querySelector('#count').textContent.includes('No pair here has the id')")
    assert count(tab).startswith("120 of 120 pairs. No pair") and tab.locator("dialog[data-shown]").count() == 0
    assert tab.locator("#count img").count() == 0


def test_a_table_that_is_cut_off_says_that_it_scrolls(tab: Any) -> None:
    for width in (360, 1280, 3000):
        tab.set_viewport_size({"width": width, "height": 740})
        until(
            tab,
            "[...document.querySelectorAll('.wide')].every(one => (one.scrollWidth > one.clientWidth + 1) === "
            "Boolean(one.previousElementSibling?.classList.contains('sideways')))",
        )
        if width == 360:
            assert tab.locator("#leaderboard .sideways").text_content() == "this table scrolls sideways →"


def test_a_judge_s_name_breaks_behind_punctuation_only(tab: Any) -> None:
    assert tab.locator(".leaders tbody th wbr").count() > 0
    assert HOSTILE_NAME in " ".join(tab.locator(".leaders tbody th").all_text_contents())


def test_dark_is_dark_and_light_is_light(browser: Any, page_file: Path) -> None:
    found = {}
    for scheme in ("light", "dark"):
        opened = browser.new_page(color_scheme=scheme)
        opened.goto(page_file.as_uri())
        found[scheme] = opened.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        opened.close()
    assert found == {"light": "rgb(251, 250, 248)", "dark": "rgb(21, 24, 29)"}


def test_a_phone_scrolls_down_only(browser: Any, page_file: Path) -> None:
    opened = browser.new_page(viewport={"width": 360, "height": 740})
    opened.goto(page_file.as_uri())
    opened.wait_for_selector("#list button")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    open_first(opened)
    assert opened.evaluate("document.querySelector('dialog').scrollWidth") <= 360
    opened.close()


def test_the_figures_need_no_script(browser: Any, page_file: Path) -> None:
    opened = browser.new_page(java_script_enabled=False)
    opened.goto(page_file.as_uri())
    assert "75.0 [" in opened.locator("#leaderboard").text_content()
    assert opened.locator("#pairs noscript").count() == 1
    opened.close()
