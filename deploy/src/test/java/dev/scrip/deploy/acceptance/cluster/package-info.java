/** The parts of a ledger as processes of their own, to be killed, stopped and held. */
@NullMarked
package dev.scrip.deploy.acceptance.cluster;

import org.jspecify.annotations.NullMarked;
