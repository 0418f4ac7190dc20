"""Do the mail servers take this account? Asked once, at the start, before anything depends on it."""

import asyncio

from activities.account import Account, AccountProblem, Unreachable
from activities.imap import imap_session
from activities.send.smtp import check_login
from worker.problem import ExitCode, Problem


class MailProblem(Problem):
    """The mail servers refuse the account."""

    code = ExitCode.MAIL


async def check_mail(account: Account) -> str:
    """Log in to both servers. Returns a warning when one can't be reached. Raises MailProblem when one refuses."""
    try:
        await asyncio.to_thread(_log_in_to_imap, account)
        await check_login(account.smtp)
    except AccountProblem as error:
        raise MailProblem(f"{error}. Mend it in the settings, then start again; nothing was lost") from error
    except Unreachable as error:
        return str(error)
    return ""


def _log_in_to_imap(account: Account) -> None:
    with imap_session(account.imap) as mailbox:
        mailbox.folder.set(account.inbox, readonly=True)
