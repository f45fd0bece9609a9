"""Mixed traffic for end-to-end tests: who gets which text, from which sender, of how many segments."""

import random
from dataclasses import dataclass

import phonenumbers

GSM7 = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    "!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n"
)
EXTENSION = "^{}\\[~]|€"
CHINESE = "尊敬的用户您好您的验证码有效期为五分钟请勿泄露给他人谢谢使用服务"
EMOJI = ["😀", "👍🏽", "👩‍👩‍👧", "🎉", "🇭🇰"]

#: Where the recipients are, as the API names it.
COUNTRIES = {"HK": "China", "DE": "Germany", "GB": "United Kingdom", "SG": "Singapore", "BR": "Brazil"}

SENDERS = ["", "Heliograph", "Alicloud321", "85212345678", "12345"]
TYPES = ["", "OTP", "NOTIFY", "MKT"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One message to send, and what must be found of it everywhere."""

    to: str
    sender: str
    text: str
    type: str
    segments: int


def _number(source: random.Random) -> str:
    while True:
        prefix, digits = source.choice([("852", 8), ("4915", 9), ("4474", 8), ("65", 8), ("55119", 8)])
        number = prefix + "".join(source.choices("0123456789", k=digits))
        parsed = phonenumbers.parse("+" + number)
        if phonenumbers.is_valid_number(parsed) and phonenumbers.region_code_for_number(parsed) in COUNTRIES:
            return number


def _characters(kind: int) -> tuple[list[str], int, int]:
    """The characters to draw from, and what one segment and one part of several hold."""
    if kind == 0:
        return list(GSM7), 160, 153
    if kind == 1:
        return list(GSM7) + list(EXTENSION) * 4, 160, 153
    if kind == 2:
        return list(CHINESE) + list("abc 123"), 70, 67
    return list(CHINESE) + EMOJI * 3 + list("abc"), 70, 67


def messages(count: int, seed: int) -> list[Wanted]:
    """`count` different messages, one to six segments each; every text starts with a number that names it."""
    source = random.Random(seed)
    made = []
    for index in range(count):
        characters, single, part = _characters(index % 4)
        segments = source.choice([1, 1, 1, 2, 3, 4, 5, 6])
        lowest, highest = (12, single) if segments == 1 else (part * (segments - 1), part * segments)
        text = f"{index}: "
        units = len(text)
        size = source.randrange(lowest + 1, highest - 20)
        while units < size:
            character = source.choice(characters)
            units += 2 if character in EXTENSION else len(character.encode("utf-16-be")) // 2
            text += character
        made.append(Wanted(_number(source), source.choice(SENDERS), text, source.choice(TYPES), segments_of(text)))
    return made


def _cost(text: str) -> list[int]:
    gsm7 = all(character in GSM7 or character in EXTENSION for character in text)
    return [2 if gsm7 and character in EXTENSION else len(character.encode("utf-16-be")) // 2 for character in text]


def segments_of(text: str) -> int:
    """How many segments the text takes: counted here anew, character by character, to check the product's own count."""
    units = _cost(text)
    gsm7 = all(character in GSM7 or character in EXTENSION for character in text)
    single, part = (160, 153) if gsm7 else (70, 67)
    if sum(units) <= single:
        return 1
    count, used = 1, 0
    for unit in units:
        if used + unit > part:
            count, used = count + 1, 0
        used += unit
    return count
