"""What is looked at before servers are started for tests."""

from __future__ import annotations

import pytest

from tests.servers import see_that_all_may_use


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o662, 0o664])
def test_what_not_all_may_use_is_named_with_its_mode_and_what_mends_it(tmp_path, mode):
    path = tmp_path / "null"
    path.touch()
    path.chmod(mode)
    with pytest.raises(SystemExit, match=rf"write to {path}, found mode 0{mode:o}.*chmod 666"):
        see_that_all_may_use(path)


def test_what_all_may_use_is_taken(tmp_path):
    path = tmp_path / "null"
    path.touch()
    path.chmod(0o666)
    see_that_all_may_use(path)
