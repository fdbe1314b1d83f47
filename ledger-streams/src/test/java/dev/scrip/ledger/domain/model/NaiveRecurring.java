package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Period;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Periods of recurring grants: opening them, and what they give. */
final class NaiveRecurring {
  private final NaiveTurn turn;
  private final NaiveWallet wallet;
  private final Rules rules;

  /** Periods that were open before what is done here. */
  private final List<Period> former;

  NaiveRecurring(NaiveTurn turn, Rules rules) {
    this.turn = turn;
    this.wallet = turn.wallet;
    this.rules = rules;
    this.former = List.copyOf(turn.wallet.periods);
  }

  /** What the rule's ceiling has let through, and until when; no ceiling: nothing, the epoch. */
  private record Issued(BigDecimal amount, Instant ceilingEnd) {
    static final Issued NOTHING = new Issued(BigDecimal.ZERO, Instant.EPOCH);
  }

  /**
   * Opens the period that holds now and gives the rule's amount, within its ceiling.
   *
   * @param start that the period is named by
   * @param before the rule's last period, if it goes on with that one's ceiling
   */
  BigDecimal open(
      NaiveEffects effects,
      Rules.Recurring rule,
      Instant start,
      Instant at,
      Optional<Period> before) {
    BigDecimal amount = credits(rule.amount()).min(room(rule, at, before));
    Instant end = turn.holding(rule, at).end();
    NaiveGrant grant = grant(rule, amount, start, end, at, at);
    BigDecimal given = grant.expiresAt.isAfter(at) ? amount : BigDecimal.ZERO;
    period(effects, rule, List.of(), start, end, issued(rule, at, before, given));
    give(effects, grant, start, given);
    return given;
  }

  /** Opens the period that holds now after a change of plan, and gives the rule's amount. */
  void begin(NaiveEffects effects, Rules.Recurring rule, Instant at, boolean expiryFromCycle) {
    NaiveCalendar.Period holding = turn.holding(rule, at);
    Period fresh =
        new Period(
            rule.id(),
            List.of(),
            rule.pool(),
            holding.start(),
            holding.end(),
            BigDecimal.ZERO,
            Instant.EPOCH,
            0,
            0);
    goOn(effects, rule, fresh, at, credits(rule.amount()), expiryFromCycle ? holding.start() : at);
  }

  /**
   * Goes on with a period, and gives something more in the middle of it.
   *
   * @param from instant the grant's expiry counts from
   */
  void goOn(
      NaiveEffects effects,
      Rules.Recurring rule,
      Period period,
      Instant at,
      BigDecimal more,
      Instant from) {
    BigDecimal amount = more.min(room(rule, at, Optional.of(period))).max(BigDecimal.ZERO);
    NaiveGrant grant = grant(rule, amount, period.start(), period.end(), at, from);
    BigDecimal given = grant.expiresAt.isAfter(at) ? amount : BigDecimal.ZERO;
    period(
        effects,
        rule,
        period.rules(),
        period.start(),
        period.end(),
        issued(rule, at, Optional.of(period), given));
    give(effects, grant, period.start(), given);
  }

  /** Goes on with a period as it is. */
  void goOn(NaiveEffects effects, Rules.Recurring rule, Period period) {
    Issued issued = new Issued(period.issued(), period.ceilingEnd());
    period(effects, rule, period.rules(), period.start(), period.end(), issued);
  }

  /** Opens a period without a grant: the rule gives something from its end on. */
  void await(NaiveEffects effects, Rules.Recurring rule, Instant at) {
    NaiveCalendar.Period holding = turn.holding(rule, at);
    Issued issued = issued(rule, at, Optional.empty(), BigDecimal.ZERO);
    period(effects, rule, List.of(), holding.start(), holding.end(), issued);
  }

  private void period(
      NaiveEffects effects,
      Rules.Recurring rule,
      List<String> rules,
      Instant start,
      Instant end,
      Issued issued) {
    List<String> all = new ArrayList<>(rules);
    all.add(rule.id());
    Period period =
        new Period(
            rule.id(),
            all,
            rule.pool(),
            start,
            end,
            issued.amount(),
            issued.ceilingEnd(),
            opening(rule, start),
            wallet.serials++);
    wallet.periods.add(period);
    effects.periods.add(period.words());
  }

  private void give(NaiveEffects effects, NaiveGrant grant, Instant start, BigDecimal amount) {
    if (amount.signum() > 0) {
      grant.id = name(grant.rule, start);
      grant.given = start;
      turn.give(effects, rules, grant, "GRANT");
    }
  }

  private NaiveGrant grant(
      Rules.Recurring rule,
      BigDecimal amount,
      Instant start,
      Instant end,
      Instant at,
      Instant from) {
    NaiveGrant grant = new NaiveGrant();
    grant.pool = rule.pool();
    grant.source = rule.source();
    grant.amount = amount;
    grant.effectiveAt = at;
    grant.expiresAt = expiry(rule, start, end, from);
    grant.priority = rule.priority();
    grant.scope = rule.scope();
    grant.rule = rule.id();
    grant.requiresPaid = rule.requiresPaidPlan();
    grant.origin = at;
    return grant;
  }

  private Instant expiry(Rules.Recurring rule, Instant start, Instant end, Instant from) {
    return switch (rule.expiry().from()) {
      case PERIOD_END -> end;
      case GRANT -> NaiveCalendar.plus(from, rule.expiry().after(), rule.zone());
      case PERIOD_START -> NaiveCalendar.plus(start, rule.expiry().after(), rule.zone());
      case TERM_END ->
          NaiveCalendar.plus(
              term(turn.plan(rules), wallet.anchor, rule.zone(), start).end(),
              rule.expiry().after(),
              rule.zone());
    };
  }

  /** The plan's term that holds an instant. */
  static NaiveCalendar.Period term(Rules.Plan plan, Instant anchor, String zone, Instant at) {
    return NaiveCalendar.subscription(anchor, plan.term(), zone, at);
  }

  /** How often the rule's period of this start has been opened, this time included. */
  private int opening(Rules.Recurring rule, Instant start) {
    return 1
        + former.stream()
            .filter(period -> period.rule().equals(rule.id()) && period.start().equals(start))
            .mapToInt(Period::count)
            .findFirst()
            .orElse(0);
  }

  private int openings(String rule, Instant start) {
    return wallet.periods.stream()
        .filter(period -> period.rule().equals(rule) && period.start().equals(start))
        .mapToInt(Period::count)
        .findFirst()
        .orElseThrow();
  }

  /**
   * A second opening of one period is told apart by #2; what begins no later than a seat last left
   * or came by the line; and no name is given twice.
   */
  private String name(String rule, Instant start) {
    String base = rule + "@" + start;
    if (!start.isAfter(wallet.seatAt)) {
      return base + "+" + (wallet.sequence + 1);
    }
    int number = openings(rule, start);
    String name = number == 1 ? base : base + "#" + number;
    while (wallet.names.contains(name)) {
      number++;
      name = base + "#" + number;
    }
    wallet.names.add(name);
    return name;
  }

  // Ceilings

  /** The ceiling period that holds now. */
  static NaiveCalendar.Period ceilingPeriod(Rules.Recurring rule, NaiveWallet wallet, Instant at) {
    return rule.ceiling().anchor() == Rules.Anchor.CALENDAR
        ? NaiveCalendar.calendar(rule.ceiling().every(), rule.zone(), at)
        : NaiveCalendar.subscription(wallet.anchor, rule.ceiling().every(), rule.zone(), at);
  }

  private BigDecimal room(Rules.Recurring rule, Instant at, Optional<Period> before) {
    Rules.Ceiling ceiling = rule.ceiling();
    if (ceiling.amount() < 0) {
      return credits(Long.MAX_VALUE);
    }
    BigDecimal counted =
        ceiling.countsUsed()
            ? new NaiveMeters(turn).ceiling(rule, at).used()
            : issuedBefore(rule, at, before);
    return credits(ceiling.amount()).subtract(counted).max(BigDecimal.ZERO);
  }

  private BigDecimal issuedBefore(Rules.Recurring rule, Instant at, Optional<Period> before) {
    Instant end = ceilingPeriod(rule, wallet, at).end();
    return before
        .filter(period -> period.ceilingEnd().equals(end))
        .map(Period::issued)
        .orElse(BigDecimal.ZERO);
  }

  private Issued issued(
      Rules.Recurring rule, Instant at, Optional<Period> before, BigDecimal given) {
    if (rule.ceiling().amount() < 0) {
      return Issued.NOTHING;
    }
    BigDecimal counted =
        rule.ceiling().countsUsed() ? BigDecimal.ZERO : issuedBefore(rule, at, before).add(given);
    return new Issued(counted, ceilingPeriod(rule, wallet, at).end());
  }

  // A version of the rules that adds a recurring grant

  /** Recurring grants that the plan has and the wallet has no period of. */
  List<Rules.Recurring> missing() {
    return wallet.open()
        ? turn.plan(rules).grants().stream()
            .filter(
                rule -> wallet.periods.stream().noneMatch(open -> open.rule().equals(rule.id())))
            .toList()
        : List.of();
  }

  /** Where a recurring grant that a version added begins: with the first period after it. */
  static List<Instant> firstPeriods(NaiveTurn turn, Rules.Recurring rule) {
    List<Instant> firsts = new ArrayList<>();
    boolean had = true;
    for (NaiveLedger.Version version : turn.ledger.versions) {
      boolean has = turn.recurring(version.rules(), rule.id()).isPresent();
      if (has && !had) {
        Instant first = turn.holding(rule, version.publishedAt()).end();
        // A seat may have come with the plan after that.
        boolean late = !first.isAfter(turn.wallet.passed);
        firsts.add(late ? turn.holding(rule, turn.wallet.passed).end() : first);
      }
      had = has;
    }
    return firsts.stream()
        .filter(first -> turn.recurring(turn.ledger.rulesFor(first), rule.id()).isPresent())
        .toList();
  }
}
