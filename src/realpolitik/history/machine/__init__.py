"""Cases coded by machine, hundreds at a time: two tables in place of two files a case, and no bids."""
