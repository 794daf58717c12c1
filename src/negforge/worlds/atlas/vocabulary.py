"""Names of the island: stems and nouns for places, districts, areas, people and vehicles."""

from __future__ import annotations

STEMS = (
    "Skell Brannoch Tarvin Ovel Hesket Marrick Dunsop Fellgate Ibbet Corran Wistow Garrow Pellin Ruskie Sandal Thornby "
    "Ulver Venna Yarlet Ansty Birkie Callow Drover Eskie Farrand Glinton Hallin Inverly Jossel Kettle Lanyon Mossap "
    "Norrie Orrin Perrow Quillan Rowten Silver Tolland Umber Wether Yewdale Ashgill Blaven Crannoch Dorrie"
).split()
DISTRICTS = (
    "Hollinmark Westray Fairhead Sundry Corvale Netherby Ostrand Kilbrae Marrowdale Langness Thessary Vinmouth Elderby "
    "Quarrick"
).split()
NOUNS = {
    "trailhead": ("Gate", "Pass Trailhead"),
    "hut": ("Hut", "Refuge"),
    "waterfall": ("Falls", "Force"),
    "viewpoint": ("Lookout", "Head"),
    "beach": ("Sands", "Cove"),
    "lake": ("Water", "Tarn"),
    "garden": ("Gardens", "Arboretum"),
    "museum": ("Museum", "Mill Museum"),
    "cave": ("Cave", "Caverns"),
    "harbour": ("Harbour", "Quay"),
}
KINDS = tuple(NOUNS)
SPOKEN_KINDS = {
    "trailhead": "trailheads",
    "hut": "mountain huts",
    "waterfall": "waterfalls",
    "viewpoint": "viewpoints",
    "beach": "beaches",
    "lake": "lakes",
    "garden": "gardens",
    "museum": "museums",
    "cave": "caves",
    "harbour": "harbours",
}
FEATURES = ("dogs_welcome", "step_free", "parking", "toilets", "swimming", "shelter", "cafe")
AREAS = ("Biosphere", "Nature Reserve", "Protected Valley", "Bird Sanctuary", "Core Zone", "Heath Reserve")
ROADS = ("Ranger Road", "Old Mine Road", "Forest Track 4", "Dam Road", "Quarry Track", "Upper Glen Road")
HAZARDS = ("wind", "flood", "snow_ice", "avalanche", "coastal", "heat")
SPOKEN_HAZARDS = {
    "wind": "wind",
    "flood": "flooding",
    "snow_ice": "snow and ice",
    "avalanche": "avalanches",
    "coastal": "coastal waves",
    "heat": "heat",
}
MODELS = ("blend", "skua_2km", "helm_global")
FIRST = "Ingrith Tomas Orla Benet Sunniva Calder Ysolde Hamish Runa Piers Elspet Magnus Dervla Anselm Tova Joss Mirren Ewald".split()
LAST = "Harrower Quist Penhale Storrow Vask Ollander Tregear Brisk Munthe Callister Fennick Rooke Ibsley Dahlgart Skene".split()
VEHICLES = ("estate car", "camper van", "pickup", "small van", "minibus", "electric hatchback", "motorcycle")
LISTS = (
    "Rainy days", "With the kids", "Autumn ideas", "Dog walks", "Visitors from abroad", "Short hops", "Birthday trip",
    "Photo spots", "Slow Sundays", "For Gran", "Club outings", "One day", "After work", "School holidays",
)  # fmt: skip
NOTES = (
    "bring the big thermos", "ask about the back door", "quiet before ten", "good cake", "Runa liked it", "muddy boots",
    "the left path is shorter", "coins for the meter", "windy but worth it", "nice light in the evening",
)  # fmt: skip
NOTICES = (
    "The upper car park is being resurfaced; use the lower one.", "The ticket desk takes cards only.",
    "Drone flights are not allowed.", "The footbridge by the entrance is closed for repairs; a signed detour exists.",
    "Sheep graze here: keep gates shut.", "The drinking fountain is out of order.", "No notices at present.",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
