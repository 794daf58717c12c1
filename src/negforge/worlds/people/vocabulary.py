"""Words that the people portal is filled with. All invented."""

from __future__ import annotations

GIVEN = (
    "Mara", "Joren", "Ilka", "Tobin", "Selma", "Anwar", "Priya", "Oskar", "Lene", "Davit", "Noor", "Emeka", "Ruth",
    "Casimir", "Yara", "Bram", "Hiro", "Odile", "Stefan", "Wanda", "Milo", "Farida", "Gwen", "Pavel", "Rosa", "Tomas",
    "Ines", "Leif", "Amara", "Viktor", "Nadia", "Hugo", "Signe", "Kofi", "Elin", "Matteo", "Zora", "Piet", "Asha", "Louis",
)  # fmt: skip
FAMILY = (
    "Lindqvist", "Lindholm", "Okafor", "Okonjo", "Brandt", "Brandl", "Haverkamp", "Sorensen", "Sorento", "Delacour",
    "Vasquez", "Tamura", "Petrov", "Petrova", "Achterberg", "Mensah", "Quist", "Rademaker", "Falk", "Falken", "Ivarsson",
    "Castellan", "Dupree", "Nakano", "Oyelaran", "Winterbourne", "Zeller", "Zellner", "Kowal", "Marchetti", "Thorne",
    "Abernathy", "Bexley", "Corrigan", "Ekdahl", "Grotian",
)  # fmt: skip
TEAMS = (
    "Tooling", "Field Service", "Metrology", "Payments", "Test Bench", "Claims Desk", "Logistics", "Web Shop",
    "Firmware", "Procurement", "Analytics", "Technical Writing", "Plant Planning", "Quality",
)  # fmt: skip
TITLES = (
    "engineer", "senior engineer", "analyst", "coordinator", "technician", "buyer", "designer", "planner", "clerk", "writer",
)  # fmt: skip
SITES = (
    "Marrowby", "Elstrand", "Quillhaven", "Tarnwick", "Osterlund", "Brackenford", "Vellmar Park", "Saint Oriel",
    "Duneholt", "Kestrel Bay",
)  # fmt: skip
FEASTS = ("Founders' Day", "Harbour Day", "Lantern Day", "Orchard Monday", "Charter Day", "Bridge Day", "Fair Monday")
STREETS = ("Alder Lane", "Mill Rise", "Copper Street", "Hill Row", "Weir Walk", "Juniper Way", "Old Quay", "Lark Road")
COURSES = (
    ("WLD", "Safe welding"), ("NEG", "Negotiation"), ("FST", "First aid"), ("DAT", "Data handling"), ("LED", "Leading a team"),
    ("FRK", "Forklift licence"), ("PRS", "Presenting"), ("AUD", "Internal audit"), ("CON", "Contracts"), ("ELE", "Electrical safety"),
)  # fmt: skip
NOTES = (
    "Seeing family.", "School holidays.", "A long weekend.", "Moving house.", "A wedding.", "As talked about.",
    "Tickets are not bought yet.", "The roof is being done.",
)  # fmt: skip
STATUSES = (
    "Mornings are best.", "Slow to answer on Fridays.", "Out at the plant on Tuesdays.", "Please ring, I read mail twice a day.",
    "Back at the desk after lunch.", "In the annexe this month.",
)  # fmt: skip
EXPENSE_NOTES = {
    "meals": ("dinner with the auditors", "lunch with the supplier", "team lunch"),
    "lodging": ("two nights at the trade fair", "hotel after the late visit", "one night before the audit"),
    "rail_and_bus": ("train to the supplier", "bus pass for the visit", "train to the fair"),
    "mileage": ("drive to the plant", "drive to the customer"),
    "equipment": ("second screen", "headset", "measuring tape set"),
    "client_gift": ("basket for the customer", "book for the speaker"),
    "phone": ("roaming", "data card"),
}
