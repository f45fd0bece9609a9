"""If this fails, an operator cannot give a person just what they need, or a secret is shown twice."""

from playwright.sync_api import Page, expect

from browsers import barriers


def test_a_user_is_made_given_a_key_and_a_policy_and_asked_what_it_may(page: Page):
    page.goto("/console/identity")
    assert barriers(page) == []
    page.get_by_text("Make a user", exact=True).first.click()
    page.locator("#UserName").fill("walker")
    page.get_by_label("Remarks").fill("<b>on call</b>")
    page.get_by_role("button", name="Make a user").click()
    expect(page.get_by_role("heading", name="walker")).to_be_visible()
    expect(page.get_by_text("<b>on call</b>")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Make a key").click()
    secret = page.locator("dd code").nth(1).inner_text()
    assert len(secret) == 30
    page.get_by_role("link", name="walker").click()
    assert secret not in page.content()
    expect(page.get_by_role("cell", name="never")).to_be_visible()
    page.get_by_label("Another policy").select_option("System/AliyunDysmsReadOnlyAccess")
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_role("link", name="AliyunDysmsReadOnlyAccess")).to_be_visible()
    page.get_by_role("link", name="May they do it?").click()
    for action, verdict in (("dysms:QueryMessage", "It is allowed"), ("dysms:SendMessageToGlobe", "Not allowed")):
        page.get_by_label("Who").select_option("user:walker")
        page.get_by_label("Action").fill(action)
        page.get_by_role("button", name="Decide").click()
        expect(page.locator("#may strong").first).to_contain_text(verdict)
        expect(page.get_by_role("cell", name="AliyunDysmsReadOnlyAccess RamUser")).to_be_visible()
    page.goto("/console/identity/users/walker")
    page.get_by_role("button", name="Delete the user").click()
    expect(page.get_by_role("alert")).to_contain_text("DeleteConflict")
    page.goto("/console/identity/users/walker")
    page.get_by_role("button", name="Disable").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Detach").click()
    page.get_by_role("button", name="Delete the user").click()
    expect(page.get_by_role("heading", name="Identity")).to_be_visible()
    expect(page.get_by_role("link", name="walker")).to_have_count(0)


def test_a_policy_is_looked_at_while_it_is_written(page: Page):
    page.goto("/console/identity")
    page.get_by_text("Make a policy", exact=True).first.click()
    page.get_by_label("Name").last.fill("odd-one")
    document = page.get_by_label("Document")
    for text, said in (
        ('{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:SendSms","Resource":"*"}]}', "dysms:SendSms"),
        ('{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', "everything there is"),
        ('{"Version":"1","Statement":[{"Effect":"Perhaps"}]}', "Effect"),
    ):
        document.fill(text)
        expect(page.locator("#draft-notes")).to_contain_text(said)
    document.fill('{"Version":"1","Statement":[{"Effect":"Allow","Action":"dysms:QueryMessage","Resource":"*"}]}')
    expect(page.locator("#draft-notes")).to_contain_text("Nothing odd")
    page.get_by_role("button", name="Make a policy").click()
    expect(page.get_by_role("heading", name="odd-one")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Delete the policy").click()
    expect(page.get_by_role("heading", name="Identity")).to_be_visible()


def test_what_there_is_not_is_refused_by_its_code(page: Page):
    reply = page.goto("/console/identity/users/nobody")
    assert reply.status >= 400
    expect(page.get_by_role("alert")).to_contain_text("EntityNotExist.User")


def test_it_reads_in_chinese_and_on_a_phone(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/console/identity")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="身份与权限")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
