#!/bin/sh
# Make the namespace and register the search attributes that lists need. Running it again changes nothing.
# The temporal command reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE itself.
set -eu

attempts=30
until temporal operator cluster health; do
  attempts=$((attempts - 1))
  [ "$attempts" -gt 0 ] || { echo "Temporal does not answer at $TEMPORAL_ADDRESS" >&2; exit 1; }
  sleep 2
done

# Relationships never complete, so this is only how long the earlier runs of long-lived ones can be read.
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d

# A namespace that has just been made is known to the server's own cache after some seconds.
attempts=30
until temporal operator search-attribute list >/dev/null 2>&1; do
  attempts=$((attempts - 1))
  [ "$attempts" -gt 0 ] || { echo "the namespace $TEMPORAL_NAMESPACE can't be used" >&2; exit 1; }
  sleep 2
done

temporal operator search-attribute create --name WeaktiesStage --type Keyword
temporal operator search-attribute create --name WeaktiesNextStep --type Keyword
temporal operator search-attribute create --name WeaktiesNextAt --type Datetime
temporal operator search-attribute create --name WeaktiesAccount --type Keyword
temporal operator search-attribute create --name WeaktiesAttempt --type Int
temporal operator search-attribute create --name WeaktiesSent --type Int
temporal operator search-attribute create --name WeaktiesReceived --type Int
temporal operator search-attribute create --name WeaktiesLastContactAt --type Datetime
