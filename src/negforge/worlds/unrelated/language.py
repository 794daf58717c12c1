"""Language: meanings, rhymes, opposites and synonyms, corrected sentences, small translations."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, fact, goal
from negforge.worlds.unrelated.answering import answered, asks
from negforge.worlds.unrelated.banks import FIRST_NAMES
from negforge.worlds.wants import Says, Tells

# word, what it means, pattern that an explanation must match
_MEANINGS = (
    ("frugal", "[sparing with money and goods|careful not to waste money]", r"spar|thrift|money|econom|wast|simpl"),
    ("tedious", "[long, slow and boring|tiresome because it drags on]", r"bor|tire|dull|monoton|slow"),
    ("candid", "[open and honest|frank, hiding nothing]", r"open|honest|frank|sincer|straight"),
    ("brittle", "[hard but easily broken|likely to snap or crack]", r"break|broken|snap|crack|fragile"),
    ("novice", "[a beginner|someone new to a task]", r"begin|new|inexperienc|learn"),
    ("ample", "[more than enough|plentiful]", r"enough|plent|abundan|sufficient"),
    ("reluctant", "[unwilling and hesitant|slow to agree to something]", r"unwill|hesita|slow|disinclin"),
    ("ambiguous", "[open to more than one reading|unclear because it can be understood in several ways]", r"unclear|meaning|reading|interpret|understood|ways"),
    ("vivid", "[bright, clear and lively|so clear that you can picture it]", r"bright|clear|live|intens|strong"),
    ("dwindle", "[become smaller bit by bit|shrink gradually]", r"small|shrink|less|decreas|reduc|fewer"),
    ("linger", "[stay longer than needed|be slow to leave]", r"stay|remain|leav|long"),
    ("hoax", "[a trick that makes people believe something false|a deliberate deception]", r"trick|decei|decep|false|fool|fake"),
    ("prudent", "[sensible and careful about the future|acting with care and good judgement]", r"care|sensib|wise|cautio|judg"),
    ("obsolete", "[out of use because something newer took its place|no longer in use]", r"use|out of date|outdated|old|replac"),
    ("serene", "[calm and peaceful|untroubled]", r"calm|peace|quiet|tranquil|untroubl"),
    ("thrifty", "[careful with money|good at not wasting things]", r"money|wast|sav|frugal|econom"),
    ("feeble", "[weak|lacking strength]", r"weak|strength|frail"),
    ("vacant", "[empty, not taken by anyone|unoccupied]", r"empty|occup|free|taken|unfilled"),
    ("concise", "[short and to the point|saying much in few words]", r"short|brief|few|point"),
    ("mimic", "[copy how someone speaks or moves|imitate]", r"copy|imitat|like"),
    ("hamlet", "[a very small village|a small settlement]", r"village|settle"),
    ("orchard", "[a piece of land planted with fruit trees|a garden of fruit trees]", r"fruit|tree"),
    ("apprentice", "[someone who learns a trade from a master|a trainee in a craft]", r"learn|train|trade|craft"),
    ("quarrel", "[an angry argument|a heated disagreement]", r"argu|disagree|fight|disput"),
    ("flimsy", "[thin and easily torn or broken|light and not sturdy]", r"thin|break|broken|weak|torn|sturd|light"),
    ("jovial", "[cheerful and friendly|full of good humour]", r"cheer|friend|humou?r|jolly|merry|happy"),
    ("murky", "[dark and hard to see through|cloudy, as muddy water is]", r"dark|cloud|mud|unclear|gloom|dim"),
    ("rustic", "[plain and belonging to the countryside|of the country, simple in style]", r"countr|rural|simpl|plain"),
)  # fmt: skip

_AUDIENCE = "a ten-year-old|someone who learns English|my grandfather|a pen friend|a crossword|a school essay|a quiz card|a picture book|a poem|my diary".split(
    "|"
)


@goal("unrelated")
def words_defined(draw: Draw) -> Goal | None:
    """What two words mean."""
    (one, first, hit), (two, second, other) = draw.some(_MEANINGS, 2)
    audience = draw.rng.choice(_AUDIENCE)
    turn = asks(
        draw,
        '[What do "{one}" and "{two}" mean|Can you explain the words "{one}" and "{two}"|What is the meaning of "{one}" and of "{two}"]? [It is for|I need it for|This is for] {audience}.',
        '[Explain|Please explain|Define] "{one}" and "{two}" [briefly|in plain words|in a few words|simply][, for {audience}|, it is for {audience}].',
        because="[They came up in a book.|I mix them up.|I half remember them.|Someone used both in a speech.]",
        one=one,
        two=two,
        audience=audience,
    )
    rows = [
        fact(word, draw.word(meaning), '["{word}" means {value}.|"{word}": {value}.|If something or someone is called "{word}", the idea is: {value}.|By "{word}" people mean {value}.]', word=word)
        for word, meaning in ((one, first), (two, second))
    ]  # fmt: skip
    wants = [Says(f"the meaning of {one}", hit), Says(f"the meaning of {two}", other)]
    return answered(draw, turn, [one, two, audience], ("language", "meaning"), rows, wants, (one, "meaning"))


_RHYMES = (
    "light night bright sight flight right kite white", "day way play stay grey say clay bay", "moon spoon tune noon soon June balloon",
    "rain train plane chain lane grain", "tree sea bee key free knee", "house mouse blouse", "cold gold old bold fold told",
    "bell shell well spell tell smell", "fish dish wish swish", "cake lake snake bake shake rake", "star car far jar guitar",
    "rose nose toes snows grows", "king ring sing spring wing string", "hat cat mat flat bat", "bread red bed head thread",
    "stone bone phone throne alone", "snow bow know slow grow", "boat coat goat float note", "hill mill still will chill", "song long strong wrong",
)  # fmt: skip


@goal("unrelated")
def rhymes(draw: Draw) -> Goal | None:
    """A rhyme for each of two words."""
    groups = [row.split() for row in draw.some(_RHYMES, 2)]
    asked = [draw.rng.choice(row) for row in groups]
    found = [draw.rng.choice([w for w in row if w != word]) for row, word in zip(groups, asked, strict=True)]
    occasion = draw.rng.choice("a birthday poem|a song|a limerick|a greeting card|a nursery rhyme|a toast".split("|"))
    turn = asks(
        draw,
        '[What rhymes with|Give me a rhyme for|I need a rhyme for|Which word rhymes with] "{one}", and [with|for] "{two}"?',
        '[I am writing|I\'m stuck with|Help me with] {occasion}: [what rhymes with|I need a rhyme for|give me a word that rhymes with] "{one}" and [another for|also for|one for] "{two}"[.|, please.]',
        because="[It is for {occasion}.|My verses limp.|I have tried for an hour.]",
        one=asked[0],
        two=asked[1],
        occasion=occasion,
    )
    rows = [fact(f"rhyme for {word}", rhyme, '["{value}" rhymes with "{word}".|For "{word}" you could take "{value}".|"{word}" goes with "{value}".|With "{word}", try "{value}".]', word=word) for word, rhyme in zip(asked, found, strict=True)]  # fmt: skip
    wants = [Says(f"a rhyme for {word}", r"\b(?:" + "|".join(w for w in row if w != word) + r")\b") for row, word in zip(groups, asked, strict=True)]  # fmt: skip
    return answered(draw, turn, [*asked, occasion], ("language", "rhyme"), rows, wants, (asked[0],))


# before the gap, wrong, right, after
_SLIPS = (
    ("{who}", "don't", "doesn't", "like waiting for the bus"),
    ("{who} and I", "was", "were", "late for the rehearsal"),
    ("Yesterday {who}", "goed", "went", "to the market"),
    ("{who} has", "wrote", "written", "three postcards"),
    ("There", "is", "are", "many stairs in the house of {who}"),
    ("{who}", "have", "has", "a garden behind the house"),
    ("If {who} had known, I would have", "came", "come", "earlier"),
    ("{who} runs", "more fast", "faster", "than the others"),
    ("{who} could", "of", "have", "told us before"),
    ("{who} speaks English very", "good", "well", "these days"),
    ("The letters from {who}", "was", "were", "in the drawer"),
    ("{who} has", "drank", "drunk", "all the tea"),
    ("Last week {who}", "buyed", "bought", "a red scarf"),
    ("{who} is the", "most tall", "tallest", "in the choir"),
    ("{who} gave the book to my brother and", "I", "me", "last night"),
    ("Last summer {who}", "teached", "taught", "us to swim"),
    ("{who} has", "forgot", "forgotten", "the umbrella again"),
    ("{who}", "bringed", "brought", "a cake to the meeting"),
    ("Neither the cat nor {who}", "were", "was", "at home"),
    ("{who} sings", "beautiful", "beautifully", "in the evening"),
)  # fmt: skip


@goal("unrelated")
def grammar_corrected(draw: Draw) -> Goal | None:
    """A slip in a sentence put right."""
    before, wrong, right, after = draw.rng.choice(_SLIPS)
    who = draw.rng.choice(FIRST_NAMES)
    before, after = before.format(who=who), after.format(who=who)
    purpose = draw.rng.choice("a letter|a caption|a speech|a school text|a note to a friend|a short story".split("|"))
    sentence, corrected = f"{before} {wrong} {after}.", f"{before} {right} {after}."
    turn = asks(
        draw,
        '[Is this sentence right|Is there a mistake in this|Can you correct this|Please correct the grammar|What is wrong here|How should this read]: "{sentence}"',
        '[It is for|I need this for] {purpose}, [please correct it|can you put the grammar right|is the grammar right]: "{sentence}"',
        because="[It sounds odd to me.|English is not my first language.|It is for {purpose}.|My teacher underlined it.]",
        sentence=sentence,
        purpose=purpose,
    )
    told = fact("corrected sentence", corrected, '[It should read: "{value}"|Correct is: "{value}"|There is a slip; better: "{value}"|Put right, it says: "{value}"|With "{right}" in place of "{wrong}": "{value}"]', right=right, wrong=wrong)  # fmt: skip
    pattern = rf"{before} {right}\b|(?:\buse\b|should be|correct(?: form)? is|instead of|in place of|→|->)[^\n]*\b{right}\b|\b{right}\b[\"'” ]*(?:,? ?not|instead|rather than)"  # fmt: skip
    return answered(draw, turn, [sentence, purpose], ("language", "grammar"), [told], [Says("the corrected form", pattern)], ("grammar", right))  # fmt: skip


_LIKE = (
    "begin start commence", "big large huge great", "small little tiny", "quick fast rapid swift", "happy glad cheerful joyful", "sad unhappy sorrowful gloomy",
    "clever smart bright intelligent", "angry cross furious mad", "quiet silent still calm", "brave courageous bold fearless", "rich wealthy affluent",
    "tired weary exhausted sleepy", "strange odd peculiar weird", "answer reply response", "gift present donation", "house home dwelling", "choose pick select",
    "shut close seal", "help aid assist support", "buy purchase acquire", "hard difficult tough", "easy simple effortless", "road street lane way",
    "stone rock pebble", "ill sick unwell", "correct right accurate", "error mistake slip fault", "end finish conclude",
)  # fmt: skip
_UNLIKE = (
    ("hot", "cold"), ("early", "late"), ("deep", "shallow"), ("narrow", "wide broad"), ("ancient", "modern new"), ("generous", "mean stingy miserly"),
    ("rough", "smooth gentle"), ("sharp", "blunt dull"), ("full", "empty"), ("noisy", "quiet silent"), ("rare", "common frequent"), ("guilty", "innocent"),
    ("expand", "shrink contract"), ("arrive", "leave depart"), ("victory", "defeat loss"), ("lend", "borrow"), ("polite", "rude impolite"), ("tame", "wild"),
    ("loose", "tight"), ("bitter", "sweet"), ("remember", "forget"), ("increase", "decrease reduction"), ("permanent", "temporary"), ("proud", "humble ashamed modest"),
)  # fmt: skip


@goal("unrelated")
def synonym_and_opposite(draw: Draw) -> Goal | None:
    """A word of the same meaning for one word, and the opposite of another."""
    like = draw.rng.choice(_LIKE).split()
    given, synonyms = like[0], like[1:]
    other, opposites = draw.rng.choice(_UNLIKE)
    purpose = draw.rng.choice("a crossword|an essay|a poem|a speech|a word game|a translation".split("|"))
    turn = asks(
        draw,
        '[What is another word for|Give me a synonym for|I need a synonym of|Which word means the same as] "{given}", and [what is the opposite of|the opposite of|an antonym of] "{other}"?',
        '[For|It is for] {purpose}: [a synonym for|another word for] "{given}" and [the opposite of|an antonym for] "{other}"[, please.|. Any ideas?|.]',
        because="[It is for {purpose}.|I have used it too often.|My head is empty today.]",
        given=given,
        other=other,
        purpose=purpose,
    )
    rows = [
        fact("synonym", draw.rng.choice(synonyms), '[Another word for "{given}" is "{value}".|You can say "{value}" for "{given}".|"{value}" means much the same as "{given}".]', given=given),
        fact("opposite", draw.rng.choice(opposites.split()), '[The {label} of "{other}" is "{value}".|"{other}" has "{value}" as its {label}.|Against "{other}" stands "{value}".]', other=other),
    ]  # fmt: skip
    wants = [
        Says("a synonym", r"\b(?:" + "|".join(synonyms) + r")\b"),
        Says("the opposite", r"\b(?:" + opposites.replace(" ", "|") + r")\b"),
    ]
    return answered(draw, turn, [given, other, purpose], ("language", "synonym"), rows, wants, (given, other))


# English: German, French, Spanish, Italian
_TONGUES = ("German", "French", "Spanish", "Italian")
_TRANSLATIONS = {
    "good morning": ("Guten Morgen", "Bonjour", "Buenos días", "Buongiorno"), "thank you": ("Danke", "Merci", "Gracias", "Grazie"),
    "please": ("bitte", "s'il vous plaît", "por favor", "per favore"), "water": ("Wasser", "eau", "agua", "acqua"), "bread": ("Brot", "pain", "pan", "pane"),
    "house": ("Haus", "maison", "casa", "casa"), "dog": ("Hund", "chien", "perro", "cane"), "cat": ("Katze", "chat", "gato", "gatto"),
    "Monday": ("Montag", "lundi", "lunes", "lunedì"), "Friday": ("Freitag", "vendredi", "viernes", "venerdì"), "red": ("rot", "rouge", "rojo", "rosso"),
    "green": ("grün", "vert", "verde", "verde"), "winter": ("Winter", "hiver", "invierno", "inverno"), "summer": ("Sommer", "été", "verano", "estate"),
    "milk": ("Milch", "lait", "leche", "latte"), "key": ("Schlüssel", "clé", "llave", "chiave"), "book": ("Buch", "livre", "libro", "libro"),
    "night": ("Nacht", "nuit", "noche", "notte"), "bird": ("Vogel", "oiseau", "pájaro", "uccello"), "cheese": ("Käse", "fromage", "queso", "formaggio"),
    "egg": ("Ei", "œuf", "huevo", "uovo"), "tree": ("Baum", "arbre", "árbol", "albero"), "moon": ("Mond", "lune", "luna", "luna"), "sun": ("Sonne", "soleil", "sol", "sole"),
    "door": ("Tür", "porte", "puerta", "porta"), "hand": ("Hand", "main", "mano", "mano"), "heart": ("Herz", "cœur", "corazón", "cuore"), "friend": ("Freund", "ami", "amigo", "amico"),
}  # fmt: skip


@goal("unrelated")
def translated(draw: Draw) -> Goal | None:
    """Two words in another language."""
    tongue = draw.rng.randrange(4)
    words = draw.some(_TRANSLATIONS, 2)
    turn = asks(
        draw,
        '[How do you say|What is|How does one say] "{one}" and "{two}" in {tongue}?',
        '[Please translate|Translate|Can you put] "{one}" and "{two}" into {tongue}[.|, please.| for me.]',
        '[I need|I\'m looking for] the {tongue} for "{one}" and "{two}".',
        because="[It's for a holiday phrase list.|I am making flash cards.|My neighbour is from there.|It's for a menu.|I want to label a drawing.]",
        one=words[0],
        two=words[1],
        tongue=_TONGUES[tongue],
    )
    found = [_TRANSLATIONS[word][tongue] for word in words]
    rows = [fact(word, other, '["{word}" is "{value}" in {tongue}.|In {tongue}, "{word}" is "{value}".|"{word}": "{value}".|For "{word}" they say "{value}".]', word=word, tongue=_TONGUES[tongue]) for word, other in zip(words, found, strict=True)]  # fmt: skip
    wants = [Tells(f"{word} in {_TONGUES[tongue]}", other) for word, other in zip(words, found, strict=True)]
    return answered(
        draw, turn, [*words, tongue], ("language", "translation"), rows, wants, (words[0], _TONGUES[tongue])
    )
