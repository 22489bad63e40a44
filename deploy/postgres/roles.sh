#!/bin/sh
# Run by the PostgreSQL image once, when its volume is empty: makes the two roles that DocuVault works as.
set -eu

PGOPTIONS="-c docuvault.migrate_password=$(cat /run/secrets/DATABASE_MIGRATE_PASSWORD)"
PGOPTIONS="$PGOPTIONS -c docuvault.app_password=$(cat /run/secrets/DATABASE_APP_PASSWORD)"
export PGOPTIONS

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$POSTGRES_DB" \
    --file /docuvault/bootstrap.sql
