"""The words of the player's page, in the language that is spoken here: as markup, and for its scripts."""

import json

from tconv_anim.language.saying import Language, say
from tconv_anim.painters.vector.markup import escape


def words() -> dict[str, str]:
    """What stands in page.html, by the names of its places there."""
    told = {
        "hint": say("Choose a number to see its sum or change it."),
        # For translators: a group of buttons that change all numbers.
        "numbers": say("Numbers"),
        "less": say("One less"),
        "more": say("One more"),
        "quiz": say("Quiz"),
        # For translators: a button that makes all numbers random ones; the next makes all of them 1.
        "random": say("Random"),
        "ones": say("Ones"),
        "reset": say("Reset"),
        # For translators: a button of a quiz, which tells what is right.
        "check": say("Check"),
        "clue": say("Hint"),
        # For translators: a button of a quiz: on to the next question.
        "skip": say("Skip"),
        # For translators: have each question of a quiz with three answers to choose from.
        "of_three": say("Pick from three"),
        "leave": say("Leave the quiz"),
        # For translators: a group of buttons: play, pause, a step on and back.
        "playback": say("Playback"),
        # For translators: where in the animation we are.
        "position": say("Position"),
        # For translators: to the first picture of the animation; in brackets the key that does the same.
        "first_key": say("First (Home)"),
        "first": say("First"),
        "back_key": say("Step back (←; a whole step: ,)"),
        "back": say("Step back"),
        "play_key": say("Play (space)"),
        "play": say("Play"),
        "forward_key": say("Step forward (→; a whole step: .)"),
        "forward": say("Step forward"),
        # For translators: to the last picture of the animation; in brackets the key that does the same.
        "last_key": say("Last (End)"),
        "last": say("Last"),
        # For translators: pause after each step, as something to be ticked.
        "each": say("Stop each step"),
        "speed": say("Speed"),
        # For translators: those of a keyboard; a list of what each does.
        "keys_key": say("Keys (?)"),
        "keys": say("Keys"),
        "full_key": say("Full screen (f)"),
        "full": say("Full screen"),
        "take": say("Share or save"),
        "copy_link": say("Copy link"),
        "copy_command": say("Copy command"),
        "save_svg": say("Save SVG"),
        "save_png": say("Save PNG"),
        "tables": say("The numbers as tables"),
        "touch": say("On a touch screen, swipe from picture to picture."),
        "close": say("Close"),
    }
    # For translators: something to be ticked: whether such keys do anything.
    single = say("Keys with a single character, like {key}, and the space bar", key="<kbd>f</kbd>")
    return {name: escape(text) for name, text in told.items()} | {"single": single}


def messages(language: Language, source: str) -> str:
    """What a language says for the texts that stand in this source of scripts, as JSON; empty for English."""
    said = {text: told for text, told in language.messages.items() if f'"{text}"' in source}
    told = {"messages": said, "forms": language.forms, "decimal": language.decimal}
    return json.dumps(told, separators=(",", ":")) if said else ""
