"""The option by which the kept renderings are written anew, to be looked at before they are kept."""

import pytest


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether to write the kept renderings in place of comparing with them."""
    return request.config.getoption("--keep-renderings")
