#!/bin/sh
# Make Temporal's two databases, or bring them up to date. Running it again changes nothing.
# temporal-sql-tool reads SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN itself.
set -eu

bring_up_to_date() {
  database=$1 schema=$2
  temporal-sql-tool --db "$database" create
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema -d "$schema"
}

schemas=/etc/temporal/schema/postgresql/v12
bring_up_to_date temporal "$schemas/temporal/versioned"
bring_up_to_date temporal_visibility "$schemas/visibility/versioned"
