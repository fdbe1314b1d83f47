/** Tells people of rejections and depletions: webhooks and e-mail, at least once. */
@NullMarked
package dev.scrip.projector.notify;

import org.jspecify.annotations.NullMarked;
