"""The shop's vocabulary: what it sells, in which colours and sizes, who its customers are and where they live."""

from __future__ import annotations

WAREHOUSES = ("north", "harbour", "ridge", "outlet")
CATEGORIES = ("textile", "lighting", "kitchen", "furniture", "decor")
COLOURS = (
    "sand", "moss", "slate", "ivory", "rust", "navy", "ochre", "plum", "sage", "charcoal", "clay", "teal",
)  # fmt: skip
VOLTAGES = ("230 V", "120 V")
SERIES = (
    "Alder Birk Calder Dunmere Elsby Fennick Garth Holloway Inver Jarrow Kelda Lomond Marram Nevis Orrin Pell Quarry Rowan "
    "Skerry Tarbet Ullin Varden Wharram Yarrow"
).split()

# noun -> (category, sizes, price range of the smallest, comes in two voltages)
GOODS: dict[str, tuple[str, tuple[str, ...], tuple[int, int], bool]] = {
    "bath towel": ("textile", ("50 x 100 cm", "70 x 140 cm", "100 x 150 cm"), (11, 24), False),
    "duvet cover": ("textile", ("140 x 200 cm", "155 x 220 cm", "200 x 200 cm"), (39, 89), False),
    "cushion cover": ("textile", ("40 x 40 cm", "50 x 50 cm", "60 x 60 cm"), (9, 22), False),
    "wool throw": ("textile", ("130 x 170 cm", "150 x 200 cm"), (44, 99), False),
    "curtain panel": ("textile", ("135 x 175 cm", "135 x 225 cm", "135 x 290 cm"), (29, 64), False),
    "tablecloth": ("textile", ("140 x 180 cm", "140 x 240 cm", "160 x 320 cm"), (24, 58), False),
    "bath mat": ("textile", ("50 x 70 cm", "60 x 100 cm"), (14, 32), False),
    "table lamp": ("lighting", ("small", "large"), (36, 92), True),
    "floor lamp": ("lighting", ("140 cm", "165 cm"), (79, 189), True),
    "pendant light": ("lighting", ("25 cm", "40 cm", "55 cm"), (49, 119), True),
    "wall light": ("lighting", ("single", "double"), (32, 74), True),
    "kettle": ("kitchen", ("1.0 l", "1.7 l"), (34, 79), True),
    "toaster": ("kitchen", ("two-slice", "four-slice"), (39, 88), True),
    "coffee grinder": ("kitchen", ("100 g", "250 g"), (45, 119), True),
    "stock pot": ("kitchen", ("20 cm", "24 cm", "28 cm"), (38, 96), False),
    "casserole": ("kitchen", ("20 cm", "24 cm", "28 cm"), (52, 128), False),
    "side table": ("furniture", ("40 cm", "55 cm"), (59, 139), False),
    "bar stool": ("furniture", ("65 cm", "75 cm"), (69, 149), False),
    "hall bench": ("furniture", ("90 cm", "120 cm"), (99, 219), False),
    "bookcase": ("furniture", ("three shelves", "five shelves"), (109, 229), False),
    "wall mirror": ("decor", ("50 cm", "70 cm", "90 cm"), (39, 109), False),
    "vase": ("decor", ("18 cm", "30 cm"), (16, 48), False),
    "picture frame": ("decor", ("A4", "A3", "50 x 70 cm"), (9, 26), False),
    "wall clock": ("decor", ("25 cm", "35 cm"), (24, 59), False),
}
CODES = {
    "bath towel": "TWL", "duvet cover": "DVT", "cushion cover": "CUS", "wool throw": "THR", "curtain panel": "CRT",
    "tablecloth": "TBC", "bath mat": "MAT", "table lamp": "TLP", "floor lamp": "FLP", "pendant light": "PDT",
    "wall light": "WLT", "kettle": "KTL", "toaster": "TST", "coffee grinder": "GRD", "stock pot": "POT",
    "casserole": "CSR", "side table": "STB", "bar stool": "STL", "hall bench": "BNC", "bookcase": "BKC",
    "wall mirror": "MIR", "vase": "VAS", "picture frame": "FRM", "wall clock": "CLK",
}  # fmt: skip
ENDINGS = (0.0, 0.5, 0.9, 0.95)

GIVEN = (
    "Aino Bastien Carys Dario Edda Filip Gwen Hanne Ivo Jolanta Kasper Lotte Mira Noel Oona Petra Quentin Runa Sanne "
    "Teun Ursel Vito Wiebke Xenia Ylva Zeno"
).split()
FAMILY = (
    "Aalders Brandvold Cosgrave Dvorsky Eikeland Farkas Grimaldi Hollis Isaksen Jurgens Kovalik Lisowski Mertens "
    "Nystad Oyelaran Pintarić Quigley Rosendahl Sandoval Toivonen Urbanek Verlinden Wiklund Zubiri"
).split()
STREETS = (
    "Tanner Row|Mill Bank|Cooper Street|Larch Avenue|Old Quay|Saddler Lane|Weir Road|Chapel Rise|Heron Close|Foundry Street|"
    "Lime Walk|Station Parade|Abbey Gate|Orchard Way|Ferry Hill"
).split("|")
TOWNS = ("Brackwell", "Eddington Vale", "Farrowby", "Glenmoor", "Hexley", "Innerby", "Kirkmere", "Loxford")
CARRIERS = ("Larkpost", "Tern Freight", "Otter Parcels")
LABELS = ("home", "work", "parents", "cottage", "neighbour")
CARDS = ("card ending {}", "bank account ending {}")
NOTES = (
    "", "", "", "Happy housewarming, you two!", "For Grandma, with love.", "Bell does not work, please knock.",
    "Please leave the invoice out.", "Congratulations on the new flat!", "Second try, fingers crossed.",
)  # fmt: skip
REVIEWS = (
    "Sturdier than it looks.", "Colour a shade darker than in the picture.", "Arrived well packed.",
    "Second one I have bought.", "Smaller than I had imagined.", "Easy to clean, which is what I wanted.",
    "Nice enough, took a while to come.", "Goes with everything in the room.", "Fine for the price.",
)  # fmt: skip
