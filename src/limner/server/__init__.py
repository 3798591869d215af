"""HTTP over the studio: takes requests apart, calls one function, puts the answer together."""
