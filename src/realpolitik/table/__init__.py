"""A game of negotiation with hidden hands, move by move: deal, play, see, review. It knows no files, no terminals and no pages."""
