"""Tables in the browser: opened, joined by a link, played, watched, and looked at when the hands are turned over."""
