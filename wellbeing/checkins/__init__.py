"""Check-ins: short recurring self-reports whose answers carry no name, no time and no way back to a person."""
