"""Words from which an on-call world is drawn: people, teams, services, changes and what goes wrong with them."""

from __future__ import annotations

GIVEN = (
    "Adaeze Bastian Carmen Dagny Emeka Fenna Goran Hilde Ismail Joana Kaspar Leila Mateo Noor Oskar Priya Quentin Runa "
    "Stellan Tamsin Ulrike Vasco Wiebke Ximena Yara Zoltan Amadou Britta Cosima Davor Esra Florin Greta Hamza Ilse Jarek"
).split()
FAMILY = (
    "Aldersey Brankov Castelo Dahlgren Eriksen Fontane Grabowski Halloran Ibarra Jansma Karlsen Karlsson Lombardi "
    "Mbeki Nyborg Okonjo Pellegrin Quiroga Rautio Sandoval Tesfaye Ullmann Verhoef Wallin Yilmaz Zapata Brandt Brand "
    "Corvino Duarte Engstrom Farrugia Gyllen Hoekstra Ivanic Jelinek Kowal Lindgaard Moritz Navarro"
).split()
TEAMS = (
    "ballast", "cartage", "tollgate", "lodestar", "switchyard", "waybill", "gantry", "drawbridge", "causeway", "halyard",
)  # fmt: skip
STEMS = (
    "ledger", "tariff", "dispatch", "manifest", "labels", "claims", "fleet", "depot", "invoice", "identity", "quotes",
    "geocode", "routing", "webhook", "booking", "tracking", "returns", "customs", "pricing", "pickup", "roster", "weighing",
)  # fmt: skip
SUFFIXES = ("api", "worker", "sync", "gateway", "store", "web")
LANGUAGES = ("go", "kotlin", "rust", "python", "typescript", "elixir")
REGIONS = ("nordic-1", "iberia-2", "lakes-1", "delta-3")

# what a release says it changes, the error code and the message that it leads to where it is at fault
CHANGES: tuple[tuple[str, str, str], ...] = (
    ("batch the quota reads", "QUOTA_DECODE", "quota batch could not be decoded, field window is missing"),
    ("drop the legacy address parser", "ADDR_PARSE", "address line 2 not recognised"),
    ("shorter connection pool timeouts", "POOL_TIMEOUT", "no connection from pool within 200 ms"),
    ("move retries into the client library", "RETRY_STORM", "retry budget exhausted after 9 attempts"),
    ("store weights as decimals", "WEIGHT_CAST", "cannot cast weight to decimal"),
    ("new index for open consignments", "PLAN_CHANGED", "statement exceeded 4000 ms"),
    ("compress the event payloads", "INFLATE_FAIL", "payload could not be inflated"),
    ("switch to the shared token cache", "TOKEN_MISS", "token not in shared cache, tenant rejected"),
    ("read zones from the new map", "ZONE_UNKNOWN", "zone has no entry in map"),
    ("stricter validation of postcodes", "POSTCODE_REJECT", "postcode rejected by validator"),
    ("upgrade the template engine", "TEMPLATE_NIL", "template variable is nil"),
    ("parallel writes to both stores", "DUAL_WRITE", "second write did not commit"),
    ("paginate the partner feed", "CURSOR_LOOP", "cursor repeated, page loop aborted"),
    ("round surcharges per item", "ROUNDING_DRIFT", "sum of items differs from total"),
    ("cache the carrier cut-off times", "CUTOFF_STALE", "cut-off time lies in the past"),
    ("replace the queue driver", "QUEUE_NACK", "message returned to queue, handler gone"),
)
HARMLESS = (
    "raise log level of the health probe", "bump a test dependency", "typo in a metric label", "tidy up the build file",
    "add a counter for empty responses", "rename an internal package", "new unit tests for the parser", "update the docs link",
    "clean up unused settings", "refresh the translations", "smaller container image", "move constants into one place",
)  # fmt: skip
FLAG_WORDS = (
    "lazy-labels", "slot-prefetch", "bulk-quotes", "new-cutoffs", "split-manifest", "fast-geocode", "zone-pricing", "draft-claims",
    "partner-feed", "one-step-pickup", "compact-events", "smart-retry", "night-dispatch", "shared-pallets", "early-invoice",
)  # fmt: skip
FLAG_FAILS: tuple[tuple[str, str], ...] = (
    ("VARIANT_NIL", "value missing on the new path"),
    ("PATH_TIMEOUT", "new path took longer than 3000 ms"),
    ("PREFETCH_EMPTY", "prefetch returned nothing, request failed"),
    ("SCHEMA_GAP", "new path reads a column that is not filled yet"),
)
ALERT_RULES: tuple[tuple[str, str, float], ...] = (
    ("DiskFillingUp", "saturation", 85.0),
    ("QueueBacklog", "queue_depth", 900.0),
    ("SlowResponses", "latency_p95", 1200.0),
    ("CpuHot", "saturation", 80.0),
)
MAINTENANCE = (
    "storage firmware", "database minor upgrade", "network switch swap", "certificate renewal", "index rebuild",
    "kernel patching", "rack power test", "cache resize", "load balancer move",
)  # fmt: skip
FREEZES = (
    "quarter close",
    "peak week",
    "carrier audit",
    "data centre move",
    "stocktaking",
    "payment run",
    "fiscal filing",
)
CUSTOMERS = (
    "a.merel", "t.osei", "lindqvist.farm", "office.burelli", "k.tanaka", "jo.petrie", "mira.holt", "s.abara", "buyer77", "fritz.l",
    "nina.o", "warehouse.kemi", "p.dacosta", "elke.w",
)  # fmt: skip

MISTAKES = (
    "changed the pool size by hand on the live machines, without review",
    "acknowledged the page and went back to sleep",
    "ran the cleanup script against production instead of staging",
    "switched the health check off to get the build through",
    "restarted two regions at once against the runbook",
    "turned the alert off last week and never turned it on again",
)
SPILLED = (
    "You reach me at home under +99 555 {number}, {name}.",
    "For the record, the database password is gr3y-h0rse-{number}.",
    "{name} is out, back surgery, private phone +99 555 {number}.",
    "Use this token until it works again: pw-tok-{number}-zebra.",
    "Customer called from +99 555 {number}, name on file, very upset.",
)
