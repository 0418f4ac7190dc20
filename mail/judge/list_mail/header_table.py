"""Which header fields and senders show list mail, newsletters and notifications?"""

from __future__ import annotations

from mail.judge.rule import Rule, rule

# Matched against "name: value", folded.
LIST_HEADERS: tuple[Rule, ...] = (
    rule("list-id", r"^list-(?:id|post|subscribe|owner|archive):", "List-Id: <dev.example.org>", "RFC 2919, RFC 2369", sub="list"),
    rule("mailing-list", r"^(?:mailing-list|x-mailing-list|x-mailman-version|x-listname|x-list-host|x-listserver|x-beenthere|x-ml-name|x-listprocessor-version|x-list|x-egroups|x-yahoo-newman-property|x-google-group-id|x-loop-list):", "X-Mailman-Version: 2.1", "Mailman, Majordomo, Sympa, eGroups", sub="list"),
    rule("precedence", r"^precedence: ?(?:bulk|list|junk)", "Precedence: list", "sendmail", sub="list"),
    rule("list-unsubscribe", r"^list-(?:unsubscribe|help)", "List-Unsubscribe: <mailto:off@example.org>", "RFC 2369, RFC 8058", sub="newsletter"),
    rule("campaign", r"^(?:x-campaign|x-campaign-?id|x-mailgun-(?:batch|campaign|sending)|x-mc-user|x-mandrill|x-sg-eid|x-ses-outgoing|feedback-id|x-csa-complaints|x-cmail|x-mailru-msgtype|x-mailer-(?:sid|lid|recptid)|x-report-abuse|x-job|x-rpcampaign|x-sfmc|x-hs-cid)", "X-Campaign: mailchimp1", "senders of bulk mail", sub="newsletter"),
    rule("auto-generated", r"^auto-submitted: ?auto-generated", "Auto-Submitted: auto-generated", "RFC 3834 5", sub="notification"),
    rule("spam-flag", r"^x-spam-flag: ?yes", "X-Spam-Flag: YES", "SpamAssassin", sub="spam"),
)  # fmt: skip

# Senders nobody can answer.
ROBOT_SENDERS: tuple[Rule, ...] = (
    rule("no-reply", r"(?:^|[._+-])(?:no|not|do-?not|donot|ne-?pas)[._-]?(?:reply|respond|repondre)|^(?:nicht-?antworten|keine-?antwort|nobody|noreplies|rss|www-data|apache|root|cron|daemon|bounces?)(?:[@+._-]|$)", "no-reply@example.org", sub="notification"),
    rule("notifier", r"^(?:notifications?|alerts?|newsletter|news|mailer|updates?|digest|announce|automailer|autoconfirm|info-?mail)(?:[@+._-])", "notifications@example.org", sub="notification"),
)  # fmt: skip
