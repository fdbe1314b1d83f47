package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Command.Seat;
import dev.scrip.ledger.domain.Entry.PeriodOpened;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Rejection.Violation;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Wallet.Period;
import dev.scrip.ledger.domain.Wallet.Transit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Credits and seats that go to another wallet: sent, delivered there, and settled or restored here
 * by what the other wallet said first.
 */
final class Transferring {
  static final int MOST_TRANSITS = 100;
  static final int MOST_SLICES = 64;

  /** Of what goes, names and scopes: a delivery with its seat stays below 64 KiB. */
  private static final int MOST_BYTES = 32 << 10;

  private Transferring() {}

  static Verdict decide(Situation situation, Command.Transfer transfer) {
    if (!situation.rules().index().pools().containsKey(transfer.pool())) {
      return Verdict.Refuse.field(
          Reason.UNKNOWN_POOL, "pool", transfer.pool(), "a pool of the rules in force");
    }
    if (situation.wallet().dealings().transits().size() >= MOST_TRANSITS) {
      return tooManyTransits(situation);
    }
    if (transfer.amount() <= 0) {
      return Verdict.Refuse.field(
          Reason.INVALID_AMOUNT, "amount", Micros.text(transfer.amount()), "an amount above 0");
    }
    return Retry.dated(situation, judge(situation, transfer), then -> judge(then, transfer));
  }

  private static Verdict judge(Situation situation, Command.Transfer transfer) {
    EffectsDraft effects = new EffectsDraft();
    List<Terms> slices = new ArrayList<>();
    long open = transfer.amount();
    for (Grant grant : generalFirst(situation.wallet(), transfer.pool())) {
      long take = Math.min(open, grant.remaining());
      if (take > 0) {
        effects.take(grant, PostingKind.TRANSFER, take);
        slices.add(grant.terms().as(grant.id(), take));
        open -= take;
      }
    }
    if (open > 0) {
      long available = transfer.amount() - open;
      return Verdict.Refuse.of(transfer.pool(), Violation.funds(transfer.amount(), available));
    }
    Transit transit = new Transit(situation.command().id(), transfer.to(), slices, Seat.NONE);
    return tooMany(slices, "an amount out of fewer or simpler grants: send it in parts")
        .orElseGet(() ->
            Verdict.Accept.of(
                Entry.Type.TRANSFER_SENT,
                about(transit).with(transfer.to()),
                effects.send(transit).effects(),
                situation.wallet()));
  }

  private static List<Grant> generalFirst(Wallet wallet, String pool) {
    List<Grant> general = new ArrayList<>();
    List<Grant> scoped = new ArrayList<>();
    for (Grant grant : wallet.grants()) {
      if (grant.spendable() && grant.pool().equals(pool)) {
        (grant.terms().scope().isEmpty() ? general : scoped).add(grant);
      }
    }
    general.addAll(scoped);
    return general;
  }

  private static Verdict tooManyTransits(Situation situation) {
    return Verdict.Refuse.field(
        Reason.TOO_MANY,
        "transfer",
        Integer.toString(situation.wallet().dealings().transits().size()),
        "at most " + MOST_TRANSITS + " transfers under way from a wallet");
  }

  /** What goes must fit into one command to the other wallet. */
  private static Optional<Verdict> tooMany(List<Terms> slices, String expected) {
    int bytes = slices.stream().mapToInt(Terms::size).sum();
    return slices.size() <= MOST_SLICES && bytes <= MOST_BYTES
        ? Optional.empty()
        : Optional.of(
            Verdict.Refuse.field(
                Reason.TOO_MANY,
                "grant",
                slices.size() + " grants, " + bytes + " bytes",
                "at most "
                    + MOST_SLICES
                    + " grants of "
                    + MOST_BYTES
                    + " bytes in all; "
                    + expected));
  }

  private static Verdict.About about(Transit transit) {
    long sum = 0;
    String pool = transit.grants().isEmpty() ? "" : transit.grants().getFirst().pool();
    for (Terms slice : transit.grants()) {
      sum = Math.addExact(sum, slice.amount());
      pool = slice.pool().equals(pool) ? pool : "";
    }
    boolean one = transit.seat().isNone() && !pool.isEmpty();
    return Verdict.About.reference(one ? pool : "", one ? sum : 0, transit.id()).with(transit.to());
  }

  static Verdict decide(Situation situation, Command.MoveSeat seat) {
    Wallet wallet = situation.wallet();
    Plan from = situation.plan();
    if (!from.paid()) {
      return Verdict.Refuse.field(
          Reason.NOT_ALLOWED_BY_PLAN, "plan", from.name(), "a wallet with a paid plan");
    }
    if (!wallet.dealings().holds().isEmpty() || !wallet.dealings().transits().isEmpty()) {
      return blocked("wallet", wallet.id(), "a wallet without open holds or transfers");
    }
    if (!wallet.dealings().pending().isNone()) {
      return blocked(
          "plan", wallet.dealings().pending().plan(), "no change of plan to come: resume first");
    }
    EffectsDraft effects = new EffectsDraft();
    List<Terms> slices = new ArrayList<>();
    for (Grant grant : wallet.grants()) {
      if (Recurrence.of(situation.rules(), from, grant.rule()).isPresent()
          && grant.remaining() > 0
          && grant.state() != Grant.State.VOIDED) {
        effects.take(grant, PostingKind.TRANSFER, grant.remaining());
        slices.add(grant.terms().as(grant.id(), grant.remaining()));
      }
    }
    Optional<Verdict> tooMany = tooMany(slices, "spend or void some, then move the seat");
    if (tooMany.isPresent()) {
      return tooMany.get();
    }
    Plan fallback = fallback(situation);
    PlanChanges.settleOn(effects, situation, fallback);
    Transit transit =
        new Transit(
            situation.command().id(),
            seat.to(),
            slices,
            new Seat(from.name(), wallet.anchor(), wallet.periods()));
    return new Verdict.Accept(
        Entry.Type.TRANSFER_SENT,
        about(transit),
        effects.send(transit).effects(),
        fallback.name(),
        UNSET,
        List.of());
  }

  private static Plan fallback(Situation situation) {
    Plan fallback = situation.rules().index().plans().get(situation.rules().fallback());
    if (fallback == null) {
      throw new IllegalStateException(
          "the fallback plan " + situation.rules().fallback() + " is in no rules in force");
    }
    return fallback;
  }

  private static Verdict blocked(String field, String value, String expected) {
    return Verdict.Refuse.field(Reason.SEAT_BLOCKED, field, value, expected);
  }

  static Verdict decide(Situation situation, Command.Deliver deliver) {
    Optional<Verdict> refusal = refusal(situation, deliver);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    boolean seat = !deliver.seat().isNone();
    EffectsDraft effects = new EffectsDraft();
    Plan plan = seat ? take(effects, situation, deliver.seat()) : situation.plan();
    for (int i = 0; i < deliver.grants().size(); i++) {
      Terms terms = arriving(effects, situation, deliver, i);
      effects.give(terms, PostingKind.GRANT, terms.requiresPaidPlan() && !plan.paid());
    }
    Transit transit =
        new Transit(deliver.transfer(), deliver.from(), deliver.grants(), deliver.seat());
    return new Verdict.Accept(
        Entry.Type.TRANSFER_RECEIVED,
        about(transit),
        effects.effects(),
        plan.name(),
        seat ? deliver.seat().anchor() : UNSET,
        List.of());
  }

  private static Optional<Verdict> refusal(Situation situation, Command.Deliver deliver) {
    Wallet wallet = situation.wallet();
    long live = wallet.grants().stream().filter(held -> held.remaining() > 0).count();
    if (live + deliver.grants().size() > Granting.MOST_GRANTS) {
      return Optional.of(
          Verdict.Refuse.field(
              Reason.TOO_MANY,
              "grant",
              Long.toString(live),
              "at most " + Granting.MOST_GRANTS + " live grants in a wallet"));
    }
    for (Terms terms : deliver.grants()) {
      if (!situation.rules().index().pools().containsKey(terms.pool())) {
        return Optional.of(
            Verdict.Refuse.field(
                Reason.UNKNOWN_POOL, "pool", terms.pool(), "a pool of the rules in force"));
      }
      if (Granting.overflows(wallet, terms.pool(), terms.amount())) {
        return Optional.of(
            Verdict.Refuse.field(
                Reason.OVERFLOW, "amount", Micros.text(terms.amount()), "an amount that fits"));
      }
    }
    return deliver.seat().isNone() ? Optional.empty() : seatRefusal(situation, deliver.seat());
  }

  private static Optional<Verdict> seatRefusal(Situation situation, Seat seat) {
    Wallet wallet = situation.wallet();
    if (!situation.rules().index().plans().containsKey(seat.plan())) {
      return Optional.of(Subscribing.unknownPlan(seat.plan()));
    }
    boolean free = !situation.plan().paid() && wallet.dealings().holds().isEmpty();
    return free
        ? Optional.empty()
        : Optional.of(blocked("to", wallet.id(), "a wallet on an unpaid plan without open holds"));
  }

  /** The wallet leaves its own plan for the one that comes. */
  private static Plan take(EffectsDraft effects, Situation situation, Seat seat) {
    Plan plan = situation.rules().index().plans().get(seat.plan());
    if (plan == null) {
      throw new IllegalStateException("plan " + seat.plan() + " was looked for before");
    }
    seat.periods().forEach(period -> effects.open(opened(period)));
    leaveOwn(effects, situation, plan, seat);
    return plan;
  }

  private static void leaveOwn(EffectsDraft effects, Situation situation, Plan to, Seat seat) {
    for (Grant grant : situation.wallet().grants()) {
      if (situation.plan().recurring(grant.rule()).isPresent()) {
        PlanChanges.voided(effects, grant);
      }
    }
    Set<String> brought =
        seat.periods().stream().map(Period::rule).collect(Collectors.toCollection(TreeSet::new));
    PlanChanges.leave(effects, situation, to, brought);
    effects.pending(Wallet.Pending.NONE);
  }

  private static Terms arriving(
      EffectsDraft effects, Situation situation, Command.Deliver deliver, int index) {
    Terms sent = deliver.grants().get(index);
    boolean seat = !deliver.seat().isNone();
    String name =
        effects.name(
            situation.wallet(), name(deliver.from() + ":" + deliver.transfer(), index + 1));
    return new Terms(
        name,
        sent.pool(),
        seat ? sent.source() : Source.TRANSFER,
        sent.amount(),
        seat ? sent.effectiveAt() : situation.at(),
        sent.expiresAt(),
        sent.priority(),
        sent.scope(),
        seat ? sent.rule() : "",
        sent.requiresPaidPlan(),
        sent.origin(),
        seat ? sent.times() : 0,
        "");
  }

  private static String name(String base, int number) {
    String name = base + "#" + number;
    if (name.getBytes(StandardCharsets.UTF_8).length <= Fields.MOST_ID_BYTES) {
      return name;
    }
    byte[] utf8 = base.getBytes(StandardCharsets.UTF_8);
    byte[] hash = Hash.sha256(Canonical.begin().raw(utf8)).first(16).bytes();
    return "transfer:" + HexFormat.of().formatHex(hash) + "#" + number;
  }

  /** Whether it is about a transfer that is not under way: then it changes nothing. */
  static boolean stray(Wallet wallet, Command.Body body) {
    return switch (body) {
      case Command.Settle settle -> transit(wallet, settle.transfer()).isEmpty();
      case Command.Restore restore -> transit(wallet, restore.transfer()).isEmpty();
      default -> false;
    };
  }

  private static Optional<Transit> transit(Wallet wallet, String id) {
    return wallet.dealings().transits().stream()
        .filter(transit -> transit.id().equals(id))
        .findFirst();
  }

  static Verdict decide(Situation situation, Command.Settle settle) {
    Transit transit = transit(situation.wallet(), settle.transfer()).orElseThrow();
    return Verdict.Accept.of(
        Entry.Type.TRANSFER_SETTLED,
        about(transit),
        new EffectsDraft().endTransit(transit.id()).effects(),
        situation.wallet());
  }

  static Verdict decide(Situation situation, Command.Restore restore) {
    Transit transit = transit(situation.wallet(), restore.transfer()).orElseThrow();
    EffectsDraft effects = new EffectsDraft();
    // A wallet that was closed or has bought a plan meanwhile gets its credits back, but no plan.
    boolean free = situation.wallet().status() == Wallet.Status.OPEN && !situation.plan().paid();
    Seat seat = free ? transit.seat() : Seat.NONE;
    if (!seat.isNone()) {
      takeBack(effects, situation, seat);
    }
    transit.grants().forEach(slice -> restore(effects, situation, slice));
    return new Verdict.Accept(
        Entry.Type.TRANSFER_RESTORED,
        about(transit),
        effects.endTransit(transit.id()).effects(),
        seat.isNone() ? situation.wallet().plan() : seat.plan(),
        seat.isNone() ? UNSET : seat.anchor(),
        List.of());
  }

  private static void restore(EffectsDraft effects, Situation situation, Terms slice) {
    Optional<Grant> kept = situation.wallet().grant(slice.id());
    Grant grant =
        kept.orElseGet(() -> {
          effects.know(slice, Grant.State.ACTIVE);
          return new Grant(slice, 0, 0, Grant.State.ACTIVE, NEVER);
        });
    effects.post(grant, PostingKind.TRANSFER, slice.amount(), 0);
  }

  private static void takeBack(EffectsDraft effects, Situation situation, Seat seat) {
    Plan plan = situation.rules().index().plans().get(seat.plan());
    if (plan == null) {
      throw new IllegalStateException("no rules in force have plan " + seat.plan());
    }
    seat.periods().forEach(period -> effects.open(opened(period)));
    leaveOwn(effects, situation, plan, seat);
  }

  private static PeriodOpened opened(Period period) {
    return new PeriodOpened(
        period.rule(),
        period.pool(),
        period.start(),
        period.end(),
        period.issued(),
        period.ceilingEnd());
  }
}
