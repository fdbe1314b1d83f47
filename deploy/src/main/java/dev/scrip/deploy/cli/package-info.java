/** The commands that talk to a running ledger, and how they print. */
@NullMarked
package dev.scrip.deploy.cli;

import org.jspecify.annotations.NullMarked;
