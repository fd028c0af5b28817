"""The customer's record: the Crm port, the built-in SQL CRM and its in-memory twin, CSV import, demo data."""
