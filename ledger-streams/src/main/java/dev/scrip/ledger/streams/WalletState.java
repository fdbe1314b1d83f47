package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Terms;
import dev.scrip.ledger.domain.Wallet;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A wallet as the bytes of the wallet store. Written for every charge: instants stand as distances
 * from the last decision, enums as numbers, and what few wallets have takes one byte in the others.
 */
final class WalletState {
  /** Of amounts that may be NEVER. */
  private static final long NO_BASE = 0;

  private static final Codes<Wallet.Status> STATUSES =
      new Codes<>(List.of(Wallet.Status.ABSENT, Wallet.Status.OPEN, Wallet.Status.CLOSED));

  private static final Codes<Grant.State> STATES =
      new Codes<>(
          List.of(
              Grant.State.PENDING, Grant.State.ACTIVE, Grant.State.SUSPENDED, Grant.State.VOIDED));

  private static final Codes<Source> SOURCES =
      new Codes<>(
          List.of(
              Source.UNKNOWN,
              Source.PLAN,
              Source.DAILY,
              Source.ROLLOVER,
              Source.TOP_UP,
              Source.PROMO,
              Source.ADJUSTMENT,
              Source.REFUND,
              Source.TRANSFER));

  private WalletState() {}

  static byte[] write(Wallet wallet) {
    long base = wallet.decidedAt();
    StateBytes.Out out =
        new StateBytes.Out()
            .text(wallet.id())
            .code(STATUSES, wallet.status())
            .number(wallet.sequence())
            .hash(wallet.head())
            .number(base)
            .name(wallet.plan())
            .instant(wallet.anchor(), base)
            .name(wallet.openPlan())
            .instant(wallet.openAnchor(), base);
    out.list(wallet.grants(), grant -> write(out, grant, base));
    out.list(wallet.periods(), period -> write(out, period, base));
    out.list(
        wallet.windows(),
        window ->
            out.name(window.limit())
                .text(window.subject())
                .instant(window.start(), base)
                .instant(window.end(), base)
                .number(window.used())
                .flag(window.reached()));
    out.list(
        wallet.notices(),
        notice ->
            out.name(notice.pool())
                .list(notice.scope(), out::name)
                .flag(notice.empty())
                .flag(notice.refused())
                .instant(notice.smallestRefused(), NO_BASE)
                .list(notice.alerts(), out::text));
    out.list(wallet.redeemed(), out::text).number(wallet.arrivals());
    return write(out, wallet.dealings(), base).done();
  }

  private static void write(StateBytes.Out out, Grant grant, long base) {
    write(out, grant.terms(), base)
        .number(grant.remaining())
        .number(grant.held())
        .code(STATES, grant.state())
        .number(grant.arrival());
  }

  private static StateBytes.Out write(StateBytes.Out out, Terms terms, long base) {
    return out.text(terms.id())
        .name(terms.pool())
        .code(SOURCES, terms.source())
        .number(terms.amount())
        .instant(terms.effectiveAt(), base)
        .instant(terms.expiresAt(), base)
        .number(terms.priority())
        .list(terms.scope(), out::name)
        .name(terms.rule())
        .flag(terms.requiresPaidPlan())
        .instant(terms.origin(), terms.effectiveAt())
        .number(terms.times())
        .text(terms.code());
  }

  private static void write(StateBytes.Out out, Wallet.Period period, long base) {
    out.name(period.rule())
        .name(period.pool())
        .instant(period.start(), base)
        .instant(period.end(), base)
        .number(period.count())
        .number(period.issued())
        .number(period.ceilingEnd());
  }

  private static StateBytes.Out write(StateBytes.Out out, Wallet.Dealings dealings, long base) {
    if (dealings.equals(Wallet.Dealings.NONE)) {
      return out.flag(false);
    }
    out.flag(true);
    out.list(dealings.holds(), hold -> write(out, hold, base));
    out.list(dealings.debts(), debt -> out.name(debt.pool()).number(debt.owed()));
    out.list(
        dealings.overrides(),
        set -> out.name(set.limit()).text(set.subject()).number(set.amount()));
    out.name(dealings.pending().plan())
        .instant(dealings.pending().at(), base)
        .flag(dealings.pending().cancel());
    out.list(dealings.transits(), transit -> write(out, transit, base));
    return out.list(
            dealings.recent(), charge -> out.name(charge.action()).instant(charge.until(), base))
        .instant(dealings.seatAt(), base);
  }

  private static void write(StateBytes.Out out, Wallet.Hold hold, long base) {
    out.text(hold.id())
        .name(hold.action())
        .name(hold.pool())
        .text(hold.actor())
        .text(hold.app())
        .name(hold.plan())
        .number(hold.rulesVersion())
        .number(hold.quantity())
        .number(hold.amount())
        .texts(hold.attributes())
        .number(hold.free())
        .list(hold.slices(), slice -> out.text(slice.grant()).number(slice.amount()))
        .list(
            hold.uses(),
            use ->
                out.name(use.limit())
                    .text(use.subject())
                    .instant(use.start(), base)
                    .instant(use.end(), base)
                    .number(use.amount()))
        .instant(hold.expiresAt(), base);
  }

  private static void write(StateBytes.Out out, Wallet.Transit transit, long base) {
    Command.Seat seat = transit.seat();
    out.text(transit.id())
        .text(transit.to())
        .list(transit.grants(), terms -> write(out, terms, base))
        .name(seat.plan())
        .instant(seat.anchor(), base)
        .list(seat.periods(), period -> write(out, period, base));
  }

  static Wallet read(byte[] bytes) {
    StateBytes.In in = new StateBytes.In(bytes);
    String id = in.text();
    Wallet.Status status = in.code(STATUSES);
    long sequence = in.number();
    Hash head = in.hash();
    long base = in.number();
    return new Wallet(
        id,
        status,
        sequence,
        head,
        base,
        in.name(),
        in.instant(base),
        in.name(),
        in.instant(base),
        in.list(() -> grant(in, base)),
        in.list(() -> period(in, base)),
        in.list(() ->
            new Wallet.Window(
                in.name(), in.text(), in.instant(base), in.instant(base), in.number(), in.flag())),
        in.list(() ->
            new Wallet.Notice(
                in.name(),
                in.list(in::name),
                in.flag(),
                in.flag(),
                in.instant(NO_BASE),
                in.list(in::text))),
        codes(in.list(in::text)),
        in.number(),
        dealings(in, base));
  }

  private static SortedSet<String> codes(List<String> codes) {
    return codes.isEmpty() ? Collections.emptySortedSet() : new TreeSet<>(codes);
  }

  private static Grant grant(StateBytes.In in, long base) {
    return new Grant(terms(in, base), in.number(), in.number(), in.code(STATES), in.number());
  }

  private static Terms terms(StateBytes.In in, long base) {
    String id = in.text();
    String pool = in.name();
    Source source = in.code(SOURCES);
    long amount = in.number();
    long effectiveAt = in.instant(base);
    return new Terms(
        id,
        pool,
        source,
        amount,
        effectiveAt,
        in.instant(base),
        in.count(),
        in.list(in::name),
        in.name(),
        in.flag(),
        in.instant(effectiveAt),
        in.count(),
        in.text());
  }

  private static Wallet.Period period(StateBytes.In in, long base) {
    return new Wallet.Period(
        in.name(),
        in.name(),
        in.instant(base),
        in.instant(base),
        in.count(),
        in.number(),
        in.number());
  }

  private static Wallet.Dealings dealings(StateBytes.In in, long base) {
    if (!in.flag()) {
      return Wallet.Dealings.NONE;
    }
    return new Wallet.Dealings(
        in.list(() -> hold(in, base)),
        in.list(() -> new Wallet.Debt(in.name(), in.number())),
        in.list(() -> new Wallet.OwnLimit(in.name(), in.text(), in.number())),
        new Wallet.Pending(in.name(), in.instant(base), in.flag()),
        in.list(() -> transit(in, base)),
        in.list(() -> new Wallet.Recent(in.name(), in.instant(base))),
        in.instant(base));
  }

  private static Wallet.Hold hold(StateBytes.In in, long base) {
    return new Wallet.Hold(
        in.text(),
        in.name(),
        in.name(),
        in.text(),
        in.text(),
        in.name(),
        in.number(),
        in.number(),
        in.number(),
        in.texts(),
        in.number(),
        in.list(() -> new Wallet.Slice(in.text(), in.number())),
        in.list(() ->
            new Wallet.Use(in.name(), in.text(), in.instant(base), in.instant(base), in.number())),
        in.instant(base));
  }

  private static Wallet.Transit transit(StateBytes.In in, long base) {
    return new Wallet.Transit(
        in.text(),
        in.text(),
        in.list(() -> terms(in, base)),
        new Command.Seat(in.name(), in.instant(base), in.list(() -> period(in, base))));
  }
}
