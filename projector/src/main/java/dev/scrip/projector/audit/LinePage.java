package dev.scrip.projector.audit;

import dev.scrip.projector.audit.LineQuery.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines, newest first.
 *
 * @param next where the next page begins; null = nothing older. A page may hold fewer lines than
 *     asked for, even none, and have a next one: so much is read for one page and no more.
 */
public record LinePage(List<Line> lines, @Nullable Place next) {
  public LinePage {
    lines = List.copyOf(lines);
  }
}
