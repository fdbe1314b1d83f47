/** Topics and subjects of a ledger on a cluster: creating, checking, listing, following them. */
@NullMarked
package dev.scrip.deploy.topics;

import org.jspecify.annotations.NullMarked;
