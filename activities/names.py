"""Under which names do workflows, activities and the command find each other?"""

RELATIONSHIP_WORKFLOW = "RelationshipWorkflow"
MAILBOX_WORKFLOW = "MailboxWorkflow"
ALIAS_WORKFLOW = "AliasWorkflow"
SUPPRESSION_WORKFLOW = "SuppressionWorkflow"
DIGEST_WORKFLOW = "DigestWorkflow"


def relationship_workflow_id(relationship_id: str) -> str:
    """The workflow id of a relationship (16 hex)."""
    return f"relationship-{relationship_id}"


def mailbox_workflow_id(account_id: str) -> str:
    """The workflow id of an account's mailbox (16 hex)."""
    return f"mailbox-{account_id}"


def task_queue(account_id: str) -> str:
    """One queue an account: a worker is given only the work whose secrets it holds."""
    return f"weakties-{account_id}"


def suppression_workflow_id(account_id: str) -> str:
    """The workflow id of an account's list of those who were forgotten (16 hex)."""
    return f"suppression-{account_id}"


def digest_workflow_id(account_id: str) -> str:
    """The workflow id of an account's weekly digest (16 hex); the schedule appends a time."""
    return f"digest-{account_id}"


def digest_schedule_id(account_id: str) -> str:
    """The id of the schedule that starts it."""
    return f"digest-{account_id}"


# Signals, updates and activities that one side calls and another defines, where neither may import the other.
TAKE_TURN = "take_turn"
REPORT = "report"
SET_ASIDE = "set_aside"
RECORD_INCOMING = "record_incoming"
HEAR_OF_INTRODUCTION = "hear_of_introduction"
CHOOSE_STEP = "choose_step"
CHOOSE_TURNS = "choose_turns"
WATCH_INBOX = "watch_inbox"
SEND_EMAIL = "send_email"
LOOK_UP_EMAIL = "look_up_email"
WRITE_DIGEST = "write_digest"
