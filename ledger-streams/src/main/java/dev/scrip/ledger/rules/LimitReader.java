package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Limit;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Window;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import dev.scrip.schemas.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Limits: how much may be drawn within a window, and which plans that holds for. */
final class LimitReader {
  static final List<String> WINDOWS =
      List.of("rolling P1D", "calendar day", "calendar month", "period");

  /** A limit and the plans it holds for. */
  record Planned(Limit limit, Set<String> plans) {}

  /** Every charge goes through those of its plan. */
  private static final int MOST_LIMITS = 500;

  private record Frame(Window window, Span span) {}

  private final Names names;
  private final ZoneReader zones;
  private final Faults faults;
  private final Map<String, Place> ids = new HashMap<>();

  LimitReader(Names names, ZoneReader zones, Faults faults) {
    this.names = names;
    this.zones = zones;
    this.faults = faults;
  }

  List<Planned> limits(Block file, List<Plan> plans) {
    List<Planned> limits = new ArrayList<>();
    List<Tree> items = file.items("limits");
    if (items.size() > MOST_LIMITS) {
      faults.add(
          file.at("limits"),
          "expected at most " + MOST_LIMITS + " limits, found " + items.size() + ": join some");
      return limits;
    }
    for (Tree item : items) {
      Block.of(item, Shape.LIMIT, faults).ifPresent(block -> limits.add(limit(block, plans)));
    }
    return limits;
  }

  private Planned limit(Block block, List<Plan> plans) {
    String id = block.id("id", "", Faults.MOST_ID_BYTES);
    Place before = id.isEmpty() ? null : ids.putIfAbsent(id, block.at("id"));
    if (before != null) {
      faults.add(
          block.at("id"),
          "limit "
              + Words.quoted(id)
              + " stands in line "
              + before.line()
              + " already: give each its own id");
    }
    String pool = block.reference("pool", "pool", names.pools());
    Frame frame = frame(block);
    Set<String> of = Set.copyOf(block.has("plans") ? plans(block) : names.plans());
    if (frame.window() == Window.PERIOD) {
      periods(block, pool, of, plans);
    }
    if (block.has("zone") && frame.window() != Window.CALENDAR) {
      faults.add(block.at("zone"), "only calendar windows have a zone: drop it");
    }
    Limit limit =
        new Limit(
            id,
            block.amount("amount", 0),
            frame.window(),
            frame.span(),
            zones.zone(block),
            block.word("scope", Vocabulary.SCOPES, LimitScope.WALLET),
            pool,
            names.patterns(block.words("actions"), pool, faults),
            counts(block));
    return new Planned(limit, of);
  }

  private List<String> plans(Block block) {
    List<String> plans = new ArrayList<>();
    for (Tree.Scalar plan : block.words("plans")) {
      if (names.plans().contains(plan.text())) {
        plans.add(plan.text());
      } else if (!names.plans().isEmpty()) {
        faults.unknown("plan", plan.text(), names.plans(), plan.place());
      }
    }
    return plans;
  }

  private Frame frame(Block block) {
    String text = block.text("window", "");
    return switch (text) {
      case "calendar day" -> new Frame(Window.CALENDAR, Span.ofDays(1));
      case "calendar month" -> new Frame(Window.CALENDAR, Span.ofMonths(1));
      case "period", "" -> new Frame(Window.PERIOD, Span.NONE);
      default -> rolling(block, text);
    };
  }

  private Frame rolling(Block block, String text) {
    if (text.startsWith("rolling ")) {
      String iso = text.substring("rolling ".length()).strip();
      Tree.Scalar span = new Tree.Scalar(block.at("window"), iso, false);
      Optional<Span> length = Values.span(span, faults);
      if (length.isPresent() && length.get().months() > 0) {
        faults.expected("a rolling window of exact length, such as rolling P30D", span);
      } else {
        return new Frame(Window.ROLLING, length.orElse(Span.ofDays(1)));
      }
    } else {
      String nearest = Nearest.word(text.replace('_', ' '), WINDOWS);
      faults.add(
          block.at("window"),
          "expected "
              + Words.either(WINDOWS)
              + ", found "
              + Words.quoted(text)
              + (nearest.isEmpty() ? "" : ": did you mean '" + nearest + "'?"));
    }
    return new Frame(Window.ROLLING, Span.ofDays(1));
  }

  /** A period window is the period of the plan's recurring grant: without one it never ends. */
  private void periods(Block block, String pool, Set<String> of, List<Plan> plans) {
    for (Plan plan : plans) {
      if (block.has("window")
          && !pool.isEmpty()
          && of.contains(plan.name())
          && plan.grants().stream().noneMatch(grant -> grant.pool().equals(pool))) {
        faults.add(
            block.at("window"),
            "plan "
                + plan.name()
                + " has no recurring grant of pool "
                + pool
                + ", so it has no period of it: take a calendar window, or leave the plan out of"
                + " plans");
      }
    }
  }

  private List<Source> counts(Block block) {
    if (!block.has("counts")) {
      return Vocabulary.COUNTED_BY_DEFAULT;
    }
    List<Source> counts = new ArrayList<>();
    for (Tree.Scalar source : block.words("counts")) {
      Block.word(source, Vocabulary.COUNTED, faults).ifPresent(counts::add);
    }
    return counts.stream().sorted().toList();
  }
}
