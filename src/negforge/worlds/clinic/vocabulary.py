"""Words the clinic is made of: names, specialities, appointment types, items on prescription."""

from __future__ import annotations

from typing import NamedTuple

SPECIALITIES = (
    "general", "paediatrics", "dermatology", "cardiology", "orthopaedics", "ear_nose_throat", "eye", "physiotherapy",
)  # fmt: skip
REFERRED = ("dermatology", "cardiology", "orthopaedics", "ear_nose_throat", "eye", "physiotherapy")
LANGUAGES = ("en", "de", "fr", "pl", "tr", "pt")
LANGUAGE_NAMES = {"en": "English", "de": "German", "fr": "French", "pl": "Polish", "tr": "Turkish", "pt": "Portuguese"}
PLANS = ("basic", "standard", "plus", "public")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}

FAMILIES = (
    "Abelin Brandvold Castagno Delacroix-Huth Ersoy Feldkamp Grabowska Hollander Ivarsson Jankovic Kestrel Lindholm "
    "Marchetti Nordahl Oyelaran Pereira Quandt Rosengren Sandoval Trevelyan Ulvang Vasquez Wieland Yilmaz Zawadzki "
    "Aldersey Bramley Corvin Dunmore Eskdale Farrant Gilroy Haverford Isherwood Kilbride Lanyon Mortlake Penrose"
).split()
MEN = "Aleks Bertil Cornel Damian Edgar Fabio Gerrit Hakan Ivo Joris Kenan Lorenz Marius Nevio Oskar Pietro Quentin Ruben Stefan Tiago".split()
WOMEN = "Adela Britta Carla Danuta Esme Filipa Gesine Hilde Ilka Jolanta Klara Leyla Marit Nadine Ottilie Paula Rahel Selma Tilda Ulrike".split()
# children come in pairs whose names are easily mixed up
CHILDREN = (
    ("Mira", "Mara", "daughter", "daughter"), ("Theo", "Thea", "son", "daughter"), ("Lena", "Leni", "daughter", "daughter"),
    ("Jonas", "Jona", "son", "daughter"), ("Emil", "Emilia", "son", "daughter"), ("Noah", "Nora", "son", "daughter"),
    ("Felix", "Fenja", "son", "daughter"), ("Ada", "Ida", "daughter", "daughter"), ("Max", "Mats", "son", "son"),
    ("Levin", "Levi", "son", "son"), ("Juna", "June", "daughter", "daughter"), ("Arno", "Arne", "son", "son"),
)  # fmt: skip
GROWN = (
    ("Simon", "son"), ("Carlotta", "daughter"), ("Viktor", "son"), ("Alma", "daughter"),
    ("Rasmus", "son"), ("Judith", "daughter"), ("Milan", "son"), ("Elif", "daughter"),
)  # fmt: skip
DOCTORS = "Anders Beatrix Clemens Dorota Emre Frauke Guido Helmine Ismail Jutta Konrad Ludmila Mateus Nuray Osvald Petra Rui Sigrid Tarik Verena".split()
DOCTOR_FAMILIES = (
    "Achterberg Bielicki Carvalho Dressler Engelbrecht Falkenrath Gundersen Hellwig Imhoff Jaworska Kaltenbach Lorentzen "
    "Meridith Niemann Ostrowski Pfannenstiel Reinholt Steinhauer Thorvald Umland Vossberg Wendland Zieliński Aytekin Baumgart"
).split()
NOTES = (
    "Please ring at the second door.",
    "Bring a list of what you take.",
    "Runs late on Mondays.",
    "Waiting area on the left of the lift.",
    "No entry with pushchairs; leave them in the hall.",
    "Students may sit in; say so if you would rather not.",
    "",
)


class Sort(NamedTuple):
    """An appointment type before prices are drawn. ``prepare``: a text with a number, and the numbers it may have."""

    code: str
    title: str
    speciality: str
    minutes: int
    audience: str
    referral: bool
    remote: bool
    control: bool
    price: int
    prepare: str = ""
    numbers: tuple[int, ...] = ()


SORTS = (
    Sort("GENP-VISIT", "general consultation", "general", 20, "adult", False, True, False, 48),
    Sort("GENP-CHECK", "health check", "general", 40, "adult", False, False, False, 92, "Nothing to eat for {n} hours before the visit; water is fine.", (6, 8, 10, 12)),
    Sort("GENP-VACC", "vaccination", "general", 20, "adult", False, False, False, 31, "Stay in the waiting area for {n} minutes afterwards.", (15, 20, 25)),
    Sort("PAED-VISIT", "children's consultation", "paediatrics", 20, "child", False, True, False, 52),
    Sort("PAED-CHECK", "children's check-up", "paediatrics", 30, "child", False, False, False, 74, "Come {n} minutes early for weighing and measuring, with the yellow booklet.", (10, 15, 20)),
    Sort("PAED-VACC", "children's vaccination", "paediatrics", 20, "child", False, False, False, 34, "Stay in the waiting area for {n} minutes afterwards.", (15, 20, 25)),
    Sort("DERM-FIRST", "skin, first visit", "dermatology", 30, "any", True, False, False, 88, "No creams on the skin for {n} hours before.", (12, 24, 36)),
    Sort("DERM-CTRL", "skin, control visit", "dermatology", 20, "any", True, True, True, 46),
    Sort("CARD-FIRST", "heart, first visit", "cardiology", 40, "any", True, False, False, 134, "No coffee or tea for {n} hours before.", (4, 6, 12)),
    Sort("CARD-CTRL", "heart, control visit", "cardiology", 20, "any", True, True, True, 67),
    Sort("ORTH-FIRST", "bones and joints, first visit", "orthopaedics", 30, "any", True, False, False, 97, "Come {n} minutes early for the pictures.", (15, 20, 30)),
    Sort("ORTH-CTRL", "bones and joints, control visit", "orthopaedics", 20, "any", True, True, True, 51),
    Sort("ENTS-FIRST", "ear, nose and throat, first visit", "ear_nose_throat", 30, "any", True, False, False, 85, "Keep out of loud noise for {n} hours before.", (6, 12, 14)),
    Sort("ENTS-CTRL", "ear, nose and throat, control visit", "ear_nose_throat", 20, "any", True, True, True, 44),
    Sort("EYES-FIRST", "eyes, first visit", "eye", 30, "any", True, False, False, 79, "Drops are used: do not drive for {n} hours afterwards.", (3, 4, 5)),
    Sort("EYES-CTRL", "eyes, control visit", "eye", 20, "any", True, False, True, 41, "Leave contact lenses out for {n} hours before.", (24, 36, 48)),
    Sort("PHYS-SESS", "physiotherapy session", "physiotherapy", 30, "any", True, False, False, 39, "Come {n} minutes early to change, with a towel.", (5, 10, 15)),
)  # fmt: skip

ITEMS = (
    "Almerol Bentavin Corvisan Delpranil Estirox Fenolactin Gravidol Hestamine Ibrovel Jontrexa Kelvaprin Lutrasol Morvexin "
    "Nestoran Opaliden Pratovil"
).split()
STRENGTHS = ("2.5 mg", "5 mg", "10 mg", "20 mg", "40 mg")
VACCINES = ("tetanus", "polio", "measles and mumps", "hepatitis B", "whooping cough", "tick fever", "flu", "rubella")
