/** What the ledger left behind, kept so that it can be read back: lines, tables, exports. */
@NullMarked
package dev.scrip.projector.audit;

import org.jspecify.annotations.NullMarked;
