"""Words the notebook is filled with: people, clients, topics, what minutes and tables say. All of it is invented."""

GIVEN = tuple(
    "Mira Jonas Jonna Petra Ruben Selin Tomas Talia Oskar Hedda Vera Anselm Britta Cato Dorte Edwin Frida Gesa Henrik Ines "
    "Jorun Kasper Leona Milan Nadja Olga Pelle Runa Stellan Ulla Viggo Wanda Ylva Zeno Alva Borys Clara Danilo Emeric Fenja".split()
)
FAMILY = tuple(
    "Tolland Veller Askew Brandvik Corley Dunmore Eskeland Farrow Grieve Hallam Ivarsen Jessop Kettering Lorne Mabbott Norling "
    "Oddy Pryor Quist Rasmussen Sorley Tarrant Underby Vance Wexel Yarrow Zander Ashdown Birkeland Cray Denholm Elver".split()
)
TEAMS = ("Fieldwork", "Analysis", "Office")
CLIENTS = (
    ("kestrel-foodhall", "Kestrel Foodhall"), ("ombra-textile", "Ombra Textile"), ("pellworth-housing", "Pellworth Housing"), ("sunder-ferry", "Sunder Ferry"),
    ("quarry-lane-clinic", "Quarry Lane Clinic"), ("tidewell-water", "Tidewell Water"), ("marlow-seed", "Marlow Seed"), ("norrby-timber", "Norrby Timber"),
    ("lantern-cinema", "Lantern Cinema"), ("hollin-bakery", "Hollin Bakery"), ("cobalt-tile", "Cobalt Tile"), ("fenwick-tram", "Fenwick Tram"),
    ("aldergate-museum", "Aldergate Museum"), ("vesper-hotel", "Vesper Hotel"), ("birchway-school", "Birchway School"), ("ostrel-cycle", "Ostrel Cycle"),
)  # fmt: skip
TOPICS = (
    "returns", "queueing", "signage", "staff-turnover", "waste", "opening-hours", "pricing", "complaints", "energy-use", "delivery-routes", "visitor-flow",
    "packaging", "night-shifts", "membership", "spare-parts", "accessibility",
)  # fmt: skip
METHODS = ("interviews", "survey", "time-diary", "shadowing", "focus-group", "literature", "field-count", "workshop")
CATEGORIES = ("travel", "lodging", "transcription", "printing", "incentives", "equipment", "translation")
REMARKS = (
    "", "", "", "receipt attached", "second visit", "paid by card", "shared with the pilot", "to be split later", "late booking", "asked for an invoice", "by phone",
)  # fmt: skip
DECISIONS = (
    "The second round of visits starts in {month}", "Interviews are held in pairs from now on", "The questionnaire is cut to {n} questions", "Photos are taken only with consent",
    "The pilot runs at {n} sites", "Results are shown site by site", "The night shift is left out of the sample", "Reports go out in two languages", "The sample is raised to {n} people",
    "Transcripts are kept for {n} months", "Diaries run for {n} days",
)  # fmt: skip
ACTIONS = (
    "send the consent forms", "collect the shift plans", "draft the questionnaire", "book the interview rooms", "clean the visitor counts", "check the transcripts",
    "prepare the site maps", "write up the pilot", "chase the missing diaries", "update the contact sheet", "order the counters", "call the site managers",
)  # fmt: skip
MONTHS = ("February", "March", "April", "May", "June", "July", "August", "September", "October")
ODD_WORDS = (
    "turnstile", "laminate", "carousel", "hand-trolley", "chalkboard", "kiosk", "pigeonhole", "tannoy", "gangway", "weighbridge", "lanyard", "clipboard", "mezzanine", "skylight",
    "cloakroom", "dispenser", "conveyor", "noticeboard", "stairwell", "handrail", "cupboard", "loading bay", "parcel shelf", "ticket stub",
)  # fmt: skip
FINDINGS = (
    "People walk past the {odd} without looking up.", "Most delays began at the {odd}.", "Three of four respondents mentioned the {odd} unprompted.", "The {odd} was out of use on both days.",
    "Staff had found their own way round the {odd}.", "Nobody we spoke to knew who looks after the {odd}.",
)  # fmt: skip
AUTHORS = (
    "Hale",
    "Okoro",
    "Lindqvist",
    "Moravec",
    "Petrie",
    "Sato",
    "Abara",
    "Winther",
    "Castell",
    "Dray",
    "Iversen",
    "Nolan",
)
TAGS = (
    "methods",
    "ethics",
    "sampling",
    "retail",
    "transport",
    "health",
    "housing",
    "culture",
    "to-read",
    "reviewed",
    "superseded",
)
RECORD_KINDS = (
    "audit",
    "payroll",
    "consent-log",
    "supplier-contract",
    "tax-file",
    "incident-report",
    "board-minutes",
    "insurance",
)
SCRATCH = (
    "ideas",
    "wording",
    "phone-list",
    "half-thoughts",
    "outline",
    "questions",
    "leftovers",
    "draft-talk",
    "reading",
    "room-plan",
)
