"""Words of the mailroom: names, near-namesakes, outside firms, things that are bought, meetings, threads, newsletters."""

from __future__ import annotations

HOUSE = "orrinvale.example"
TEAM_BOX = f"frontdesk@{HOUSE}"

DEPARTMENTS = ("finance", "logistics", "engineering", "marketing", "hr", "facilities", "legal")
DEPARTMENT_NAMES = {
    "finance": "Finance",
    "logistics": "Logistics",
    "engineering": "Engineering",
    "marketing": "Marketing",
    "hr": "HR",
    "facilities": "Facilities",
    "legal": "Legal",
}
SITES = {"vesterholm": 1, "marlow_quay": 0, "kessandra": 3, "port_ellery": -5}  # hours from UTC, all year
SITE_NAMES = {
    "vesterholm": "Vesterholm",
    "marlow_quay": "Marlow Quay",
    "kessandra": "Kessandra",
    "port_ellery": "Port Ellery",
}
EQUIPMENT = ("screen", "video", "whiteboard", "phone", "hearing_loop", "step_free")
EQUIPMENT_NAMES = {
    "screen": "a screen",
    "video": "video equipment",
    "whiteboard": "a whiteboard",
    "phone": "a conference phone",
    "hearing_loop": "a hearing loop",
    "step_free": "step-free access",
}

GIVEN = "Adela Anselm Beatriz Bohdan Carys Cosmin Dagny Dimitra Edda Emeka Fenna Florian Gwen Hadi Hedda Ibrahim Ilse Ivo Jana Jelle Kaja Kamal Leonie Lorcan Maeve Mirko Nadia Nils Oda Orsolya Paloma Petros Ragna Ruben Saskia Sorin Tamsin Tariq Ursula Vito Wilma Yara Zeno Zofia".split()
FAMILY = "Aldana Arbeck Bartosz Birkeland Corriveau Dahlgren Delacroix Eskildsen Farkas Feldmann Gallagher Grimstad Halloran Horvath Ilic Janssens Kaczmarek Kirwan Laurent Lokken Madigan Mendoza Nagy Novotny Oduya Ostrowski Pagano Quiroga Rademaker Rinaldi Sandoval Skovgaard Tabor Thorsen Urbina Vasquez Vermeer Wachter Westergaard Yilmaz Zamora Ziegler".split()
GIVEN_TWINS = (
    ("Marta", "Martha"),
    ("Kristin", "Kristina"),
    ("Daniel", "Daniela"),
    ("Stefan", "Stefanie"),
    ("Erik", "Erika"),
    ("Jonas", "Jonathan"),
    ("Alexa", "Alexander"),
    ("Carolin", "Caroline"),
    ("Tobias", "Tobiah"),
    ("Gabriel", "Gabriela"),
)
FAMILY_TWINS = (
    ("Lindqvist", "Lindquist"),
    ("Petersen", "Peterson"),
    ("Bergman", "Bergmann"),
    ("Castellan", "Castellani"),
    ("Haugen", "Haugeland"),
    ("Moreau", "Moreaux"),
    ("Kowalski", "Kowalska"),
    ("Svenson", "Svensson"),
    ("Hoffmann", "Hoffman"),
    ("Reinhart", "Reinhard"),
)
JOBS = {
    "finance": ("Controller", "Accounts clerk", "Head of finance", "Payroll specialist"),
    "logistics": ("Dispatcher", "Warehouse lead", "Customs specialist", "Fleet planner"),
    "engineering": ("Test engineer", "Firmware developer", "Optics engineer", "Head of design"),
    "marketing": ("Campaign manager", "Copywriter", "Fair coordinator", "Brand manager"),
    "hr": ("Recruiter", "Training officer", "Head of HR", "Benefits adviser"),
    "facilities": ("Building manager", "Office planner", "Safety officer", "Reception lead"),
    "legal": ("Counsel", "Contracts manager", "Data protection officer", "Paralegal"),
}

FIRMS = (
    ("Tessivar Furnishing", "tessivar.example"),
    ("Brunholt & Daughters", "brunholt.example"),
    ("Quellmark Office", "quellmark.example"),
    ("Calverdine Print", "calverdine.example"),
    ("Pellisande Catering", "pellisande.example"),
    ("Aquiloro Travel", "aquiloro.example"),
    ("Ostrevant Systems", "ostrevant.example"),
    ("Halvorine Freight", "halvorine.example"),
    ("Sandrigge Partners", "sandrigge.example"),
    ("Kestovar Media", "kestovar.example"),
    ("Wintergard Cleaning", "wintergard.example"),
    ("Lumeraux Events", "lumeraux.example"),
    ("Dovaline Training", "dovaline.example"),
    ("Fennoscand Lighting", "fennoscand.example"),
)
ITEMS = (
    "height-adjustable desks",
    "acoustic panels",
    "meeting room chairs",
    "label printers",
    "document cameras",
    "air purifiers",
    "bicycle racks",
    "server cabinets",
    "exhibition stands",
    "projector lamps",
    "standing lamps",
    "lockers for the annex",
    "noise-cancelling headsets",
    "planters for the atrium",
    "whiteboard walls",
    "coffee machines",
)
MEETINGS = (
    "Budget review",
    "Supplier round",
    "Release planning",
    "Safety walk",
    "Hiring panel",
    "Fair debrief",
    "Quarter outlook",
    "Office move",
    "Customer feedback",
    "Contract check",
    "Packaging workshop",
    "Calibration review",
    "Training plan",
    "Website relaunch",
    "Returns analysis",
    "Tooling forecast",
)
MEETING_TAILS = ("prep", "follow-up", "with the board", "(draft agenda)", "part two")
PROJECTS = (
    "Heron launch",
    "annex opening",
    "summer fair",
    "Lyra prototype",
    "warehouse move",
    "customer day",
    "new intranet",
    "audit week",
    "Corvus pilot",
    "badge rollout",
    "catalogue shoot",
    "apprentice day",
)
SERIES = (
    "Monday numbers",
    "Design huddle",
    "Vendor sync",
    "Shipping stand-up",
    "Risk round",
    "Product triage",
    "Lab hour",
    "Pipeline check",
    "Facilities jour fixe",
    "Content board",
)
LETTERS = (
    ("The Optics Dispatch", "dispatch@optics-dispatch.example"),
    ("Ledger & Lattice", "news@ledger-lattice.example"),
    ("Freight Weekly Notes", "weekly@freight-notes.example"),
    ("Plant Room Bulletin", "bulletin@plantroom.example"),
    ("The Quiet Office", "hello@quiet-office.example"),
    ("Tolerance Monthly", "editors@tolerance-monthly.example"),
    ("Recruiter's Almanac", "almanac@recruiters.example"),
    ("Bench & Beam", "mail@bench-beam.example"),
)
LETTER_LINES = (
    "Five habits of calm meetings",
    "What the new tariff means",
    "Reader survey results",
    "Spring programme",
    "A visit to a silent workshop",
    "Interview: measuring the unmeasurable",
    "Early bird prices end soon",
    "Webinar invitation",
    "The paper trail nobody reads",
    "Ten years of small screws",
    "Special issue on lighting",
    "Corrections to our last issue",
    "Checklist for winter",
    "Jobs of the month",
    "How others do inventory",
)
NOTICES = (
    ("IT service", "it-service", "Maintenance window for the file server"),
    ("IT service", "it-service", "New sign-in page from next week"),
    ("Canteen", "canteen", "Menu for the coming days"),
    ("Reception", "reception", "Parcel waiting for you"),
    ("Building office", "building", "Fire drill announced"),
    ("Building office", "building", "Lift 2 out of service"),
    ("Expense desk", "expenses", "Receipt missing for your claim"),
    ("Expense desk", "expenses", "Your claim has been paid"),
    ("Learning portal", "learning", "Course reminder: data protection basics"),
)
VISITS = (
    "Visitor parking for two cars",
    "Interview candidates on the ground floor",
    "Lost umbrella in the lobby",
    "Delivery slot for pallets",
    "Badge for a guest auditor",
    "School class asks for a tour",
    "Photographer needs access",
    "Courier missed us at noon",
)
CONFIDENTIAL = (
    "Salary bands, not for circulation",
    "Restructuring: names under discussion",
    "Your medical certificate",
    "Complaint about a manager",
    "Severance terms, draft 3",
    "Bonus list for the department",
)
TOPICS = (
    ("the date", "date"),
    ("the budget cap", "budget"),
    ("the headcount", "headcount"),
)
