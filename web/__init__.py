"""Who asks: forms, pages, JSON API, command line. The only place with a clock, chance, Flask and marshmallow."""
