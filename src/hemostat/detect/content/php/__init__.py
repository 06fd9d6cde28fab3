"""A structural test for PHP: follows what the visitor sends to where it is executed."""
