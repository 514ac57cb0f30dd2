"""What is handed out of public records: masked, set as PDF/A and as open data, packed with a manifest."""
