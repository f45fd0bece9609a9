"""If this fails, a carrier that has to be asked is not asked about messages that were under way before a restart."""
