"""Letters and lists: counting, sorting, reversing, anagrams, palindromes, what two lists share."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, fact, goal
from negforge.worlds.unrelated.answering import answered, asks
from negforge.worlds.unrelated.banks import THINGS, WORDS
from negforge.worlds.wants import Says, Tells, Want
from negforge.worlds.wording import listed

_PAIRS = (
    ("listen", "silent"), ("earth", "heart"), ("below", "elbow"), ("night", "thing"), ("study", "dusty"), ("cider", "cried"), ("state", "taste"),
    ("angel", "glean"), ("brag", "grab"), ("cat", "act"), ("save", "vase"), ("peach", "cheap"), ("stressed", "desserts"), ("lemon", "melon"),
    ("bored", "robed"), ("dealer", "leader"), ("players", "parsley"), ("rescue", "secure"), ("stale", "least"), ("thicken", "kitchen"),
)  # fmt: skip
_PALINDROMES = "level radar rotor kayak civic madam refer tenet noon deed peep stats minim solos sagas reviver rotator racecar redder".split()


@goal("unrelated")
def letters_counted(draw: Draw) -> Goal | None:
    """How often a letter occurs in some words, or how many vowels or letters they have."""
    words = draw.some(WORDS, draw.rng.choice((2, 3)))
    text = " ".join(words)
    letter = draw.rng.choice("aeilnrst")
    sort = draw.rng.choice(("letter", "vowels", "letters"))
    count = {
        "letter": text.count(letter),
        "vowels": sum(text.count(v) for v in "aeiou"),
        "letters": len(text) - text.count(" "),
    }[sort]
    if not count:
        return None
    form = {
        "letter": '[How many times does the letter|How often does the letter] "{letter}" [occur|appear|stand] in "{text}"?',
        "vowels": '[How many vowels|How many of the letters a, e, i, o and u] are there in "{text}"?',
        "letters": '[How many letters|How many letters without the spaces] does "{text}" have?',
    }[sort]
    turn = asks(draw, form, because="[It's for a word game.|My eyes are tired.|We are playing with letters here.|It is part of a secret code.]", letter=letter, text=text)  # fmt: skip
    name = {"letter": "count", "vowels": "number of vowels", "letters": "number of letters"}[sort]
    row = fact(
        name,
        str(count),
        "[The {label} is {value}.|It is {value}.|I count {value}.|There are {value} of them in all.|That makes {value}.]",
    )
    return answered(draw, turn, [sort, text, letter if sort == "letter" else ""], ("letters", sort), [row], [Tells(f"the {name}", count)], (words[0],))  # fmt: skip


@goal("unrelated")
def words_sorted(draw: Draw) -> Goal | None:
    """Words in alphabetical order, by length, or backwards."""
    words = draw.some(WORDS, draw.rng.choice((4, 5, 6)))
    sort = draw.rng.choice(("alphabet", "reverse alphabet", "length"))
    if sort == "length" and len({len(w) for w in words}) < len(words):
        words = list({len(w): w for w in words}.values())
        if len(words) < 3:
            return None
    result = sorted(words, key=len) if sort == "length" else sorted(words, reverse=sort.startswith("rev"))
    how = {"alphabet": "[alphabetically|in alphabetical order|by the alphabet|from A to Z]", "reverse alphabet": "[from Z to A|in reverse alphabetical order|backwards by the alphabet]", "length": "[by length, shortest first|from the shortest to the longest|by the number of letters, short ones first]"}[sort]  # fmt: skip
    turn = asks(
        draw,
        f"[Sort|Arrange|Order|Please order|Please sort|Now sort] {how}: {{words}}[.|, please.]",
        f"[I have these words:|Here are some words:|My list is:] {{words}}. [Sort them|Put them in order|Order them|List them] {how}[, please|].",
        because="[It is for labels on jars.|I'm making a word list for class.|My daughter's homework.|It's for a glossary.]",
        words=", ".join(words),
    )  # fmt: skip
    told = fact("order", ", ".join(result), "[Here they are: {value}.|In order: {value}.|The {label} is {value}.|Sorted, the list reads {value}.|It goes {value}.]")  # fmt: skip
    pattern = r"[\s\S]{0,40}?".join(rf"\b{w}\b" for w in result)
    return answered(
        draw,
        turn,
        [sort, sorted(words)],
        ("letters", f"sorted by {sort}"),
        [told],
        [Says("the words in order", pattern)],
        words[:2],
    )


@goal("unrelated")
def word_reversed(draw: Draw) -> Goal | None:
    """A word spelled backwards, or its letters shifted by one."""
    word, other = draw.some(WORDS, 2)
    both = draw.chance(0.6)
    shifts = draw.chance(0.4)
    turned = ["".join(chr((ord(c) - 96) % 26 + 97) for c in w) if shifts else w[::-1] for w in (word, other)]
    what = "[with each letter replaced by the next one in the alphabet|with every letter moved on by one place]" if shifts else "[spelled backwards|read from right to left|in reverse|with its letters in reverse order]"  # fmt: skip
    shown = f'"{word}" and "{other}"' if both else f'"{word}"'
    turn = asks(draw, f"[What is|How do you write|Write|Give me|What does one get for] {{shown}} {what}[?|, please?]", because="[We have a secret language.|It is for a treasure hunt.|I'm making a riddle.|The kids want a code.]", shown=shown)  # fmt: skip
    rows = [fact(w, t, '["{word}" becomes "{value}".|"{word}" turns into "{value}".|For "{word}" it is "{value}".|"{word}" gives "{value}".]', word=w) for w, t in zip((word, other), turned, strict=True)]  # fmt: skip
    used = 2 if both else 1
    return answered(draw, turn, [shifts, *((word, other)[:used])], ("letters", "shifted" if shifts else "reversed"), rows[:used], [Tells(f"the new form of {w}", t) for w, t in list(zip((word, other), turned, strict=True))[:used]], (word,))  # fmt: skip


@goal("unrelated")
def anagram(draw: Draw) -> Goal | None:
    """Whether two words are anagrams, with a second pair to look at."""
    pairs = draw.some(_PAIRS, 2)
    fits = draw.chance(0.5)
    one, two = pairs[0]
    if not fits:
        two = pairs[1][draw.rng.randrange(2)]
    third = draw.rng.choice(WORDS)
    turn = asks(
        draw,
        '[Are "{one}" and "{two}" anagrams of each other|Is "{two}" an anagram of "{one}"|Do "{one}" and "{two}" have exactly the same letters]? [And how many letters does "{third}" have?|Also, how long is the word "{third}"?]',
        because="[We're playing a word game.|It's for a riddle page.|I can't see it any more.]",
        one=one,
        two=two,
        third=third,
    )
    told = (
        '[Yes, "{one}" and "{two}" are anagrams.|Yes: both words have the same letters.|Yes, "{two}" is an anagram of "{one}".]'
        if fits
        else '[No, "{one}" and "{two}" are not anagrams.|No: the letters differ.|No, "{two}" is not an anagram of "{one}".]'
    )
    more = fact("length", str(len(third)), '["{third}" has {value} letters.|And "{third}": {value} letters.|The word "{third}" is {value} letters long.]', third=third)  # fmt: skip
    wants: list[Want] = [Says("whether they are anagrams", _YES if fits else _NO), Tells("the length", len(third))]
    return answered(
        draw, turn, [one, two, third], ("letters", "anagram"), [told, more], wants, (one, two), one=one, two=two
    )


@goal("unrelated")
def palindrome(draw: Draw) -> Goal | None:
    """Which of three words is the same backwards."""
    right = draw.rng.choice(_PALINDROMES)
    wrong = draw.some(WORDS, 2)
    words = draw.some([right, *wrong], 3)
    turn = asks(draw, "[Which of these is a palindrome|Which word reads the same backwards|One of these words is a palindrome, which one|Find the palindrome|Which of these can be read from both sides]: {words}?", because="[It's for a quiz.|A child asked me.|I collect them.|It's from a puzzle book.]", words=", ".join(words))  # fmt: skip
    row = fact("palindrome", right, '[It is "{value}".|The {label} is "{value}".|"{value}" reads the same both ways.|"{value}", spelled backwards, stays "{value}".|That would be "{value}".]')  # fmt: skip
    return answered(draw, turn, sorted(words), ("letters", "palindrome"), [row], [Tells("the palindrome", right)], (right,))  # fmt: skip


@goal("unrelated")
def in_both_lists(draw: Draw) -> Goal | None:
    """Which things stand on both lists, or only on the first."""
    things = draw.some(THINGS, 9)
    shared, first, second = things[: draw.rng.choice((1, 2, 2, 3))], things[3:6], things[6:9]
    only = draw.chance(0.4)
    left, right = draw.some([*shared, *first], 6), draw.some([*shared, *second], 6)
    wanted = [t for t in left if (t not in right) == only]
    left_name, right_name = draw.some(("mine", "my sister's", "the old one", "the new one", "Saturday's", "my flatmate's", "the one on the fridge", "the one in my bag"), 2)  # fmt: skip
    turn = asks(
        draw,
        "[I have two shopping lists|Here are two lists|There are two lists]. [One is|The first is] {left_name}: {left}. [The other is|And] {right_name}: {right}. "
        + (
            "[What stands only on the first|What is on the first but not on the second]?"
            if only
            else "[What is on both|Which things are on both lists|What do they have in common]?"
        ),
        because="[I don't want to buy things twice.|We are comparing.|Someone spilled coffee on them.|I'm about to go shopping.]",
        left=", ".join(left),
        right=", ".join(right),
        left_name=left_name,
        right_name=right_name,
    )
    where = "only on the first" if only else "on both"
    row = fact(f"what is {where}", listed(wanted), "[What is {where}: {value}.|{value} – that is what stands {where}.|It is {value}.|You will find {value} {where}.]", where=where)  # fmt: skip
    return answered(draw, turn, [only, sorted(left), sorted(right)], ("letters", "lists"), [row], [Tells(f"{t} ({where})", t) for t in wanted], ("list", left[0]))  # fmt: skip


_YES = r"(?s)^(?!.*(?:\bnot\b|n['’]t\b|\bno\b|differ)).*(?:\byes\b|anagram|same letters|indeed|they are)"
_NO = r"\bno\b|\bnot\b|n['’]t\b|differ"
