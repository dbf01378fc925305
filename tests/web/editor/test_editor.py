"""The editor in a real browser, as a volunteer uses it, on a copy of Kurume's data."""

from __future__ import annotations

import http.server
import json
import re
import threading
import time
from collections.abc import Iterator

import pypdf
import pytest
from PIL import Image

import handbook
from handbook.cli.app import main

AXE = """axe.run(%s, {rules: {"color-contrast-enhanced": {enabled: true}}}).then(found => {
  const told = list => list.map(rule => [rule.id, rule.nodes.map(node => node.html.slice(0, 200))]);
  return {passes: found.passes.length, wrong: told(found.violations), unsure: told(found.incomplete)};
})"""
TITLE, TEXT = "[data-key='columns/ukishima-ninchisho/title']", "[data-key='columns/ukishima-ninchisho/text']"
DESK = "desks/高齢者/西地域包括支援センター"
PHONE, HOURS = f"[data-key='{DESK}/phone']", f"[data-key='{DESK}/hours']"


class Page:
    """A tab of the browser with the editor in it, and in that 浮島."""

    def __init__(self, browser, editor, width=1280, height=900):
        self.browser, self.editor = browser, editor
        self.tab = browser.tab()
        browser.screen(width, height)
        before = {"folder": str(editor.data), "district": "浮島", "edits": {}, "seen": {}}
        script = f"sessionStorage.typed ??= JSON.stringify({json.dumps(before)})"
        browser.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        browser.open(editor.address)
        self.until("document.getElementById('picture')?.naturalWidth > 0")

    def __getattr__(self, name):
        return getattr(self.browser, name)

    def subject(self, name):
        self.click(f"#subjects [data-name={name}]")

    def put(self, selector, text):
        """Empty a field as by hand, and type into it."""
        self.run(f"""(() => {{ const one = document.querySelector({selector!r});
          one.focus(); one.select(); }})()""")
        self.type(text)

    def value(self, selector):
        return self.run(f"document.querySelector({selector!r}).value")

    def text(self, selector):
        return self.run(f"document.querySelector({selector!r})?.textContent ?? ''")

    def says(self, selector, words):
        self.until(f"document.querySelector({selector!r})?.textContent.includes({words!r})")

    def picture(self):
        return self.run("document.getElementById('picture').src")

    def redrawn(self, before):
        """Wait for another picture than the one before; give it."""
        self.until(f"document.getElementById('picture').src !== {before!r}")
        return self.picture()

    def button(self, words, within="body"):
        """Press the button with these words."""
        self.run(f"""(() => {{ document.querySelector("[data-pressed]")?.removeAttribute("data-pressed");
          [...document.querySelector({within!r}).querySelectorAll("button")]
            .find(one => one.textContent === {words!r}).dataset.pressed = "now"; }})()""")
        self.click("[data-pressed]")

    def save(self):
        self.click("#save")
        self.says("#state", "保存しました")


@pytest.fixture
def page(browser, editor):
    """The page of 浮島 in a tab of its own."""
    return Page(browser, editor)


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "茶話会.jpg"
    Image.linear_gradient("L").convert("RGB").resize((1200, 900)).save(path, "JPEG")
    return path


def words_of(pdf):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    return re.sub(r"\s", "", text)


def column(editor):
    return (editor.data / "columns" / "ukishima-ninchisho.yaml").read_text(encoding="utf-8")


def test_a_column_with_a_photograph_is_written_seen_saved_built_and_found(page, editor, photo, tmp_path):
    page.button("コラムを書き足す")
    page.until("document.activeElement.dataset.key?.endsWith('/title')")
    entry = page.run("document.activeElement.dataset.key").removesuffix("/title")
    told = f"document.querySelector(\".field:has([data-key='{entry}/text']) .problem\").textContent"
    page.says("#stale", "その前の紙面です")
    assert page.run(told) == "", "nobody has begun to write"
    page.click("#save")
    page.until(f"{told}.includes('ありません')")
    page.type("みんなで茶話会")
    page.put(f"[data-key='{entry}/text']", "月に一度、公民館に集まります。")
    seen = page.picture()
    page.drop(f".drop:has([data-key^='{entry}/'])", photo)
    page.says(f".drop:has([data-key^='{entry}/'])", "いまの写真：茶話会.jpg")
    page.put(f"[data-key='{entry}/photo/alt']", "公民館でお茶を飲む人たち")
    page.click(f"[data-key='{entry}/photo/consent']")
    page.redrawn(seen)
    assert not [path for path in (editor.data / "columns").iterdir() if path.suffix == ".jpg"]
    page.save()
    assert page.text("#notice") == ""
    with pytest.raises(SystemExit) as ended:
        main(["build", "浮島", "--data", str(editor.data), "--layout", "handbook", "--out", str(tmp_path)])
    assert ended.value.code == 0
    built = next(tmp_path.glob("*.pdf"))
    assert "みんなで茶話会" in words_of(built)
    assert any(len(each.images) for each in pypdf.PdfReader(built).pages)
    own = next(
        path for path in (editor.data / "columns").glob("*.yaml") if "茶話会" in path.read_text("utf-8")
    )
    assert own.read_text("utf-8").startswith("# yaml-language-server")
    page.click("#undo")
    page.button("取り消す", "dialog")
    page.says("#state", "保存を取り消しました")
    assert not own.exists()
    assert list(page.complaints()) == [], "the policy forbids nothing that the page needs"


def test_a_column_goes_after_a_question_and_comes_back(page, editor):
    gone, before = f"document.querySelector({TITLE!r}) === null", column(editor)
    for answer in ("やめる", "消す"):
        assert not page.run(gone)
        page.click(f".card:has({TITLE}) .top button")
        page.button(answer, "dialog")
    page.until(gone)
    page.click("#undo")
    page.until(f"!({gone})")
    page.says("#state", "変更はありません")
    assert column(editor) == before


def test_each_keystroke_shows_and_too_much_is_marked_on_the_picture(page):
    before = page.picture()
    page.put(TITLE, "見出しを変える")
    before = page.redrawn(before)
    page.until("document.querySelector('[data-room]').textContent.startsWith('あと約')")
    page.put(TEXT, "長い文章です。" * 150)
    page.says(".many", "字多すぎます")
    page.until("document.querySelector('.mark span') !== null")
    mark, sheet = page.run("""[document.querySelector(".mark"), document.querySelector(".sheet")].map(one => {
      const box = one.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; })""")
    assert sheet[0] <= mark[0] < mark[2] <= sheet[2]
    assert sheet[1] <= mark[1] < mark[3] <= sheet[3]
    page.run("document.querySelector('.mark').click()")
    assert page.run("document.activeElement.dataset.key") == TEXT[11:-2]


def test_ruby_goes_around_what_is_selected_and_the_caret_into_its_reading(page):
    page.put(TEXT, "回覧を読む。")
    page.run(f"document.querySelector({TEXT!r}).setSelectionRange(0, 2)")
    page.button("ふりがな", f".field:has({TEXT})")
    page.type("かいらん")
    assert page.value(TEXT) == "{回覧|かいらん}を読む。"
    page.run(f"document.querySelector({TEXT!r}).select()")
    page.button("太字", f".field:has({TEXT})")
    assert page.value(TEXT) == "**{回覧|かいらん}を読む。**"


def test_all_that_was_deleted_by_mistake_comes_back(page):
    page.put(TEXT, "回覧を読む。みんなで読みます。")
    page.put(TEXT, "あ")
    page.click("#undo")
    page.until(f"document.querySelector({TEXT!r}).value === '回覧を読む。みんなで読みます。'")


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(page, editor):
    before = column(editor)
    page.put(TEXT, "{回覧|かいらんを読む。")
    told = f".field:has({TEXT}) .problem"
    page.until(f"document.querySelector({told!r}).textContent !== ''")
    assert page.run(f"document.querySelector({TEXT!r}).getAttribute('aria-invalid')") == "true"
    ids = page.run(f"document.querySelector({TEXT!r}).getAttribute('aria-describedby')").split()
    assert page.run(f"document.querySelector({told!r}).id") in ids
    page.click("#save")
    page.says("#notice", "まだ保存していません")
    assert page.value(TEXT) == "{回覧|かいらんを読む。"
    assert column(editor) == before
    page.click("#undo")
    page.until(f"!document.querySelector({TEXT!r}).value.startsWith('{{')")
    page.says("#state", "変更はありません")


def test_two_editors_on_one_file_are_shown_to_each_other(page, browser, editor):
    other = Page(browser, editor)
    other.subject("desks")
    other.put(HOURS, "平日 9時から17時まで")
    other.save()
    browser.at(page.tab)
    page.subject("desks")
    page.put(HOURS, "毎日 8時から20時まで")
    page.click("#save")
    page.says("dialog", "平日 9時から17時まで")
    page.says("dialog", "毎日 8時から20時まで")
    page.button("あとにする", "dialog")
    page.says("#state", "保存していない変更があります")
    assert "毎日" not in (editor.data / "desks.yaml").read_text("utf-8")
    assert page.value(HOURS) == "毎日 8時から20時まで"
    page.click("#save")
    page.until("document.querySelector('dialog').open")
    page.button("選んだもので保存する", "dialog")
    page.says("#state", "保存しました")
    assert "毎日 8時から20時まで" in (editor.data / "desks.yaml").read_text("utf-8")


def test_what_was_typed_into_what_goes_elsewhere_is_shown_and_given_up(browser, editor):
    file = editor.data / "columns" / "jirei-77.yaml"
    file.write_text("title: 消える事例\ntext: 本文。\ndistrict: 浮島\n", "utf-8")
    page, title = Page(browser, editor), "[data-key='columns/jirei-77/title']"
    page.put(title, "書きかけ")
    file.unlink()
    page.click("#save")
    page.says("dialog", "書きかけ")
    page.says("dialog", "消されたか、名前が変わりました")
    page.button("選んだもので保存する", "dialog")
    page.until("document.getElementById('save').disabled")
    page.until(f"!document.querySelector({title!r})")
    page.put(TITLE, "ほかは書けます")
    page.save()
    assert "ほかは書けます" in column(editor)


def test_a_server_that_is_killed_while_saving_costs_nothing(browser, edited):
    own = edited()
    page, before = Page(browser, own), column(own)
    page.put(TITLE, "これは残ります")
    page.run("document.getElementById('save').click()")
    time.sleep(0.03)
    own.kill()
    page.says("#notice", "書いたものは、このページに残っています")
    handbook.load_plan(own.data)
    after = column(own)
    assert after in (before, before.replace("個別課題から地域の支え合いを考える", "これは残ります"))
    assert page.value(TITLE) == "これは残ります"
    Page(browser, edited(own.data, "--port", str(own.port)))
    browser.at(page.tab)
    page.until("document.getElementById('notice').textContent === ''")
    assert page.value(TITLE) == "これは残ります"
    if after == before:
        page.save()
    assert "これは残ります" in column(own)


def test_what_was_typed_survives_loading_the_page_anew(page):
    page.put(TITLE, "読み込み直しても残る")
    page.events.clear()
    page.call("Page.reload")
    page.wait_for("Page.javascriptDialogOpening")  # leaving with unsaved changes asks
    page.call("Page.handleJavaScriptDialog", accept=True)
    page.wait_for("Page.loadEventFired")
    page.until(f"document.querySelector({TITLE!r})?.value === '読み込み直しても残る'")
    page.says("#state", "保存していない変更があります")
    page.click("#undo")


ELSEWHERE = """<!doctype html><meta charset="utf-8"><body><script>
const to = "%s", told = [];
const guess = {"Content-Type": "application/json", "X-Handbook-Key": "guess"};
const tries = [{}, {mode: "no-cors"}, {headers: guess}];
(async () => {
  for (const more of tries) {
    await fetch(to + "/save", {method: "POST", body: "{}", ...more})
      .then(answer => told.push(answer.type), () => told.push("refused"));
  }
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.name = "there"; frame.src = to + "/";
  const form = document.body.appendChild(document.createElement("form"));
  Object.assign(form, {method: "post", action: to + "/undo", enctype: "text/plain", target: "there"});
  form.submit();
  window.told = told;
})();
</script>"""


@pytest.fixture
def elsewhere(editor) -> Iterator[str]:
    """Another site on this very machine, whose page posts to the editor."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write((ELSEWHERE % editor.origin).encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()


def test_another_site_in_the_same_browser_can_do_nothing(page, browser, editor, elsewhere):
    page.subject("desks")
    page.put(HOURS, "月曜から金曜まで")
    page.save()
    before = {path: path.read_bytes() for path in editor.data.rglob("*.yaml")}
    browser.tab()
    browser.open(elsewhere)
    assert browser.until("window.told") == ["refused"] * 3
    time.sleep(0.2)
    assert {path: path.read_bytes() for path in editor.data.rglob("*.yaml")} == before


NO_PHOTOGRAPHS = {
    "text.jpg": (b"not a photograph", "JPEG"),
    "script.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
    "cut.jpg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "写真"),
}


def test_what_is_no_photograph_is_refused_in_words_and_the_rest_stays(page, tmp_path):
    page.put(TITLE, "書きかけ")
    zone = f".field:has([data-key^='{TEXT[11:-7]}/photo'][type=file])"
    for name, (data, words) in NO_PHOTOGRAPHS.items():
        (tmp_path / name).write_bytes(data)
        page.drop(f"{zone} .drop", tmp_path / name)
        page.says(f"{zone} .problem", words)
    with (tmp_path / "large.jpg").open("wb") as file:
        file.truncate(200_000_000)
    page.run(f"document.querySelector({zone!r}).querySelector('input').id = 'file'")
    page.browser.choose("#file", tmp_path / "large.jpg")
    page.says(f"{zone} .problem", "200MB")
    assert page.value(TITLE) == "書きかけ"


def test_a_folder_that_vanishes_is_told_and_what_was_typed_waits(page, editor):
    page.put(TITLE, "フォルダーがなくても")
    editor.data.rename(editor.data.with_name("away"))
    page.click("#save")
    page.until("document.getElementById('notice').textContent !== ''")
    page.says("#state", "保存していない変更")
    assert page.value(TITLE) == "フォルダーがなくても"
    assert not editor.data.exists()
    editor.data.with_name("away").rename(editor.data)
    page.save()
    assert "フォルダーがなくても" in column(editor)


def test_two_people_confirm_by_a_box_each(page, editor):
    page.subject("check")
    count = int(re.search(r"\d+", page.text("#subjects [data-name=check]")).group())
    page.click(".value input")
    page.says("#notice", "名前を")
    for person in ("見本 太郎", "見本 花子"):
        page.put("#who", person)
        page.click(".value input:not(:checked)")
        page.says(".value .boxes", person)
    assert (editor.data / "confirmations.yaml").read_text("utf-8").count("見本 花子") == 1
    page.until(f"document.querySelector('#subjects [data-name=check]').textContent.includes('{count - 1}')")


def test_the_pdf_comes_down(page, tmp_path):
    page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    page.put(TEXT, "見守りの輪を大切に。※1「声をかけ合おう」と集まりました。")
    page.click("#pdf")
    page.button("保存してから作る", "dialog")
    page.says("#state", "浮島")
    end = time.monotonic() + 20
    while not (made := [one for one in tmp_path.glob("*.pdf") if b"%%EOF" in one.read_bytes()[-9:]]):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert "浮島" in made[0].name
    assert "声をかけ合おう" in words_of(made[0])


# For everybody


def troubled(page):
    """Too much in a text, something wrong, a message above: what people see when they need it most."""
    page.put(TITLE, "{回覧")
    page.run("document.getElementById('save').click()")
    page.says("#notice", "まだ保存していません")
    page.put(TITLE, "回覧")
    page.put(TEXT, "長い文章です。" * 150)
    page.until("document.querySelector('.mark') !== null")


SUBJECTS = ("check", "district", "desks", "columns")


def opened(page, name):
    """A subject, with everything unfolded."""
    page.run(f"document.querySelector('#subjects [data-name={name}]').click()")
    page.run("document.querySelectorAll('#panel details').forEach(one => { one.open = true; })")


def test_axe_finds_nothing(browser, editor, axe):
    page = Page(browser, editor, 1280, 4000)  # all of it at once: nothing lies below the bar
    troubled(page)
    page.run(f"{axe}; 0")
    for width, names in ((1280, SUBJECTS), (320, ("check",))):
        browser.screen(width, 4000)
        for name in names:
            opened(page, name)
            around = "document" if name == names[0] else "'#panel'"  # where alone something changes
            found = page.run(AXE % around)
            assert (width, name, found["wrong"]) == (width, name, [])
            assert (width, name, found["unsure"]) == (width, name, [])
            assert found["passes"] > 10
    page.run("document.getElementById('shapes').open = true")
    assert page.run(AXE % "'#shapes'")["wrong"] == []


def test_nothing_scrolls_sideways_and_everything_is_large_enough(page, browser):
    troubled(page)
    for width in (320, 390, 768, 1024, 1600):
        browser.screen(width, 900)
        for name in SUBJECTS:
            opened(page, name)
            assert page.run("document.documentElement.scrollWidth") <= width, name
            low = page.run("""[...document.querySelectorAll("button, input, select, textarea, summary")]
              .map(one => [one.closest("label, .drop") ?? one, one])
              .filter(([box, one]) => box.checkVisibility() && box.getBoundingClientRect().height < 44)
              .map(([box, one]) => one.outerHTML.slice(0, 90))""")
            assert low == [], (width, name)
            cut = page.run("""[...document.querySelectorAll("input[inputmode=tel]")]
              .filter(one => one.scrollWidth > one.clientWidth).map(one => one.value)""")
            assert cut == [], (width, "a number of which a figure cannot be seen")
            numbers = page.run("document.querySelectorAll('input[inputmode=tel]').length")
            assert numbers == (12 if name == "desks" else 0)
            sizes = page.run("""[...document.querySelectorAll("body *")]
              .map(one => parseFloat(getComputedStyle(one).fontSize))""")
            assert min(sizes) >= 16


def test_desks_stand_in_a_table_with_whom_they_are_for(page):
    opened(page, "desks")
    heads = page.run("[...document.querySelectorAll('#panel thead th')].map(one => one.textContent)")
    assert heads == ["名前（必ず）", "電話番号（必ず）", "FAX番号"]
    whose = page.run("[...document.querySelectorAll('#panel .whose b')].map(one => one.textContent)")
    assert whose == ["高齢者", "障害者", "子ども", "生活困窮者", "問い合わせ先", "問い合わせ先"]
    heard = page.run("[...document.querySelectorAll('#panel [inputmode=tel]')].map(one => one.ariaLabel)")
    assert heard[2] == "電話番号（必ず）、西部障害者基幹相談支援センター"
    row = "document.querySelectorAll('#panel tbody')[1].querySelectorAll('td input')"
    assert page.run(f"[...{row}].slice(0, 3).map(one => one.value)") == [
        *("西部障害者基幹相談支援センター", "0942-27-2038", "0942-27-2058"),
    ]


def test_keys_alone_write_and_save(page, editor):
    page.press("Tab")
    assert page.text(":focus") == "書くところへ進む"
    page.press("Enter", "Shift+Tab")
    assert page.run("document.activeElement.role") == "tab"
    page.press("ArrowRight")
    assert page.run("document.activeElement.dataset.name") == "desks"
    page.press("End")
    assert page.run("document.activeElement.dataset.name") == "check"
    page.press("ArrowRight")
    assert page.run("document.activeElement.dataset.name") == "columns"
    while page.run("document.activeElement.dataset.key ?? ''") != TITLE[11:-2]:
        page.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert page.run(f"parseFloat({style}.outlineWidth) >= 3 || document.activeElement.id === 'panel'")
    page.press("End")
    page.type("（鍵盤で）")
    page.call("Input.dispatchKeyEvent", type="keyDown", modifiers=2, key="s", windowsVirtualKeyCode=83)
    page.says("#state", "保存しました")
    assert "（鍵盤で）" in column(editor)
