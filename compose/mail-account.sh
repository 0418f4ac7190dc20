#!/bin/sh
# Prepare the mail server: your account, a certificate for its name in this network, and no way out.
# Running it again renews the password and keeps the other accounts and the certificate.
set -eu
umask 077
config=${MAIL_CONFIG:-/tmp/docker-mailserver}
certificates=${MAIL_CERTIFICATES:-/certificates}

# docker-mailserver's own file: one 'address|{SCHEME}hash' a line.
accounts=$config/postfix-accounts.cf
touch "$accounts"
others=$(grep -v "^$MAIL_ADDRESS|" "$accounts" || true)
hash=$(printf '%s\n' "$MAIL_PASSWORD" | openssl passwd -6 -stdin)
printf '%s\n' "$others" "$MAIL_ADDRESS|{SHA512-CRYPT}$hash" | sed '/^$/d' >"$accounts.new"
mv "$accounts.new" "$accounts"

# keyUsage: Python 3.13 refuses an authority without one (ssl.VERIFY_X509_STRICT).
if [ ! -f "$certificates/mail.pem" ]; then
  openssl req -x509 -newkey rsa:3072 -nodes -days 3650 -subj "/CN=weakties mail" \
    -addext "subjectAltName=DNS:mail,DNS:localhost" \
    -addext "keyUsage=critical,digitalSignature,keyCertSign" \
    -keyout "$config/mail.key" -out "$certificates/mail.pem"
  chmod 644 "$certificates/mail.pem"
fi

# Mail to any other domain comes back at once: nobody gets mail by mistake while you try things.
printf 'default_transport = error:5.1.2 this server keeps its own domain only\n' >"$config/postfix-main.cf"
