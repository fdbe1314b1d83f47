/** Ledgers that are broken on purpose, from outside by faults and from inside by planted bugs. */
@NullMarked
package dev.scrip.deploy.acceptance.faults;

import org.jspecify.annotations.NullMarked;
