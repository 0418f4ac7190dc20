"""`weakties prep`: the homework on somebody, before the request leaves."""

from pathlib import Path

import click


@click.command("prep")
@click.argument("who")
@click.option("--reason", default="", help="Why this person: one sentence that you would say to them.")
@click.option("--path", "path_", default="", help="How they came to what they do.")
@click.option("--company-news", default="", help="The company, and what is new there.")
@click.option("--in-common", default="", help="What you have in common.")
@click.option("--story", default="", help="Your own story for this person, instead of the usual one.")
@click.option("--question", "questions", multiple=True, help="What to ask; may be given several times.")
@click.option("--link", "links", multiple=True, help="Something to read; may be given several times.")
@click.option("--edit", is_flag=True, help="Fill the whole sheet in your editor.")
@click.option("--json", "as_json", is_flag=True, help="Print the sheet as JSON.")
@click.pass_obj
def command(
    config: Path | None,
    who: str,
    reason: str,
    path_: str,
    company_news: str,
    in_common: str,
    story: str,
    questions: tuple[str, ...],
    links: tuple[str, ...],
    edit: bool,
    as_json: bool,
) -> None:
    """Do the homework on somebody, or look at it.

    No request leaves to WHO before there is a reason. With no option the sheet is shown, and what is missing.
    """
    import asyncio

    from weakties.app.homework import Sheet, prepare

    sheet = Sheet(reason, path_, company_news, in_common, story, questions, links)
    asyncio.run(prepare(config, who, sheet, in_editor=edit, as_json=as_json))
