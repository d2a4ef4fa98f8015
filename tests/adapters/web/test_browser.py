"""The playground in a real browser: with the mouse, with the keyboard alone, in a narrow window, after a restart."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from adapters.slack import render as slack
from adapters.slack.carried import Carried
from bot.ports import ToChannel, ToThread
from bot.vocabulary.card import Note, Paragraph
from bot.vocabulary.effect import OpenForm
from bot.vocabulary.request import Place
from bot.vocabulary.text import text
from tests.adapters.web.town import CALL, JOIN, READER, Town, card, open_town
from tests.fakes.shelf import FakeShelf
from tests.stores import StandingClock

pytestmark = pytest.mark.timeout(120)


def pane(page: Page, space: str) -> Locator:
    return page.locator(f"#pane-{space}")


def cards(page: Page, space: str) -> Locator:
    return pane(page, space).locator(".room .card")


async def say(page: Page, space: str, line: str) -> None:
    await page.locator(f"#line-{space}").fill(line)
    await page.locator(f"#line-{space}").press("Enter")


async def make_call(page: Page) -> None:
    """Ask for hands in the left pane, as far as the card that everybody sees."""
    await page.locator("#channel-plaza-volunteering").click()
    await say(page, "plaza", "/volunteer call")
    await page.get_by_label("何を手伝ってほしいですか").fill("椅子運び")
    await page.get_by_role("button", name="送る").last.click()
    await pane(page, "plaza").get_by_role("button", name="これでよい").click()
    await expect(cards(page, "plaza")).to_have_count(2)


async def test_a_call_made_on_the_left_is_there_on_the_right_at_once(page: Page):
    await page.locator("#channel-office-volunteering").click()

    await make_call(page)

    await expect(cards(page, "office").get_by_role("heading", name="椅子運び")).to_be_visible()


async def test_a_form_names_its_problems_where_they_are_and_keeps_what_was_typed(page: Page):
    await page.locator("#channel-plaza-volunteering").click()
    await say(page, "plaza", "/volunteer call")
    await page.get_by_label("どこで").fill("公民館")

    await page.locator("dialog .primary").click()

    title = page.get_by_label("何を手伝ってほしいですか")
    await expect(page.locator("dialog").get_by_role("alert")).to_have_text("1か所、直すところがあります。")
    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_have_accessible_description(re.compile("ここは記入してください。"))
    await expect(title).to_be_focused()
    await expect(page.get_by_label("どこで")).to_have_value("公民館")
    await expect(page.locator("#town")).to_have_count(1)


async def test_a_modal_shows_the_view_that_slack_would_get_and_nothing_else(page: Page, town: Town):
    form = replace(CALL.opened("draft1"), answers={"where": "公民館"})
    town.engine.answers = lambda _: OpenForm(form)
    view = slack.modal(form, READER, Carried(Place("plaza"), form.action.encode(), form.draft))

    await say(page, "office", "/volunteer call")

    dialog = page.locator("dialog")
    await expect(dialog.get_by_role("heading")).to_have_text(view["title"]["text"])
    await expect(dialog.locator("footer button")).to_have_text([view["close"]["text"], view["submit"]["text"]])
    asked = [block for block in view["blocks"] if block["type"] == "input"]
    marks = ["（任意）" if block["optional"] else "" for block in asked]
    labels = [f"{block['label']['text']} {mark}".strip() for block, mark in zip(asked, marks, strict=True)]
    await expect(dialog.locator(".field > :is(label, legend)")).to_have_text(labels)
    await expect(dialog.locator(".hint")).to_have_text([block["hint"]["text"] for block in asked if "hint" in block])
    await expect(dialog.locator("[type=date], [type=time]")).to_have_count(
        sum(block["element"]["type"] in ("datepicker", "timepicker") for block in asked)
    )
    await expect(dialog.locator("#field-where")).to_have_value("公民館")


async def test_in_slacks_manner_a_refused_modal_stays_as_it_is_with_each_problem_at_its_question(
    page: Page, town: Town
):
    await say(page, "office", "/volunteer call")
    await page.locator("#field-when-date").fill("2026-12-05")

    await page.locator("dialog .primary").click()

    title = page.locator("#field-title")
    await expect(title).to_have_accessible_description(re.compile("ここは記入してください。"))
    await expect(title).to_be_focused()
    await expect(page.locator("#field-when-date")).to_have_value("2026-12-05")

    await title.fill("椅子運び")
    await page.locator("#field-when-time").fill("15:00")
    await page.locator("dialog .primary").click()

    await expect(page.locator("dialog")).to_have_count(0)
    await expect(cards(page, "office").get_by_role("heading", name="椅子運び")).to_be_visible()
    assert town.filled_in["when"] == "2026-12-05 15:00"
    assert set(town.filled_in) == {question.name for question in CALL.opened("").questions}


async def test_home_shows_the_view_that_slack_would_get_and_its_buttons_answer_in_the_talk(page: Page, town: Town):
    town.engine.blocks = (
        Paragraph(text("わたしの手伝い")),
        Note(text("小さな字")),
        *card("", JOIN).blocks,
    )
    said, small, row = slack.home(town.engine.blocks, READER)["blocks"]

    await page.locator("#channel-office-dm").click()
    await page.get_by_role("link", name="ホーム").click()

    home = page.get_by_role("region", name="ホーム")
    await expect(home.locator(".paragraph")).to_have_text([said["elements"][0]["elements"][0]["text"]])
    await expect(home.locator(".note")).to_have_text([small["elements"][0]["text"]])
    await expect(home.get_by_role("button")).to_have_text([button["text"]["text"] for button in row["elements"]])
    await expect(page.locator("#line-office")).to_have_count(0)

    await home.get_by_role("button").click()

    await expect(cards(page, "office").get_by_role("heading", name="参加が決まりました")).to_be_visible()
    await expect(page.locator("#side-tab-office-dm")).to_have_attribute("aria-current", "page")


async def test_a_private_answer_says_that_it_is_private_and_can_be_dismissed(page: Page):
    for space in ("plaza", "office"):
        await say(page, space, "/help")
        answer = pane(page, space).locator(".message.private")
        await expect(answer).to_contain_text("あなただけに表示されています")

        await answer.get_by_role("button", name="閉じる").click()

        await expect(answer).to_have_count(0)


async def test_what_one_is_told_in_private_another_does_not_see(page: Page):
    await say(page, "plaza", "/help")
    await expect(pane(page, "plaza").locator(".message.private")).to_have_count(1)

    await page.locator("#me-plaza summary").click()
    await page.locator("#be-plaza-ren").click()

    await expect(page.locator("#me-plaza summary")).to_contain_text("蓮")
    await expect(pane(page, "plaza").locator(".message.private")).to_have_count(0)


async def test_a_reaction_is_counted_mine_stands_out_and_pressing_it_takes_it_away(page: Page, town: Town):
    await town.show_call()
    await page.goto("/?office-in=volunteering")
    message = pane(page, "office").locator(".message").first
    await message.get_by_label("リアクションする").click()
    await expect(message.locator(".palette button")).to_have_count(9)

    await message.get_by_role("button", name="🙌 いっしょにやる").click()

    chip = message.locator(".reaction")
    await expect(chip).to_have_text("🙌1")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await expect(message.locator(".palette")).not_to_have_attribute("open", "")

    await chip.click()

    await expect(chip).to_have_count(0)


async def test_a_thread_opens_takes_words_and_closes(page: Page, town: Town):
    await town.show_call()
    await page.goto("/?plaza-in=volunteering")
    await pane(page, "plaza").get_by_role("link", name="スレッドで話す").click()

    await page.locator("#line-plaza-thread").fill("何時集合ですか")
    await page.locator("#line-plaza-thread").press("Enter")
    thread = page.get_by_role("complementary", name="スレッド")
    await expect(thread).to_contain_text("何時集合ですか")
    await page.get_by_role("link", name="スレッドを閉じる").click()

    await expect(thread).to_have_count(0)
    await expect(pane(page, "plaza").get_by_role("link", name="1件の返信")).to_be_visible()


async def test_a_card_shows_the_json_of_each_platform_on_request(page: Page, town: Town):
    await town.show_call()
    await page.goto("/?plaza-in=volunteering")
    toggle = pane(page, "plaza").get_by_role("link", name="JSON")

    await toggle.click()

    await expect(page.get_by_label("Discord に送られる JSON").locator("pre")).to_contain_text('"content": "椅子運び"')
    await expect(page.get_by_label("Slack に送られる JSON").locator("pre")).to_contain_text('"text": "椅子運び"')

    await toggle.click()

    await expect(page.locator(".json")).to_have_count(0)


async def test_moving_the_clock_brings_what_happens_on_the_way(page: Page, town: Town):
    await town.show_call()
    await page.goto("/?plaza-in=meetups")
    await expect(page.locator("#now")).to_have_text("2026年11月23日(月) 10:00")

    await page.get_by_label("日時を指定").fill("来週土曜 15時")
    await page.get_by_label("日時を指定").press("Enter")

    await expect(page.locator("#now")).to_have_text("2026年12月5日(土) 15:00")
    await expect(page.get_by_role("status")).to_contain_text("お知らせが1件届きました")
    await expect(page.locator("#channel-plaza-volunteering .badge")).to_have_text("2")
    await expect(page.get_by_label("日時を指定")).to_have_value("")


async def test_what_the_clock_cannot_read_is_said_and_stays_to_be_mended(page: Page):
    await page.get_by_label("日時を指定").fill("いつか")

    await page.get_by_label("日時を指定").press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("日時として読めませんでした")
    await expect(page.get_by_label("日時を指定")).to_have_value("いつか")


async def test_a_person_can_be_added_and_is_who_one_is_from_then_on(page: Page):
    await page.locator("#me-office summary").click()
    await page.get_by_role("button", name="人を加える").click()
    await page.get_by_role("button", name="加える", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text("名前を書いてください。")

    await page.get_by_label("名前").fill("みどり")
    await page.get_by_label("名前").press("Enter")

    await expect(page.locator("#me-office summary")).to_contain_text("みどり")
    await page.reload()
    await expect(page.locator("#me-office summary")).to_contain_text("みどり")


async def test_the_guide_puts_a_command_into_the_message_box_and_ticks_what_was_done(page: Page):
    await page.locator("#step-call").click()
    await page.get_by_role("link", name="左で /volunteer call").click()
    line = page.locator("#line-plaza")
    await expect(line).to_be_focused()
    await expect(line).to_have_value("/volunteer call")

    await line.press("Enter")
    await page.get_by_label("何を手伝ってほしいですか").fill("椅子運び")
    await page.locator("dialog .primary").click()
    await pane(page, "plaza").get_by_role("button", name="これでよい").click()

    await expect(page.locator(".steps .done")).to_have_text(re.compile("手伝いを頼む"))


async def test_what_is_being_typed_stays_while_something_happens(page: Page, town: Town):
    await page.locator("#line-plaza").fill("書きかけの")
    await page.locator("#me-office summary").click()

    await town.deliver(ToChannel("plaza"), card("お知らせ"), marker="news")

    await expect(cards(page, "plaza").get_by_role("heading", name="お知らせ")).to_be_visible()
    await expect(page.locator("#line-plaza")).to_have_value("書きかけの")
    await expect(page.locator("#me-office .menu")).to_be_visible()


async def test_a_form_that_is_being_filled_in_stays_while_something_happens(page: Page, town: Town):
    await say(page, "plaza", "/volunteer call")
    await page.get_by_label("どこで").fill("公民")

    await town.deliver(ToChannel("plaza"), card("お知らせ"), marker="news")

    await expect(cards(page, "plaza").get_by_text("お知らせ")).to_be_attached()
    await expect(page.get_by_label("どこで")).to_be_focused()
    await expect(page.get_by_label("どこで")).to_have_value("公民")


async def test_a_form_closed_half_filled_is_as_it_was_when_it_is_opened_again(page: Page):
    await say(page, "plaza", "/volunteer call")
    title = page.locator("dialog input[type=text]").first
    await title.fill("椅子運び")

    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    await say(page, "plaza", "/volunteer call")

    await expect(page.locator("dialog input[type=text]").first).to_have_value("椅子運び")


async def test_a_line_waits_where_it_was_written_and_goes_to_no_other_channel(page: Page):
    await page.locator("#line-plaza").fill("書きかけ")

    await pane(page, "plaza").get_by_text("集まり", exact=True).first.click()
    await expect(page.locator("#line-plaza")).to_have_value("")
    await pane(page, "plaza").get_by_text("広場", exact=True).first.click()

    await expect(page.locator("#line-plaza")).to_have_value("書きかけ")


async def test_the_talk_follows_what_is_said_unless_one_scrolled_up(page: Page, town: Town):
    talk = page.locator("#talk-plaza-plaza")
    for number in range(12):
        await town.deliver(
            ToChannel("plaza"), card(f"お知らせ{number}", words="一行\n二行\n三行"), marker=f"news{number}"
        )
    await expect(cards(page, "plaza").get_by_role("heading", name="お知らせ11")).to_be_in_viewport()

    await talk.evaluate("talk => { talk.scrollTop = 0; }")
    await town.deliver(ToChannel("plaza"), card("最後のお知らせ"), marker="last")

    await expect(cards(page, "plaza").get_by_role("heading", name="最後のお知らせ")).to_be_attached()
    assert await talk.evaluate("talk => talk.scrollTop") == 0


async def test_the_page_is_in_the_language_that_is_chosen_and_goes_back_with_the_browser(page: Page):
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", name="Channels").first).to_be_visible()
    await expect(page).to_have_title("Machi playground")

    await page.locator("#channel-plaza-meetups").click()
    await expect(pane(page, "plaza").get_by_text("When and where we meet next")).to_be_visible()
    await page.go_back()

    await expect(pane(page, "plaza").locator(".head .topic")).to_have_text("Talk about anything")


# --- the keyboard ---------------------------------------------------------------------------------------------------


async def test_the_message_box_completes_commands_subcommands_and_options(page: Page):
    line = page.locator("#line-plaza")
    options = pane(page, "plaza").get_by_role("option")
    await line.focus()

    await page.keyboard.type("/vol")
    await expect(options).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(line).to_have_value("/volunteer ")

    await expect(options.first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(line).to_have_attribute("aria-activedescendant", await options.nth(1).get_attribute("id") or "")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(line).to_have_value("/volunteer list ")

    await expect(options.first).to_contain_text("which:open")
    await page.keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await expect(line).to_have_value("/volunteer list ")


async def test_enter_sends_a_line_whose_suggestions_are_for_less_of_it(page: Page, town: Town):
    await page.locator("#line-plaza").press_sequentially("/volunteer ")
    await expect(pane(page, "plaza").get_by_role("option").first).to_be_visible()

    await say(page, "plaza", "/help")

    await expect(pane(page, "plaza").locator(".message.private")).to_contain_text("何をしましょうか")


FOCUSED = """(() => {
    const focused = document.activeElement;
    const framed = getComputedStyle(focused.closest('.box:has(.line:focus)') ?? document.body).boxShadow !== 'none';
    const outline = getComputedStyle(focused);
    return [focused.id, framed || (outline.outlineStyle !== 'none' && parseFloat(outline.outlineWidth) > 1)];
})()"""
"""The id of what has the focus, and whether that is to be seen: by an outline, or by the frame of a message box."""


async def tab_to(page: Page, wanted: str, *, back: bool = False) -> None:
    """Press Tab until the element with that id has the focus, and see each stop on the way."""
    for _ in range(120):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = await page.evaluate(FOCUSED)
        assert focused[1], f"the focus on #{focused[0]} is not to be seen"
        if focused[0] == wanted:
            return
    pytest.fail(f"#{wanted} cannot be reached with the Tab key")


async def test_a_call_is_made_answered_and_read_with_the_keyboard_alone(page: Page, town: Town):
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="左のチャットの入力欄へ")).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#line-plaza")).to_be_focused()

    await page.keyboard.type("/volunteer call")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog")).to_be_visible()
    await expect(page.locator("#field-title")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Tab")
        # between its last control and its first, a dialog hands the focus to the browser's own window
        assert await page.evaluate("document.activeElement.matches('body, dialog, dialog *')")
    await page.locator("#field-title").focus()
    await page.keyboard.type("椅子運び")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.locator("#line-plaza")).to_be_focused()

    await expect(pane(page, "plaza").get_by_role("button", name="これでよい")).to_be_visible()
    private = await pane(page, "plaza").get_by_role("button", name="これでよい").get_attribute("id")
    await tab_to(page, private or "", back=True)
    await page.keyboard.press("Enter")
    await expect(pane(page, "plaza").get_by_text("投稿しました")).to_be_visible()

    await page.locator("#line-plaza").focus()
    await tab_to(page, "channel-plaza-volunteering", back=True)
    await page.keyboard.press("Enter")
    await expect(cards(page, "plaza").get_by_role("heading", name="椅子運び")).to_be_visible()
    join = await cards(page, "plaza").get_by_role("button").first.get_attribute("id")
    await tab_to(page, join or "")
    await page.keyboard.press("Space")
    await expect(pane(page, "plaza").locator(".message.private")).to_contain_text("参加が決まりました")
    await expect(page.locator(f'[id="{join}"]')).to_be_focused()


async def test_menus_dialogs_and_threads_close_with_escape_and_give_the_focus_back(page: Page, town: Town):
    await town.show_call()
    await page.goto("/?plaza-in=volunteering")

    await page.locator("#me-plaza summary").press("Enter")
    await expect(page.locator("#me-plaza .menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#me-plaza .menu")).to_be_hidden()
    await expect(page.locator("#me-plaza summary")).to_be_focused()

    await page.locator("#line-plaza").fill("/volunteer call")
    await page.locator("#line-plaza").press("Enter")
    await expect(page.locator("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(page.locator("#line-plaza")).to_be_focused()

    await pane(page, "plaza").get_by_role("link", name="スレッドで話す").press("Enter")
    thread_line = page.locator("#line-plaza-thread")
    await thread_line.press_sequentially("/vol")
    await expect(page.locator("#line-plaza-thread-options").get_by_role("option")).to_have_count(1)
    await thread_line.press("Escape")
    await expect(page.locator("#line-plaza-thread-options").get_by_role("option")).to_have_count(0)
    await thread_line.press("Escape")
    await expect(thread_line).to_have_count(0)


async def test_everything_that_can_be_used_has_a_name_and_every_id_is_there_once(page: Page, town: Town):
    posted, _ = await town.show_call()
    await town.deliver(ToThread(posted), card("まもなくです"), marker="soon")
    await page.goto(f"/?plaza-in=volunteering&plaza-thread={posted.message}&plaza-json={posted.message}")

    nameless = await page.evaluate(
        """[...document.querySelectorAll('a, button, input:not([type=hidden]), summary')].filter(one =>
            one.offsetParent && !(one.textContent.trim() || one.getAttribute('aria-label') || one.labels?.length)
        ).map(one => one.outerHTML)"""
    )
    twice = await page.evaluate(
        """[...document.querySelectorAll('[id]')].map(one => one.id).filter((id, at, ids) => ids.indexOf(id) !== at)"""
    )

    assert (nameless, twice) == ([], [])


# --- the window -----------------------------------------------------------------------------------------------------


async def is_too_wide(page: Page) -> bool:
    return await page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_a_narrow_window_shows_one_chat_at_a_time_and_never_scrolls_sideways(
    context: BrowserContext, town: Town, language: str
):
    posted, _ = await town.show_call("とても長い題の手伝い" * 6)
    page = await context.new_page()
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(f"/?lang={language}&plaza-in=volunteering&office-in=volunteering")
    await expect(pane(page, "plaza")).to_be_visible()
    await expect(pane(page, "office")).to_be_hidden()
    assert not await is_too_wide(page)

    await page.locator("[data-opens=side-plaza]").click()
    await expect(page.locator("#channel-plaza-meetups")).to_be_in_viewport()
    assert not await is_too_wide(page)
    await page.locator("#channel-plaza-volunteering").click()
    await expect(page.locator("#channel-plaza-meetups")).to_be_hidden()

    await page.locator(f"#json-talk-{posted.message}").click()
    await expect(page.locator(".json").first).to_be_visible()
    assert not await is_too_wide(page)
    await page.locator(f"#open-thread-{posted.message}").click()
    await expect(page.locator("#line-plaza-thread")).to_be_in_viewport()
    assert not await is_too_wide(page)

    await page.locator("#tab-office").click()
    await expect(pane(page, "office")).to_be_visible()
    await expect(pane(page, "plaza")).to_be_hidden()
    await say(page, "office", "/volunteer call")
    await expect(page.locator("dialog .primary")).to_be_in_viewport()
    assert not await is_too_wide(page)


async def test_the_page_stands_still_for_who_asks_for_it(browser: Browser, town: Town):
    context = await browser.new_context(base_url=town.address, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto("/")
    await say(page, "plaza", "/volunteer call")
    await expect(page.locator("dialog")).to_be_visible()

    assert await page.evaluate("document.getAnimations().length") == 0
    await context.close()


# --- a restart ------------------------------------------------------------------------------------------------------


async def test_a_page_that_stays_open_over_a_restart_goes_on(browser: Browser, shelf: FakeShelf, clock: StandingClock):
    async with open_town(shelf, clock) as before:
        port = int(before.address.rpartition(":")[2])
        context = await browser.new_context(base_url=before.address)
        page = await context.new_page()
        await page.goto("/")
        await make_call(page)
    await say(page, "plaza", "どなたか")
    await expect(page.get_by_role("status")).to_contain_text("Machi に届きませんでした")
    await expect(page.locator("#line-plaza")).to_have_value("どなたか")

    async with open_town(shelf, clock, port) as after:
        await expect(page.locator("#seen")).to_have_value(after.chat.version, timeout=20_000)
        await page.locator("#line-plaza").press("Enter")
        await expect(pane(page, "plaza").get_by_text("どなたか", exact=True)).to_be_visible()
        await cards(page, "plaza").get_by_role("button").first.click()

        await expect(pane(page, "plaza").locator(".message.private").last).to_contain_text("参加が決まりました")
        await context.close()
