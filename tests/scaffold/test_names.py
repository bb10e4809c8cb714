"""One word, and all the names that follow from it."""

import pytest

from rewardry.errors import ConfigError
from rewardry.plugins import namespace_of
from rewardry.scaffold.names import names_of


@pytest.mark.parametrize(
    ("wanted", "distribution", "module", "id_", "class_name"),
    [
        ("games", "rewardry-games", "rewardry_games", "games/games", "Games"),
        ("rewardry-games", "rewardry-games", "rewardry_games", "games/games", "Games"),
        ("board-games", "rewardry-board-games", "rewardry_board_games", "board-games/board_games", "BoardGames"),
        ("chess/legal_move", "rewardry-chess", "rewardry_chess", "chess/legal_move", "LegalMove"),
        ("go9/tsumego", "rewardry-go9", "rewardry_go9", "go9/tsumego", "Tsumego"),
    ],
)
def test_names_follow(wanted, distribution, module, id_, class_name):
    names = names_of("verifier", wanted)
    assert (names.distribution, names.module, names.id, names.class_name) == (distribution, module, id_, class_name)
    assert namespace_of(names.distribution) == names.namespace
    assert f"{names.module}.{names.name}".replace(".", "").isidentifier()


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("Games", "'Games': 'Games' cannot name a package; write lower-case letters, digits and single dashes"),
        ("Games", "for example 'games'"),
        ("board games!", "for example 'board-games'"),
        ("9games", "for example 'games'"),
        ("board_games", "for example 'board-games'"),
        ("a--b", "for example 'a-b'"),
        ("-", "beginning with a letter, at most 30 characters"),
        ("", "'': '' cannot name a package"),
        ("../games", "cannot name a package"),
        ("games/", "'games/': '' cannot name a component"),
        (
            "games/legal-move",
            "'legal-move' cannot name a component; write lower-case letters, digits and single",
        ),
        ("games/legal-move", "for example 'legal_move'"),
        ("games/a/b", "for example 'a_b'"),
        ("g" * 31, f"at most 30 characters, for example '{'g' * 30}'"),
        ("rewardry", "is our own name"),
        ("games/class", "'class' cannot name a file and a class"),
        ("games/none", "for example 'games/none_verifier'"),
        ("games/case", "Python or the template uses the word"),
        ("spiel\u00e9", "for example 'spiel'"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_one_that_can(wanted, message):
    with pytest.raises(ConfigError) as refused:
        names_of("verifier", wanted)
    assert message in str(refused.value)
