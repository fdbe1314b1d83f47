/** What holds of every ledger whatever happened to it, each as a small named class. */
@NullMarked
package dev.scrip.deploy.acceptance.invariants;

import org.jspecify.annotations.NullMarked;
