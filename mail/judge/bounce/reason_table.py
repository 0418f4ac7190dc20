"""Why could the message not be delivered, by the words servers use?

Rows are tried in order and the first hit wins, so what names a cause precisely comes first.
`phrases` are looked for as they are, which is fast; `pattern` only where words vary. The reasons'
names follow those of Sisimai (BSD-2-Clause), which many tools know. Phrases come from the
documentation and sources of the servers named and from bounces seen in the wild.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.judge.judgement import BounceAbout

# Whether the reason alone decides hard (True) or soft (False); None leaves it to the status code.
Verdict = bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    name: str
    hard: Verdict
    about: BounceAbout
    phrases: tuple[str, ...]
    pattern: re.Pattern[str] | None
    source: str
    example: str


def _reason(
    name: str, hard: Verdict, about: BounceAbout, phrases: str, example: str, source: str, pattern: str = ""
) -> Reason:
    rows = tuple(line.strip() for line in phrases.strip().splitlines() if line.strip())
    return Reason(name, hard, about, rows, re.compile(pattern) if pattern else None, source, example)


REASONS: tuple[Reason, ...] = (
    _reason("hostunknown", True, "address", """
        domain couldn't be found
        domain could not be found
        domain is not reachable
        """, "Your message wasn't delivered because the domain couldn't be found.", "Gmail: status 4.0.0 although the domain is dead"),
    _reason("mailboxfull", False, "mailbox_full", """
        mailbox full
        full mailbox
        mailbox is full
        mailbox was full
        mail box full
        mail box is full
        mailbox quota
        mailfolder is full
        mail folder is full
        mailfolder full
        folder is full
        inbox is full
        inbox full
        inbox has been full
        over quota
        over-quota
        overquota
        over the quota
        over his quota
        over her quota
        over their quota
        over its quota
        over disk quota
        over the allowed quota
        out of quota
        quota exceed
        quota is exceeded
        quota has been exceeded
        quota violation
        quota full
        exceed quota
        exceeds quota
        exceeded quota
        exceeded his
        exceeded her quota
        exceeded their quota
        exceeded the quota
        exceeded email quota
        exceeded mail quota
        exceeded storage
        exceeded the maximum storage
        exceeds the maximum storage
        exceeding receivers' mailbox size
        exceeds maximum quota
        exceeding the quota
        would exceed quota
        would exceed the quota
        would exceed mailbox
        not enough storage space
        not enough space
        not enough disk space
        no space left for this user
        insufficient disk quota
        insufficient quota
        insufficient disk space
        storage quota
        storage limit
        storage quota for this user
        diskquota
        disk quota
        disc quota
        exceeded allocated storage
        allocated disk
        maximum mailbox size
        mailbox size limit exceeded
        mailbox has exceeded
        mailbox exceeded
        mailbox limit
        mailbox is over
        mailbox over
        mailbox unavailable over
        account is full
        account full
        account is over
        account has exceeded
        account is exceeding
        account that you tried to reach is over
        is over quota
        user is over
        user quota
        user has too many messages
        too many messages on server
        too much mail data
        too much mail
        has too much mail
        has reached its limit
        has run out of space
        is out of space
        out of disk quota
        no more space
        recipient storage full
        recipient's mailbox is full
        recipient inbox full
        recipient mailbox is full
        mail quota
        message quota
        mailbox would be
        mailbox size
        does not have enough space
        doesn't have enough
        has not enough space
        maildir over
        maildir delivery failed: user
        maildir delivery failed: domaindisk
        is too full
        mailbox exceeds
        space not enough
        storage space in user
        boite du destinataire pleine
        boîte aux lettres pleine
        boîte de réception pleine
        postfach ist voll
        postfach voll
        mailbox voll
        speicherplatz
        casella piena
        casella di posta piena
        buzón lleno
        buzon lleno
        caixa cheia
        caixa postal cheia
        cota excedida
        quota superata
        postvak is vol
        postvak vol
        skrzynka pelna
        przepełnion
        przekroczony limit
        przekroczył
        przekroczyla
        ящик переполнен
        ящик адресата переполнен
        превышен
        メールボックスが一杯
        メールボックスがいっぱい
        容量を超
        容量オーバー
        邮箱已满
        邮箱空间不足
        信箱已滿
        사서함이 가득
        용량 초과
        용량이 초과
        """, "552 5.2.2 Mailbox full", "Postfix, Exim, qmail, Exchange, Gmail, Dovecot",
        r"quota[^.]{0,30}exceed|exceed[^.]{0,40}(?:quota|storage|mailbox)|(?:mailbox|inbox|account|quota)[^.]{0,40}\b(?:full|exceeded)\b(?! name)|insufficient system storage|#5\.2\.2|\b[45]\.2\.2\b|delivery failed: .{0,30}over.?quota"),
    _reason("systemfull", False, "temporary", """
        insufficient system resources
        mail system full
        requested mail action aborted: exceeded storage allocation
        no space left on device
        disk full
        """, "452 4.3.1 Insufficient system resources", "Exchange, Postfix"),
    _reason("speeding", False, "temporary", """
        too many messages from
        too many recipients
        too many recent
        receiving mail at a rate
        receiving mail too quickly
        please try again slower
        message rate
        sending rate
        rate exceeded
        is receiving mail at
        sending mail too fast
        sending too much mail
        throttl
        exceeded the allowed number of messages
        maximum number of messages per
        """, "450 4.2.1 The user is receiving mail at a rate that prevents delivery", "Gmail, GoDaddy, Yahoo"),
    _reason("toomanyconn", False, "temporary", """
        too many connections
        too many concurrent
        connection rate limit
        too many sessions
        maximum number of connections
        connections from your host
        connections limit
        connection limit
        """, "421 Too many concurrent SMTP connections", "Exim, sendmail, Exchange"),
    _reason("notaccept", True, "address", """
        does not accept mail
        does not accept any mail
        null mx
        nullmx
        host does not accept
        domain does not accept
        recipient domain refuses
        no valid recipients
        name server: .: host not found
        doesn't accept mail
        not accepting any mail
        """, "556 5.1.10 Domain does not accept mail (nullMX)", "RFC 7505"),
    _reason("suspend", True, "address", """
        account suspended
        account is suspended
        account has been suspended
        account disabled
        account is disabled
        account has been disabled
        account that you tried to reach is disabled
        account that you tried to reach is inactive
        account inactive
        account is inactive
        account expired
        account has expired
        account closed
        account is closed
        account has been closed
        account deactivated
        account is locked
        account locked
        account temporarily suspended
        mailbox disabled
        mailbox is disabled
        mailbox is inactive
        mailbox inactive
        mailbox currently suspended
        mailbox is frozen
        mailbox has been disabled
        mailbox unavailable or access denied
        user suspended
        user disabled
        user is disabled
        user inactive
        is inactive
        is not active
        has been suspended
        been deactivated
        is suspended
        currently suspended
        email account that you tried to reach is disabled
        recipient suspend the service
        recipient is not accepting
        invalid/inactive user
        domain is suspended
        vdelivermail: account is locked
        extended inactivity
        no longer active
        inactive user
        sorry your account
        is a deactivated mailbox
        deactivated
        """, "550 5.2.1 The email account that you tried to reach is disabled", "Gmail, Yahoo, Courier"),
    _reason("hasmoved", True, "address", """
        has moved
        user has moved
        moved to
        has changed
        address has changed
        new address
        is now:
        mailbox has moved
        no longer accepted here
        """, "551 5.1.6 recipient no longer on server: user has moved", "RFC 5321 3.4", r"\b5\.1\.6\b"),
    _reason("rejected", None, "policy", """
        sender rejected
        sender denied
        sender address rejected
        sender verify failed
        sender verification failed
        sender domain
        unable to verify sender
        unable to verify your
        invalid sender
        sender not
        not a member
        permission to post
        not allowed to post
        not authorized to post
        """, "553 5.1.8 Sender address rejected: Domain not found", "Postfix, Google Groups"),
    _reason("userunknown", True, "address", """
        user unknown
        unknown user
        unknown local user
        unknown local-part
        unknown local part
        unknown email address
        unknown mailbox
        unknown account
        unknown virtual user
        unknown e-mail
        recipient unknown
        recipient is unknown
        recipient not found
        recipient does not exist
        recipient no longer
        recipient not exist
        recipient cannot be verified
        recipient name is not recognized
        recipientnotfound
        recipient invalid
        recipient address rejected: user unknown
        recipient address rejected: undeliverable
        recipient address rejected: unknown
        recipient address rejected: no such
        recipient address rejected: invalid
        recipient rejected: no
        invalid recipient
        invalid mailbox
        invalid user
        invalid address
        invalid local part
        invalid email address
        invalid final delivery
        no such user
        no such person
        no such recipient
        no such mailbox
        no such address
        no such account
        no such customer
        no such local user
        no such domain user
        no such email
        no such name
        no such id
        no such member
        no such local address
        no user by that name
        no user with that name
        no account by that name
        no account with that name
        no mailbox by that name
        no mailbox here by that name
        no mailbox with that name
        no mailbox here
        no mailbox found
        no mailbox for
        no mailbox exists
        no mail box
        no one by that name
        no valid recipient
        no local mailbox
        no vaild recipients
        there is no one
        there is no such
        there is no user
        not a valid user
        not a valid mailbox
        not a valid recipient
        not a valid address
        not a valid login
        not a local user
        not a known user
        not a user
        not a current
        not a valid name
        not an active address
        not known at this
        not known here
        not a subscriber
        not our customer
        not listed in
        not in address book
        not listed in name & address
        not listed in public name
        name not found
        name is not recognized
        don't have any user
        do not have any user
        don't have an account
        address not present
        address unknown
        address invalid
        address is not valid
        bad destination mailbox
        bad mailbox
        mailbox not found
        mailbox unknown
        mailbox not exist
        mailbox invalid
        mailbox name not allowed
        mailbox is no longer
        user not found
        user not known
        user is unknown
        user cannot be found
        user not exist
        user not local
        user nonexistent
        unrouteable mail
        unrouteable address
        unroutable address
        undefined mail alias
        no longer employed
        no longer in use
        no longer with
        left the company
        account not found
        account does not
        account that you tried to reach does not
        account has been deleted
        nosuchuser
        unknown or invalid
        unknown or illegal alias
        unknown alias
        unknown or over quota
        resolver.adr
        resolver.rst.recipientnotfound
        addressee unknown
        delivery address unknown
        destination addresses were unknown
        vous n'existez pas
        utilisateur inconnu
        destinataire inconnu
        adresse inconnue
        unbekannt
        empfänger unbekannt
        sconosciuto
        inesistente
        desconocido
        desconhecido
        nieznany
        nieznan
        onbekend
        bestaat niet
        okänd
        ukendt
        такого пользователя нет
        宛先不明
        查无此人
        """, "550 5.1.1 User unknown", "sendmail, Postfix, Exim, Exchange, Domino",
        r"<[^<>@\s]+@[^<>\s]+>: (?:unknown|no such|not)|(?:user|mailbox|recipient|account)\b[^.:;]{0,40}\b(?:unknown|not (?:found|exist|known|listed|local|valid|recogni[sz]ed)|does ?n[o']t exist)"),
    _reason("virusdetected", None, "content", """
        virus
        infected
        malware
        trojan
        """, "554 5.7.1 Message contains a virus", "ClamAV, gateways"),
    _reason("authfailure", None, "policy", """
        dmarc
        spf check
        spf fail
        spf hard
        spf record
        spf validation
        fails spf
        failed spf
        sender policy framework
        dkim
        unauthenticated email
        unauthenticated mail
        does not pass authentication
        did not pass authentication
        message does not have authentication
        not authenticated
        openspf.
        not authorized to send
        not permitted to send
        not allowed to send mail from
        sender id
        """, "550-5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy", "RFC 7489; Gmail, Yahoo, Microsoft"),
    _reason("requireptr", None, "policy", """
        ptr record
        reverse dns
        reverse hostname
        reverse lookup
        reverse address
        reverse ip
        rdns
        no ptr
        no reverse
        cannot find your hostname
        client host rejected: cannot find
        fix reverse dns
        missing reverse
        does not resolve
        helo command rejected: host not found
        """, "550 5.7.25 The sending IP does not have a PTR record", "Gmail, Postfix"),
    _reason("spamdetected", None, "policy", """
        spam:
        is spam
        as spam
        spam message
        spam mail
        spam filter
        spam content
        spam score
        spam detect
        spam policy
        spam block
        antispam
        anti-spam
        likely spam
        suspected spam
        possible spam
        probably spam
        spam-like
        spamassassin
        spam?
        spam.
        spam,
        spam)
        be spam
        looks like spam
        identified spam
        no spam
        junk mail
        junk e-mail
        bulk mail
        unsolicited
        uribl
        surbl
        dnsbl
        content filter
        content rejected
        content of this message
        message content
        content-filter
        message filtered
        message refused
        contains a url
        blacklisted url
        blocked by our content
        our systems have detected
        bayes
        razor
        scored
        high probability of
        was identified as
        phishing
        fraud
        poor reputation message
        too many hits
        unacceptable content
        inappropriate
        rejected due to content
        cloudmark
        transaction failed (
        """, "554 5.7.1 Message rejected as spam by content filtering", "SpamAssassin, Barracuda, Cloudmark"),
    _reason("badreputation", None, "policy", """
        reputation
        senderbase
        senderscore
        sender score
        """, "421 4.7.650 The mail server has been temporarily rate limited due to IP reputation", "Outlook.com, Cisco"),
    _reason("blocked", None, "policy", """
        blacklist
        black list
        blocklist
        block list
        blocked by
        blocked using
        is blocked
        are blocked
        was blocked
        been blocked
        ip address blocked
        rbl
        spamhaus
        spamcop
        sorbs
        barracudacentral
        banned
        denied access
        access denied
        access from ip
        access not allowed
        your ip
        host blocked
        your host
        your network
        your access
        client host
        host refused to talk to me
        connection refused by
        connection dropped due
        connections from dynamic
        connections not accepted from
        dynamic ip
        dial-up
        dialup
        bad sender ip
        not accepted from
        no access from
        go away
        blocked - see
        ip lookup
        ip used
        listed at
        listed in
        listed on
        unusual sending patterns
        invalid helo
        helo command rejected
        helo name
        bad helo
        refused by
        rejecting open proxy
        temporarily deferred due to
        graylist
        greylist
        service not available
        """, "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org", "Postfix, Exchange, Spamhaus"),
    _reason("norelaying", None, "policy", """
        relaying denied
        relay denied
        relay access denied
        relaying not permitted
        relay not permitted
        relaying is prohibited
        relay prohibited
        relaying mail
        unable to relay
        not relay
        no relaying
        relaying
        authentication required
        that domain isn't in my list of allowed rcpthosts
        rcpthosts
        not a gateway
        not local host
        insecure mail relay
        mail server requires authentication
        """, "550 5.7.1 Relaying denied", "sendmail, qmail, Postfix"),
    _reason("mesgtoobig", None, "content", """
        message size
        message too large
        message too big
        message is too large
        message is too big
        message file too big
        message header size
        message length exceeds
        message exceeds
        size exceeds
        size limit
        too large
        too big
        max message size
        maximum message size
        exceeded maximum inbound message size
        exceeds maximum
        exceeds fixed
        exceeds the maximum
        exceeds the size
        larger than the
        resolver.rst.sendsizelimit
        resolver.rst.recipsizelimit
        #5.3.4
        5.2.3
        5.3.4
        """, "552 5.3.4 Message size exceeds fixed maximum message size", "RFC 1870; Postfix, Exchange"),
    _reason("policyviolation", None, "policy", """
        policy
        misconfigured or out of date
        not allowed
        prohibited
        not permitted
        not authorized
        not authorised
        unauthorized
        security
        attachment
        executable
        rejected for
        tls
        encryption
        authenticated
        permission
        restricted
        restriction
        forbidden
        administrative
        administratively
        disallowed
        must be
        only accept
        accessible only
        """, "550 5.7.1 Message rejected due to local policy", "Exchange, Postfix, Mimecast"),
    _reason("contenterror", None, "content", """
        malformed header
        malformed mime
        malformed message
        malformed address
        bare lf
        bare newline
        header syntax
        invalid header
        non-ascii
        8-bit
        8bit
        smtputf8
        charset
        rfc 5322
        rfc 2822
        rfc5322
        rfc2822
        rfc 822
        multiple from
        duplicate header
        conversion
        improper use of 8-bit
        missing a from
        missing from
        """, "550 5.6.1 Message has malformed MIME", "Gmail, Exim"),
    _reason("loop", None, "temporary", """
        too many hops
        hop count exceeded
        hopcount
        mail loop
        loops back to
        loop detected
        forwarding loop
        routing loop
        message looping
        message loop
        maximum hop
        """, "554 5.4.6 Too many hops", "sendmail, Postfix, Exchange"),
    _reason("hostunknown", None, "address", """
        unexpected name server reply
        malformed name server reply
        """, "Name service error: Malformed name server reply", "Postfix: the domain's DNS is broken"),
    _reason("networkerror", False, "temporary", """
        name service error
        name server timeout
        name server: host name lookup failure
        host name lookup failure
        dns lookup failure
        dns failure
        temporary dns
        temporarily unable to resolve
        domain name server
        connection timed out
        connection timeout
        connect timed out
        connection refused
        connection reset
        connection lost
        connection was dropped
        connection died
        connection broken
        connection closed
        connection dropped
        connection failed
        connection attempt
        conversation with
        lost connection
        network is unreachable
        network unreachable
        no route to host
        host unreachable
        host is unreachable
        host unavailable
        server unavailable
        unable to connect
        unable to reach
        unable to contact
        couldn't connect
        could not connect
        cannot connect
        can't connect
        could not contact
        could not reach
        did not respond
        not responding
        no response
        not reachable
        not answering
        not accepting connections
        socket error
        i/o error
        timed out
        tempfail
        temp_failure
        broken pipe
        remote host is not
        delivery timed out
        fatal network error
        transport error
        read error
        write error
        """, "connect to mx.example.org[192.0.2.1]:25: Connection refused", "Postfix, Exim, qmail", r"\b(?:4\.4\.[125]|5\.4\.2)\b"),
    _reason("expired", False, "temporary", """
        expired
        retry timeout exceeded
        retry time not reached
        delivery time expired
        message timed out
        queue too long
        in queue too long
        in the queue too long
        been on the queue too long
        i'm not going to try again
        could not be delivered for
        could not be delivered within
        not delivered within
        was not delivered within
        undeliverable for
        unable to deliver your message for
        unable to deliver for
        has been in the queue
        been in the queue
        maximum delivery attempts
        too many delivery attempts
        delivery attempts exceeded
        number of attempts
        too old
        time limit
        timeout
        """, "retry timeout exceeded", "Exim, qmail, sendmail", r"\b[45]\.4\.7\b|(?:for|after|within|in|past|last) (?:\d+(?:\.\d+)?|several|multiple|many|three|four|five|two) (?:day|hour|minute|second|tries|retries|attempt|times)|failed \d+ attempts"),
    _reason("mailererror", None, "other", """
        mailer error
        service unavailable
        service is unavailable
        service currently unavailable
        """, "554 5.3.0 unknown mailer error 255", "sendmail"),
    _reason("systemerror", False, "temporary", """
        system error
        server error
        internal error
        internal server error
        local error
        local configuration error
        configuration error
        temporary failure
        temporary error
        temporarily unavailable
        temporary problem
        temporary local problem
        temporarily deferred
        temporary system
        try again later
        try later
        please try again
        service temporarily
        server busy
        server is busy
        too busy
        resources temporarily
        resource temporarily
        queue file write
        out of memory
        cannot allocate memory
        can't create
        cannot create
        can't open
        cannot open
        unable to open
        file system
        lock
        unable to write
        aliasing/forwarding loop
        """, "451 4.3.0 Temporary system problem. Try again later", "Postfix, sendmail, Google"),
    _reason("hostunknown", True, "address", """
        host unknown
        unknown host
        host or domain name not found
        host not found
        domain not found
        domain does not exist
        domain doesn't exist
        no such domain
        no such host
        unknown domain
        invalid domain
        non-existent domain
        nonexistent domain
        nxdomain
        bad destination system
        bad destination host
        unrouteable domain
        unroutable domain
        no mx record
        no mx host
        no matches to nameserver query
        point to non-existent
        mx points to
        name lookup failed for
        unable to resolve
        couldn't find any host
        could not find any host
        can't find host
        domaine inconnu
        """, "550 5.1.2 Host unknown", "sendmail, Postfix, qmail", r"\b5\.1\.2\b|\b5\.4\.4\b"),
    _reason("rejected", None, "policy", """
        sender rejected
        sender denied
        sender address rejected
        sender address
        sender domain
        sender verify failed
        sender verification
        sender not
        sender is not
        sender blocked
        sender refused
        from address
        invalid sender
        mail from
        message rejected
        you do not have permission
        was rejected
        has been rejected
        not be accepted
        rejected
        refused
        denied
        """, "553 5.1.8 Sender address rejected: Domain not found", "Postfix, Google Groups"),
    _reason("userunknown", True, "address", """
        unknown recipient
        unknown address
        recipient not in
        recipient not ok
        no recipients
        no authorized address
        there's no
        not unique
        is unknown
        is not a known
        is not known
        is not our
        does not exist
        doesn't exist
        do not exist
        does not have an
        does not have a
        doesn't have a
        didn't find
        did not match any
        does not match any
        doesn't match any
        doesn't appear to be
        could not be found
        couldn't be found
        couldn't find
        could not find
        was not found
        wasn't found
        isn't known
        not exist
        not found
        address not
        address rejected
        address error
        address is no longer
        address no longer
        bad address
        bad destination
        mailbox unavailable
        mailbox not available
        mailbox is unavailable
        mailbox name
        mailbox does not
        user does not
        user doesn't
        user is not
        user no longer
        user not available
        unable to find
        unable to verify
        unable to validate
        no longer on server
        no longer valid
        no longer available
        no longer works
        no longer exists
        no longer accept
        account is unavailable
        account unavailable
        account not available
        has been deleted
        directory lookup
        directory search
        ambiguous
        n'existe pas
        existiert nicht
        nicht gefunden
        nicht bekannt
        no existe
        não existe
        nao existe
        nie istnieje
        не существует
        не найден
        нет такого
        存在しません
        見つかりません
        不明です
        不存在
        存在しない
        존재하지 않는
        찾을 수 없
        """, "The address could not be found.", "many", r"\b[45]\.1\.(?:1|3|10)\b"),
    _reason("filtered", None, "address", """
        filtered
        because the recipient
        recipient has
        recipient refuses
        not want to receive
        """, "The recipient has set a filter", "Japanese mobile carriers"),
)  # fmt: skip
