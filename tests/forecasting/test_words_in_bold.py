"""What is said of a release is shown as it was named, whatever the name holds."""

import pytest

from forecasting.releases.rules.words import Said, _plain
from forecasting.templatetags.forecasts import in_bold


@pytest.mark.parametrize("name", ["2.4", "{}", "{0}", "{{}}", "}{"])
def test_braces_in_a_name_are_letters_like_others(name):
    said = Said(f"{_plain(name)} is {{}}.", ("<done>",))
    assert str(said) == f"{name} is <done>."
    assert in_bold(said) == f"{name} is <b>&lt;done&gt;</b>."


def test_a_name_is_no_markup():
    assert in_bold(Said(f"{_plain('<i>')} is done.")) == "&lt;i&gt; is done."
