"""The suite. Every folder here is a package, so that two panels' tests can bear one name."""
