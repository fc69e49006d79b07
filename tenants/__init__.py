"""Ground floor: who (organizations, members, sign-in) and what every feature stands on."""
