package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans, lowest first, with the grants each gives anew every period. */
final class PlanReader {
  /** A grant is named {@code <id>@<period start>#<n>}, which must fit 200 bytes. */
  static final int MOST_GRANT_ID_BYTES = 160;

  private static final int MOST_PLANS = 500;
  private static final int MOST_PRIORITY = 1_000_000;

  private final Names names;
  private final ZoneReader zones;
  private final Faults faults;

  /** Where each id of a recurring grant was given first. */
  private final Map<String, Place> ids = new HashMap<>();

  PlanReader(Names names, ZoneReader zones, Faults faults) {
    this.names = names;
    this.zones = zones;
    this.faults = faults;
  }

  /** Plans without their limits. */
  List<Plan> plans(Block file) {
    List<Tree> items = file.items("plans");
    if (file.has("plans") && (items.isEmpty() || items.size() > MOST_PLANS)) {
      faults.add(
          file.at("plans"),
          "expected 1 to " + MOST_PLANS + " plans, found " + items.size() + ": list those sold");
      return List.of();
    }
    List<Plan> plans = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    for (Tree item : items) {
      Block.of(item, Shape.PLAN, faults)
          .map(this::plan)
          .ifPresent(plan -> {
            once(seen, "plan", plan.name(), item.place());
            plans.add(plan);
          });
    }
    return plans;
  }

  private Plan plan(Block plan) {
    String name = plan.id("name", "", Faults.MOST_ID_BYTES);
    if (Vocabulary.RESERVED.contains(name)) {
      faults.add(plan.at("name"), "'" + name + "' is a word of the grammar: take another name");
    }
    List<Recurring> grants = new ArrayList<>();
    for (Tree item : plan.items("grants")) {
      Block.of(item, Shape.GRANT, faults).ifPresent(grant -> grants.add(grant(grant, name)));
    }
    return new Plan(
        name, plan.flag("paid"), plan.flag("retired"), plan.flag("top_ups"), List.of(), grants);
  }

  private Recurring grant(Block grant, String plan) {
    String pool = grant.reference("pool", "pool", names.pools());
    String derived = plan.isEmpty() || pool.isEmpty() ? "" : plan + "." + pool;
    String id = grant.id("id", derived, MOST_GRANT_ID_BYTES);
    if (!once(ids, "recurring grant", id, grant.at("id")) && !grant.has("id")) {
      faults.add(
          grant.at("id"), "a plan's second grant of one pool needs an id of its own: add id: …");
    }
    Span every = grant.interval("every", Span.ofMonths(1));
    Anchor anchor = grant.word("anchor", Vocabulary.ANCHORS, Anchor.SUBSCRIPTION);
    calendar(anchor, every, grant.at("every"));
    long amount = grant.amount("amount", 0);
    Optional<Block> ceiling =
        grant.value("ceiling").flatMap(tree -> Block.of(tree, Shape.CEILING, faults));
    Span ceilingEvery = ceiling.map(block -> block.interval("every", every)).orElse(Span.NONE);
    Anchor ceilingAnchor =
        ceiling.map(block -> block.word("anchor", Vocabulary.ANCHORS, anchor)).orElse(anchor);
    long most = ceiling.map(block -> block.amount("amount", amount)).orElse(-1L);
    ceiling.ifPresent(block -> {
      block.word("counts", Vocabulary.CEILING_COUNTS, true);
      calendar(ceilingAnchor, ceilingEvery, block.at("every"));
      consistent(block, amount, most, every, ceilingEvery);
    });
    return new Recurring(
        id,
        pool,
        amount,
        every,
        anchor,
        zones.zone(grant),
        grant.word("source", Vocabulary.GRANT_SOURCES, Source.PLAN),
        priority(grant),
        names.patterns(grant.words("scope"), pool, faults),
        most,
        ceilingEvery,
        ceilingAnchor);
  }

  /** Other periods would begin on a day nobody expects: weeks of the calendar on Thursdays. */
  private void calendar(Anchor anchor, Span every, Place place) {
    boolean whole =
        every.months() > 0
            ? 12 % every.months() == 0 || every.months() % 12 == 0
            : every.days() == 1;
    if (anchor == Anchor.CALENDAR && !whole) {
      faults.add(
          place,
          "the calendar has periods of P1D, P1M, P2M, P3M, P4M, P6M and whole years: take one of"
              + " these, or anchor: subscription");
    }
  }

  private void consistent(Block ceiling, long amount, long most, Span every, Span ceilingEvery) {
    if (most < amount) {
      faults.add(
          ceiling.at("amount"),
          "expected a ceiling of at least the grant's own amount: raise it, or lower the grant");
    }
    boolean months = every.months() > 0 && ceilingEvery.months() > 0;
    // Between days and months the shortest month counts for the ceiling, the longest for the grant.
    int shortest = 28 * ceilingEvery.months() + ceilingEvery.days();
    int longest = 31 * every.months() + every.days();
    boolean shorter = months ? ceilingEvery.months() < every.months() : shortest < longest;
    if (shorter) {
      faults.add(
          ceiling.at("every"),
          "expected a ceiling period of at least the grant's own: lengthen it");
    }
  }

  private int priority(Block grant) {
    String text = grant.text("priority", "0");
    if (text.matches("-?[0-9]{1,7}") && Math.abs(Integer.parseInt(text)) <= MOST_PRIORITY) {
      return Integer.parseInt(text);
    }
    faults.add(
        grant.at("priority"),
        "expected a whole number from -"
            + MOST_PRIORITY
            + " to "
            + MOST_PRIORITY
            + " (lower is drawn first), found "
            + Words.quoted(text));
    return 0;
  }

  private boolean once(Map<String, Place> seen, String what, String name, Place place) {
    Place before = name.isEmpty() ? null : seen.putIfAbsent(name, place);
    if (before == null) {
      return true;
    }
    faults.add(
        place,
        what
            + " "
            + Words.quoted(name)
            + " stands in line "
            + before.line()
            + " already: give each its own");
    return false;
  }
}
