package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Wallet.Hold;
import dev.scrip.ledger.domain.Wallet.Slice;
import dev.scrip.ledger.domain.Wallet.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds: authorize, capture below and above, release, expiry. */
final class Holding {
  static final long LEAST_EXPIRY_MS = 1_000;
  static final long MOST_EXPIRY_MS = 31 * Span.DAY_MS;
  static final int MOST_HOLDS = 1_000;

  private static final long DEFAULT_EXPIRY_MS = 15 * 60 * 1_000;

  private Holding() {}

  static Verdict decide(Situation situation, Command.Authorize authorize) {
    return Retry.dated(situation, judge(situation, authorize), then -> judge(then, authorize));
  }

  private static Verdict judge(Situation situation, Command.Authorize authorize) {
    int open = situation.wallet().dealings().holds().size();
    if (open >= MOST_HOLDS) {
      return Verdict.Refuse.field(
          Reason.TOO_MANY, "hold", Integer.toString(open), "at most " + MOST_HOLDS + " open holds");
    }
    return switch (Charging.cost(situation, authorize.charge())) {
      case Charging.Unpriced(Verdict.Refuse refuse) -> refuse;
      case Charging.Costed cost -> judge(situation, authorize, cost);
    };
  }

  private static Verdict judge(
      Situation situation, Command.Authorize authorize, Charging.Costed cost) {
    long amount = cost.price().amount();
    Drawdown drawdown =
        new Drawdown(situation, Deed.of(cost.action(), situation.command()), amount, 0);
    Optional<Verdict.Refuse> refusal = Charging.refusal(situation, cost, drawdown);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    EffectsDraft effects = new EffectsDraft();
    List<Use> uses = drawdown.hold(effects);
    Charging.count(situation, effects, cost);
    if (cost.price().freeUsed() > 0) {
      uses.add(free(cost));
    }
    effects.hold(hold(situation, authorize, cost, drawdown.slices(), uses));
    return Verdict.Accept.of(
        Entry.Type.HELD,
        Charging.about(authorize.charge(), cost),
        effects.effects(),
        situation.wallet());
  }

  private static Use free(Charging.Costed cost) {
    Wallet.Window window = cost.free();
    return new Use(
        window.limit(), window.subject(), window.start(), window.end(), cost.price().freeUsed());
  }

  private static Hold hold(
      Situation situation,
      Command.Authorize authorize,
      Charging.Costed cost,
      List<Slice> slices,
      List<Use> uses) {
    Command command = situation.command();
    return new Hold(
        command.id(),
        authorize.action(),
        cost.action().pool(),
        command.actor(),
        command.app(),
        situation.wallet().plan(),
        situation.rules().version(),
        authorize.quantity(),
        cost.price().amount(),
        authorize.attributes(),
        cost.price().freeUsed(),
        slices,
        uses,
        Math.addExact(situation.at(), expiresIn(authorize)));
  }

  static long expiresIn(Command.Authorize authorize) {
    return authorize.expiresIn() == UNSET ? DEFAULT_EXPIRY_MS : authorize.expiresIn();
  }

  static Verdict decide(Situation situation, Command.Capture capture) {
    Optional<Hold> open = situation.wallet().hold(capture.hold());
    if (open.isEmpty()) {
      return ended(situation, capture.hold());
    }
    Hold hold = open.get();
    boolean whole = capture.quantity() == UNSET && capture.amount() == UNSET;
    long quantity = capture.quantity() == UNSET ? hold.quantity() : capture.quantity();
    Pricing.Quote quote =
        whole ? priceOfAll(situation, hold) : price(situation, hold, quantity, capture.amount());
    return switch (quote) {
      case Pricing.Priced price -> capture(situation, hold, quantity, price);
      case Pricing.Unpriced(Rejection.Violation violation) ->
          whole
              ? capture(
                  situation,
                  hold,
                  quantity,
                  new Pricing.Priced(hold.amount(), Entry.Priced.NONE, hold.free()))
              : Verdict.Refuse.of("", violation);
    };
  }

  /** What is held is the amount that was reported, if the price is a reported one. */
  private static Pricing.Quote priceOfAll(Situation situation, Hold hold) {
    Pricing.Quote reported = price(situation, hold, hold.quantity(), hold.amount());
    return reported instanceof Pricing.Unpriced
        ? price(situation, hold, hold.quantity(), UNSET)
        : reported;
  }

  /** The price as it stood when the hold was authorized. */
  private static Pricing.Quote price(Situation situation, Hold hold, long quantity, long amount) {
    Rules then = situation.book().rulesOf(hold.rulesVersion());
    Rules.Action action = then.index().actions().get(hold.action());
    if (action == null) {
      throw new IllegalStateException(
          "hold " + hold.id() + ": no action " + hold.action() + " in version " + then.version());
    }
    return Pricing.price(
        action,
        hold.plan(),
        new Command.Charge(hold.action(), quantity, amount, hold.attributes()),
        hold.free());
  }

  private static Verdict capture(
      Situation situation, Hold hold, long quantity, Pricing.Priced price) {
    EffectsDraft effects = new EffectsDraft();
    long paid = settle(effects, situation, hold, price.amount());
    long excess = price.amount() - paid;
    long missing = excess;
    if (excess > 0 && situation.wallet().status() == Wallet.Status.OPEN) {
      Drawdown drawdown =
          new Drawdown(situation, Deed.of(hold), excess, Drawdown.room(situation, hold.pool()));
      if (!drawdown.tooManyWindows()) {
        drawdown.charge(effects);
        missing = drawdown.missing();
      }
    }
    giveBackFree(effects, situation, hold, hold.free() - price.freeUsed());
    effects.endHold(hold.id());
    return accept(
        situation,
        hold,
        Entry.Type.CAPTURED,
        Verdict.About.hold(hold, quantity, price.amount() - missing, missing, price.row()),
        effects);
  }

  static Verdict decide(Situation situation, Command.Release release) {
    Optional<Hold> open = situation.wallet().hold(release.hold());
    if (open.isEmpty()) {
      return ended(situation, release.hold());
    }
    return accept(
        situation,
        open.get(),
        Entry.Type.RELEASED,
        about(open.get()),
        released(situation, open.get()));
  }

  /** The entry of a hold whose time is over. */
  static Verdict.Accept expired(Situation situation, Hold hold) {
    return Verdict.Accept.of(
        Entry.Type.HOLD_EXPIRED,
        about(hold),
        released(situation, hold).effects(),
        situation.wallet());
  }

  private static Verdict.About about(Hold hold) {
    return Verdict.About.hold(hold, hold.quantity(), hold.amount(), 0, Entry.Priced.NONE);
  }

  private static EffectsDraft released(Situation situation, Hold hold) {
    EffectsDraft effects = new EffectsDraft();
    settle(effects, situation, hold, 0);
    giveBackFree(effects, situation, hold, hold.free());
    return effects.endHold(hold.id());
  }

  private static Verdict accept(
      Situation situation, Hold hold, Entry.Type type, Verdict.About about, EffectsDraft effects) {
    Memory.Remembered known = situation.memory().of(hold.id());
    long forgetAt = Math.addExact(situation.at(), situation.book().memoryMs());
    return new Verdict.Accept(
        type,
        about,
        effects.effects(),
        situation.wallet().plan(),
        UNSET,
        List.of(new Decision.Remember(hold.id(), known.ended(forgetAt), false)));
  }

  /**
   * The hold's slices pay up to a cost, in draw-down order; the rest of them is released, and what
   * it counted in limits given back.
   *
   * @return what they paid
   */
  private static long settle(EffectsDraft effects, Situation situation, Hold hold, long cost) {
    long open = Math.min(cost, hold.amount());
    long paid = open;
    List<Slice> released = new ArrayList<>();
    for (Slice slice : hold.slices()) {
      Grant grant = kept(situation, hold, slice);
      long pays = Math.min(open, slice.amount());
      long rest = slice.amount() - pays;
      open -= pays;
      if (pays > 0) {
        effects.post(grant, PostingKind.CAPTURE, 0, -pays);
      }
      if (rest > 0) {
        effects.post(grant, PostingKind.RELEASE, rest, -rest);
        released.add(new Slice(slice.grant(), rest));
      }
    }
    for (Use use : hold.uses()) {
      Limits.giveBack(effects, situation, use, counted(situation, hold, use, released));
    }
    return paid;
  }

  /** How much of what is released a limit or ceiling had counted. */
  private static long counted(Situation situation, Hold hold, Use use, List<Slice> released) {
    Rules then = situation.book().rulesOf(hold.rulesVersion());
    long sum = 0;
    for (Slice slice : released) {
      Grant grant = kept(situation, hold, slice);
      sum += Limits.counts(then, use.limit(), grant) ? slice.amount() : 0;
    }
    return sum;
  }

  private static Grant kept(Situation situation, Hold hold, Slice slice) {
    return situation
        .wallet()
        .grant(slice.grant())
        .orElseThrow(() ->
            new IllegalStateException(
                "hold " + hold.id() + " reserves of " + slice.grant() + ", which is not kept"));
  }

  private static void giveBackFree(
      EffectsDraft effects, Situation situation, Hold hold, long quantity) {
    for (Use use : hold.uses()) {
      if (Limits.isFree(use.limit())) {
        Limits.giveBack(effects, situation, use, quantity);
      }
    }
  }

  private static Verdict ended(Situation situation, String hold) {
    Memory.Remembered known = situation.memory().of(hold);
    boolean held =
        situation.at() < known.forgetAt()
            && situation
                .memory()
                .entry(hold)
                .filter(entry -> entry.type() == Entry.Type.HELD)
                .isPresent();
    if (!held) {
      return Verdict.Refuse.field(
          Reason.UNKNOWN_HOLD, "hold", hold, "a hold of this wallet that is remembered");
    }
    return known.ended()
        ? Verdict.Refuse.field(
            Reason.HOLD_CLOSED, "hold", hold, "a hold not yet captured or released")
        : Verdict.Refuse.field(Reason.HOLD_EXPIRED, "hold", hold, "a hold that has not expired");
  }
}
