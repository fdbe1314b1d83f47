/** The ledger: its rules, the topology that applies them, and a node's queries. */
@NullMarked
package dev.scrip.ledger;

import org.jspecify.annotations.NullMarked;
