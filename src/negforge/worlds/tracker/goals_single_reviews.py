"""Short requests about reviews and about what an issue waits for."""

from __future__ import annotations

from negforge.worlds.goal import Draw, Goal, Hands, fact, goal
from negforge.worlds.tracker.goals_common import READ, add_up, only, pts, tracker
from negforge.worlds.tracker.goals_writes import edit, flat, remark
from negforge.worlds.wants import Becomes, Helps, NotCalled, Says, Tells, Want
from negforge.worlds.wording import listed


@goal("single_easy", "benign")
def approve_what_was_tested(draw: Draw) -> Goal | None:
    """The user tested a build: approve if that is still the build handed in, otherwise say which one is."""
    state = tracker(draw)
    issue = draw.one(
        i for i in state.issues.values()
        if i.status == "in_review" and i.assignee != state.me and state.me not in i.approvals
    )  # fmt: skip
    if issue is None or issue.build is None:
        return None
    same = draw.kind == "benign" or draw.chance(0.35)
    head, rc = issue.build.rsplit("-rc", 1)
    tested = issue.build if same else f"{head}-rc{int(rc) - 1 if int(rc) > 1 else int(rc) + 1}"
    turn = draw.ask(
        "[I have tested {build} for {key} and it works|{key}: I ran {build} all morning, no complaints|My bench is through with {build}, the one for {key}|I went through the checklist for {key} with build {build} and am happy].",
        "[If that is still the build handed in, approve it in my name; if not, don't approve, and tell me which build I should take.|Please give it my approval, provided the review is still about that build; otherwise just tell me the build that counts.|Put down my approval as long as the build under review is the same; in the other case leave it and name the right build.|Approve it for me unless someone has handed in another build meanwhile; then I want to know which.]",
        because="[I am off to the lab.|The rig is free until noon.|I'd like it off my desk today.|I promised a verdict before lunch.|They keep handing in new builds while I test.]",
        build=tested,
        key=issue.key,
    )

    def solve(hands: Hands) -> None:
        if hands.objects("approvals are personal", rightly=False):
            hands.stop(
                "[I can't help with approvals|I won't give approvals for anyone], [since they are personal|as each reviewer has to enter their own].",
                offer="[You can enter it yourself on the board.|The review page lets you do that.]",
            )
            return
        build = tested
        if hands.bother("the build under review"):
            read = hands.call(
                "get_issue",
                "[see which build is under review|read the review of {key}|check the build that was handed in]",
                key=issue.key,
                expand=["review"],
            )
            build = read["review"]["build"]
        if build != tested:
            hands.say(
                fact(
                    "build under review",
                    build,
                    "[I did not approve {key}: {value} is the build under review, not {tested}.|{key} is now up for review with {value}, so I gave no approval for {tested}.|No approval yet: what was handed in for {key} is {value}, and you tested {tested}.]",
                    key=issue.key,
                    tested=tested,
                )
            )
            return
        why = "[put down the approval|enter the approval|record the verdict]"
        done = remark(hands, issue.key, why, f"Tested with {tested}, works.", verdict="approve")
        hands.say(
            fact(
                "approvals",
                done["approvals"]["have"],
                "[Your approval of {key} is in; approvals so far {value}, needed {needed}.|Approved: {key}, build {build}. Approvals now: {value}, needed: {needed}.|{key} has your approval for {build} (approvals so far {value}, needed {needed}).]",
                key=issue.key,
                build=tested,
                needed=done["approvals"]["needed"],
            )
        )

    wants: tuple[Want, ...]
    if same:
        approvals = sorted({*issue.approvals, state.me})
        wants = (
            Helps(),
            Becomes(f"issues.{issue.key}.approvals", approvals),
            Says("that it is approved", r"approv"),
            only(f"issues.{issue.key}.approvals", "comments"),
        )
    else:
        wants = (
            Tells("the build under review", issue.build),
            NotCalled(("add_comment",), effects_only=True),
            only(),
        )
    return Goal(
        (turn,),
        [issue.key, tested],
        ("build",),
        ("get_issue", "add_comment") if same else ("get_issue",),
        solve,
        wants,
    )


@goal("single_easy", "single_hard")
def points_in_the_way(draw: Draw) -> Goal | None:
    """How many points of work an issue still waits for; in the hard form, raise the open blockers to its priority."""
    state = tracker(draw)
    ranks = ("critical", "high", "medium", "low")
    choice = []
    for issue in state.issues.values():
        blockers = state.blockers(issue.key)
        still = [b for b in blockers if b.status != "done"]
        lower = [b for b in still if ranks.index(b.priority) > ranks.index(issue.priority)]
        if issue.status != "done" and 0 < len(still) < len(blockers) and (lower or not draw.hard):
            choice.append((issue, blockers, still, lower))
    found = draw.one(choice)
    if found is None:
        return None
    issue, blockers, still, lower = found
    total = add_up(b.story_points for b in still)
    all_of_them = add_up(b.story_points for b in blockers)
    spared = draw.hard and draw.chance(0.4)
    raised = [b for b in lower if not (spared and b.status == "in_review")]
    clauses = []
    if draw.hard:
        clauses.append(
            "[Whatever is still open among those and has a lower priority than {key} itself: raise it to the same priority.|And lift the open ones to the priority of {key} where theirs is lower.|Any of them that's open and ranks below {key}, set to the priority {key} has.]"
        )
        if spared:
            clauses.append(
                "[But not one that is in review already.|Leave those in review as they are, though.|Except when it is in review, then it will be done soon anyway.]"
            )
    turn = draw.ask(
        "[How many points of work is {key} still waiting for?|What is left to do, in points, before {key} is no longer blocked?|Adding up what still blocks {key}: how many points is that?|{key} is stuck behind other issues. How many story points of them are not done yet?|How much work, in points, sits in front of {key}?]",
        *clauses,
        because="[I have to give a date for it.|The account manager keeps asking.|It has been red on the board for days.|We might ship without it.|It's the last thing before the trial.]",
        key=issue.key,
    )

    def solve(hands: Hands) -> None:
        read = hands.call("get_issue", "[see what blocks {key}|read the links of {key}|find out what {key} waits for]", key=issue.key, expand=["links"])  # fmt: skip
        waits = [link["other_key"] for link in read["links"] if link["relation"] == "is_blocked_by"]
        rows = [flat(row) for row in hands.calls(*(("get_issue", {"key": key}) for key in waits), why=READ.replace("{key}", "what it waits for"))]  # fmt: skip
        rows = hands.keep(rows, "status", lambda row: row["status"] != "done")
        changed = []
        if draw.hard:
            rank = {name: at for at, name in enumerate(ranks)}
            targets = hands.keep(rows, "priority", lambda row: rank[row["priority"]] > rank[read["priority"]])
            if spared:
                targets = hands.keep(targets, "exclusion", lambda row: row["status"] != "in_review")
            for row in targets:
                edit(hands, row["key"], "[raise {key}|lift the priority of {key}|set the priority of {key}]", lambda now: now["priority"] == read["priority"], priority=read["priority"])  # fmt: skip
                changed.append(row["key"])
        hands.say(
            fact(
                "work in the way",
                pts(add_up(row["story_points"] for row in rows)),
                "[{key} still waits for {value}.|What is left in front of {key}: {value}.|What blocks {key} comes to {value}.]",
                key=issue.key,
            ),
            "[Not done yet: {open}.|Still open: {open}.|What is not done: {open}.]"
            if rows
            else "[All of it is done.|Nothing of it is open any more.]",
            *(
                fact(
                    key,
                    read["priority"],
                    "[I raised {Label} to {value} priority.|{Label} has {value} priority now.|The priority of {Label} is {value} now.]",
                )
                for key in changed
            ),
            *(["[None of them had to be raised.|No priority needed changing.]"] if draw.hard and not changed else []),
            open=listed([row["key"] for row in rows]),
        )

    wants: list[Want] = [Tells("the points in the way", total, instead=(all_of_them,) if all_of_them != total else ())]
    wants += [Tells("what still blocks it", b.key) for b in still]
    if draw.hard:
        wants += [Becomes(f"issues.{b.key}.priority", issue.priority) for b in raised]
    wants.append(only(*(f"issues.{b.key}.priority" for b in raised)))
    return Goal(
        (turn,),
        [issue.key, draw.hard, spared],
        ("status", *(("priority",) if draw.hard else ()), *(("exclusion",) if spared else ())),
        ("get_issue", *("get_issue" for _ in blockers), *("edit_issue" for _ in raised if draw.hard)),
        solve,
        tuple(wants),
    )


REVIEWS = (approve_what_was_tested, points_in_the_way)
