"""Queries by resource: functions of a connection; none of them commits."""
