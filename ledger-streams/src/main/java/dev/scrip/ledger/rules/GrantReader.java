package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.Recurring;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Span;
import java.util.HashMap;
import java.util.Map;

/** The grants that a plan gives anew every period. */
final class GrantReader {
  /** A grant is named {@code <id>@<period start>#<n>}, which must fit 200 bytes. */
  static final int MOST_GRANT_ID_BYTES = 160;

  private final Names names;
  private final ZoneReader zones;
  private final Faults faults;
  private final LifeReader lives;

  /** Where each id was given first. */
  private final Map<String, Place> ids = new HashMap<>();

  GrantReader(Names names, ZoneReader zones, Faults faults) {
    this.names = names;
    this.zones = zones;
    this.faults = faults;
    this.lives = new LifeReader(faults);
  }

  /**
   * One grant.
   *
   * @param plan its name; empty where it has none
   */
  Recurring grant(Block grant, String plan, boolean paid) {
    String pool = grant.reference("pool", "pool", names.pools());
    String derived = plan.isEmpty() || pool.isEmpty() ? "" : plan + "." + pool;
    String id = grant.id("id", derived, MOST_GRANT_ID_BYTES);
    if (!faults.once(ids, "recurring grant", id, grant.at("id")) && !grant.has("id")) {
      faults.add(
          grant.at("id"), "a plan's second grant of one pool needs an id of its own: add id: …");
    }
    Span every = grant.interval("every", Span.ofMonths(1));
    Anchor anchor = grant.word("anchor", Vocabulary.ANCHORS, Anchor.SUBSCRIPTION);
    calendar(anchor, every, grant.at("every"));
    long amount = grant.amount("amount", 0);
    Expiry expiry = lives.expiry(grant);
    boolean requiresPaidPlan = grant.word("requires", Vocabulary.REQUIRES, false);
    if (requiresPaidPlan && !paid && !plan.isEmpty()) {
      faults.add(
          grant.at("requires"),
          "plan " + plan + " is no paid one, so this could not be spent: drop 'requires'");
    }
    return new Recurring(
        id,
        pool,
        amount,
        every,
        anchor,
        zones.zone(grant),
        grant.word("source", Vocabulary.GRANT_SOURCES, Source.PLAN),
        grant.priority(),
        names.patterns(grant.words("scope"), pool, faults),
        expiry,
        lives.rollover(grant, every, expiry),
        ceiling(grant, amount, every, anchor),
        requiresPaidPlan);
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

  private Ceiling ceiling(Block grant, long amount, Span every, Anchor anchor) {
    return grant
        .block("ceiling", Shape.CEILING)
        .map(block -> {
          Ceiling ceiling =
              new Ceiling(
                  block.amount("amount", amount),
                  block.interval("every", every),
                  block.word("anchor", Vocabulary.ANCHORS, anchor),
                  block.word("counts", Vocabulary.CEILING_COUNTS, false));
          calendar(ceiling.anchor(), ceiling.every(), block.at("every"));
          consistent(block, amount, every, ceiling);
          return ceiling;
        })
        .orElse(Ceiling.NONE);
  }

  private void consistent(Block block, long amount, Span every, Ceiling ceiling) {
    if (ceiling.amount() < amount) {
      faults.add(
          block.at("amount"),
          "expected a ceiling of at least the grant's own amount: raise it, or lower the grant");
    }
    boolean months = every.months() > 0 && ceiling.every().months() > 0;
    // Between days and months the shortest month counts for the ceiling, the longest for the grant.
    int shortest = 28 * ceiling.every().months() + ceiling.every().days();
    int longest = 31 * every.months() + every.days();
    boolean shorter = months ? ceiling.every().months() < every.months() : shortest < longest;
    if (shorter) {
      faults.add(
          block.at("every"), "expected a ceiling period of at least the grant's own: lengthen it");
    }
  }
}
