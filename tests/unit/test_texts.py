"""Texts keep their words and their values apart, through a language, a pickle and the protocol."""

import pickle

import numpy as np
import pytest
from dsrdmpd_dehaze.dsrdmpd.errors import RasterError, Text, from_json, render, to_json

GERMAN = {
    "{name} has {count} bands: {bands}": "{count} Kanäle hat {name}: {bands}",
    "band {number} {light}": "Kanal {number} {light}",
    "none": "keins",
    "Use cases.tif": "Benutze Fälle.tif",
    "{share:.0%} is covered": "Bedeckt sind {share:.0%}",
}


def german(words):
    return GERMAN.get(words, words)


BANDS = [
    Text("band {number} {light}", number=1, light="red"),
    Text("band {number} {light}", number=2, light=Text("none")),
]


@pytest.mark.parametrize(
    "carry", [lambda text: text, lambda text: pickle.loads(pickle.dumps(text)), lambda text: from_json(to_json(text))]
)
def test_words_are_translated_and_values_are_not(carry):
    text = carry(Text("{name} has {count} bands: {bands}", name="Use cases.tif", count=np.int64(2), bands=BANDS))
    assert str(text) == "Use cases.tif has 2 bands: band 1 red, band 2 none"
    assert render(text, german) == "2 Kanäle hat Use cases.tif: Kanal 1 red, Kanal 2 keins"
    assert render(carry(Text("{share:.0%} is covered", share=np.float32(0.5))), german) == "Bedeckt sind 50%"


def test_a_plain_string_is_a_text_without_values():
    assert render("none", german) == "keins"
    assert render("{no} field", german) == "{no} field"


@pytest.mark.parametrize("value", [None, 3, "{x}", {"template": "{x}"}, {"template": "{x}", "values": {}}, {"a": 1}])
def test_what_is_no_text_becomes_what_it_looks_like(value):
    assert isinstance(str(from_json(value)), str)


def test_an_error_is_one_english_line():
    error = RasterError(Text("{name} is torn.", name="a"), Text("because"), "Wait")
    assert str(error) == "a is torn.: because. Wait."
    again = pickle.loads(pickle.dumps(error))
    assert (again.what.values, str(again)) == ({"name": "a"}, str(error))
