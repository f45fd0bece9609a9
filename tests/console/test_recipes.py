"""If this fails, a page promises to cause a code and causes another, or nothing."""

import pytest
from playwright.sync_api import Page, expect

from browsers import barriers
from heliograph.console.recipes import RECIPES, recipe
from heliograph.sms.codes import explain


@pytest.mark.parametrize("code", RECIPES)
def test_each_button_causes_its_code(page: Page, code: str):
    page.goto(f"/errors/{code}")
    page.get_by_role("button", name="Cause it now").click()
    if RECIPES[code].by_carrier:
        expect(page.get_by_role("heading", name="Message to")).to_be_visible()
        # The receipt may not be there yet; a page that is opened again shows it.
        shown = page.locator("main").get_by_text(code, exact=True)
        for _ in range(100):
            if (code == "DELIVERED" and page.locator("h1 .state.delivered").count()) or shown.count():
                break
            page.wait_for_timeout(100)
            page.reload()
        else:
            pytest.fail(page.locator("main").inner_text())
    else:
        answer = page.locator("pre").inner_text()
        assert code.partition("{")[0] in answer
        assert barriers(page) == []


@pytest.mark.parametrize("code", RECIPES)
def test_each_is_a_code_that_has_a_page(code: str):
    assert explain(code)


def test_codes_with_a_parameter_in_their_name_share_a_recipe():
    assert recipe("MissingTo") == RECIPES["Missing{ParameterName}"]
    assert recipe("InvalidValidityPeriod") == RECIPES["Invalid{ParameterName}"]
    assert recipe("InvalidAccessKeyId.NotFound") is None
    assert recipe("SignatureDoesNotMatch") is None
