"""Words that the tracker's records are drawn from: invented products, people, parts and the trouble they make."""

from __future__ import annotations

PROJECTS = (
    "Kestrel handheld:KES|Lumen console:LUM|Tarn water meter:TRN|Brindle gateway:BRI|Osprey dock:OSP|Quill label printer:QLL|"
    "Marlow scheduler:MRL|Sedge field app:SDG|Pavo display wall:PAV|Holm charger:HLM|Vireo audio bridge:VIR|Cinder kiln control:CND|"
    "Rook access reader:ROK|Teasel web portal:TSL|Grebe buoy logger:GRB|Juniper sync service:JUN"
).split("|")
GIVEN = "Ruta Marek Ilse Tomas Aiko Bendik Carla Dario Esme Fintan Gudrun Hana Ivo Jolanda Kofi Leonie Mirko Nadia Oskar Paloma Rasmus Sanne Teodor Ulrike Valter Wenke Ximena Yara Zeno Anouk Bram Dagny".split()
FAMILY = "Ozols Oberlin Calloway Drexel Eklund Farrugia Garrick Hollis Ivarsen Jankauskas Kovalenko Lindholm Marchetti Novak Ostrander Petridis Quarles Rosendahl Sandoval Thorne Ulvik Vasquez Wexford Yilmaz Zielinski Aldous Bartosz Cardew Duarte Emberly Fairbairn Grimaldi".split()
TEAMS = ("devices", "cloud", "interface", "platform", "field support")
COMPONENTS = "radio|power|enclosure|bootloader|sensors|display|sign-in|export|sync|installer|alerts|reports|billing link|maps|audio path|diagnostics|pairing|storage|localisation|calibration|firmware update|permissions|charts|printing".split(
    "|"
)
THINGS = "Docking cradle|Telemetry feed|Setup wizard|Tile cache|Rotary encoder|Status light|Night export|Pairing dialog|Battery gauge|Alarm relay|Report footer|Invite mail|Serial console|Frost sensor|Label preview|Door contact|Audit trail|Search bar|Import job|Flow counter|Volume knob|Session cookie|Zone editor|Backup agent|Tariff table|Event filter|Boot screen|Valve driver|Colour picker|Shift calendar|Unit switch|Guest badge|Map legend|Log viewer|Quota meter|Share link".split(
    "|"
)
SYMPTOMS = "drops the link|shows yesterday's value|freezes for a minute|forgets its settings|reports the wrong unit|loses the last digit|flickers|refuses a valid code|doubles every entry|starts in the wrong language|skips the first record|ignores the time zone|drains too fast|stays on for ever|cuts off long names|rounds the wrong way|sends two mails|hides the last row|sorts upside down|asks twice for consent|overwrites notes|hangs at 99 percent".split(
    "|"
)
MOMENTS = "after a firmware update|when two people sign in|on the small panel|below minus ten degrees|during the night run|after a battery swap|on a slow line|when the clock changes|with a blank profile|behind a proxy|in landscape mode|after a cold start|with more than 200 rows|on the second try|when the disk is nearly full|in the trial edition|while charging|after a restore|for shared accounts|on leap days".split(
    "|"
)
WISHES = "Let {thing} be renamed by its owner|Offer {thing} in a second colour scheme|Add a short help text to {thing}|Make {thing} work with a keyboard only|Write a self-test for {thing}|Document the limits of {thing}|Measure how often {thing} is used|Replace the old driver of {thing}|Let admins switch off {thing}|Speed up {thing} on first load|Split {thing} into two modules|Translate {thing} for the northern sites".split(
    "|"
)
HOLES = "Service port of {thing} answers without a password|{thing} keeps access keys in plain text|Crafted file makes {thing} run commands|{thing} accepts expired certificates|Sign-in through {thing} survives a sign-out".split(
    "|"
)
GRIEVANCES = "Customer reports: {thing} {symptom} {moment}|Complaint: {thing} {symptom} since the last release|Returned unit: {thing} {symptom} {moment}|Hotel chain complains that {thing} {symptom}".split(
    "|"
)
REMARKS = "Seen again this morning, same traces as last week.|I can reproduce it on the bench unit, not on the new board.|Could someone check whether the last build changes anything?|We talked about it in the stand-up; the cause is still open.|Log attached to the build folder.|It only happens on units from the spring batch.|Our installer swears it began after the move to the new tariff.|Workaround: restart the service twice.|Happy to test a build if you send me one.|Not urgent for us, but it looks bad in front of visitors.|The measurement was taken with the old probe, please mind the offset.|Second site affected now.".split(
    "|"
)
OUTSIDERS = "Pension Alpenrose|Harbour Works Lim|Mill Street Dental|Nordby Municipality|Casa Verano|Orchard Primary School|Baltic Cold Store|Greyfriars Hostel|Stadtbad West|Fernhill Nursery|Ferry Line Ost|Kiosk 44".split(
    "|"
)
SPRINT_GOALS = "Stable pairing|Fewer support calls|Ready for the field trial|Quieter alerts|Clean export|Cold weather fixes|New sign-in|Before the trade fair".split(
    "|"
)
