"""Pages in the browser: the public register, the council's status page, the demo."""
