"""``negforge batch``: the request files of a run through an endpoint's own batch API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from negforge.cli.terminal import table, tell, visible

Run = Annotated[str, typer.Argument(metavar="RUN", help="The run folder.")]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="The endpoint.  [default: $OPENAI_BASE_URL]")
]
KeyEnv = Annotated[
    str | None,
    typer.Option(
        "--api-key-env", metavar="NAME", help="The environment variable with the key.  [default: OPENAI_API_KEY]"
    ),
]
Wait = Annotated[bool, typer.Option("--wait", help="Ask again until all batches have ended.")]
AtMost = Annotated[float, typer.Option("--at-most", metavar="MINUTES", min=0.0, help="How long --wait waits.")]
Every = Annotated[float, typer.Option("--every", metavar="SECONDS", min=0.1, help="How often --wait asks.")]

app = typer.Typer(
    name="batch", help="Send a run's batch files to an endpoint's batch API, and fetch the replies.",
    rich_markup_mode=None, no_args_is_help=True,
)  # fmt: skip


@app.command("submit", short_help="Upload what the run waits for, and start its batches.")
def submit(run: Run, base_url: BaseUrl = None, api_key_env: KeyEnv = None) -> None:
    """Upload the request files that the run waits for and make a batch of each. A second time pays nothing twice."""
    from negforge.pipeline.endpoints import batch_sending

    made = batch_sending.submit(Path(run), base_url, api_key_env, _note)
    tell(f"{made} submitted; see how far they are: negforge batch poll {run}")


@app.command("poll", short_help="How far are the batches?")
def poll(
    run: Run,
    base_url: BaseUrl = None,
    api_key_env: KeyEnv = None,
    wait: Wait = False,
    at_most: AtMost = 1440.0,
    every: Every = 30.0,
) -> int:
    """Show how far each batch is. With --wait, exit code 1 says that the time was up first."""
    from negforge.pipeline.endpoints import batch_sending

    seconds = at_most * 60 if wait else 0.0
    states = batch_sending.poll(Path(run), base_url, api_key_env, _note, wait=seconds, every=every)
    rows = [(str(one.path), one.status, str(one.done), str(one.failed), str(one.total)) for one in states]
    print(table(("requests", "status", "done", "failed", "of"), rows, right=(2, 3, 4)))
    if all(one.ended for one in states):
        tell(f"all have ended; fetch what came: negforge batch fetch {run}")
        return 0
    return 1 if wait else 0


@app.command("fetch", short_help="Download the replies that have come.")
def fetch(run: Run, base_url: BaseUrl = None, api_key_env: KeyEnv = None) -> None:
    """Download outputs and errors of the batches that have ended, beside their request files."""
    from negforge.pipeline.endpoints import batch_sending

    count = batch_sending.fetch(Path(run), base_url, api_key_env, _note)
    tell(f"{count} files fetched; type the run's command again to go on" if count else "nothing new was fetched")


def _note(message: str) -> None:
    tell(visible(message))
