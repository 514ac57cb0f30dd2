"""In and out: tables read from files, and everything given back as files in open formats."""
