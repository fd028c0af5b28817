#!/bin/bash
# First start of an empty database: the login of gateway and worker, a member of the restricted role.
# The owner's login stays with the migrations.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v password="$(cat /run/secrets/gateway_database_password)" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE toritsugi_app NOLOGIN;
CREATE ROLE toritsugi_gateway LOGIN NOINHERIT PASSWORD :'password' IN ROLE toritsugi_app;
SQL
