package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Wallet;
import java.util.TreeSet;

/** A wallet as the bytes of the wallet store. */
final class WalletState {
  /** First byte: another form of state is never misread. */
  static final int FORM = 1;

  private WalletState() {}

  static byte[] write(Wallet wallet) {
    StateBytes.Out out =
        new StateBytes.Out()
            .number(FORM)
            .text(wallet.id())
            .text(wallet.status().name())
            .number(wallet.sequence())
            .hash(wallet.head())
            .number(wallet.decidedAt())
            .text(wallet.plan())
            .number(wallet.anchor())
            .text(wallet.openPlan())
            .number(wallet.openAnchor());
    out.list(wallet.grants(), grant -> write(out, grant));
    out.list(
        wallet.periods(),
        period ->
            out.text(period.rule())
                .text(period.pool())
                .number(period.start())
                .number(period.end())
                .number(period.count())
                .number(period.issued())
                .number(period.ceilingEnd()));
    out.list(
        wallet.windows(),
        window ->
            out.text(window.limit())
                .text(window.subject())
                .number(window.start())
                .number(window.end())
                .number(window.used())
                .flag(window.reached()));
    out.list(
        wallet.notices(),
        notice ->
            out.text(notice.pool())
                .flag(notice.empty())
                .flag(notice.refused())
                .number(notice.smallestRefused())
                .list(notice.alerts(), out::text));
    return out.list(wallet.redeemed(), out::text).number(wallet.arrivals()).done();
  }

  private static void write(StateBytes.Out out, Grant grant) {
    out.text(grant.id())
        .text(grant.pool())
        .text(grant.source().name())
        .number(grant.amount())
        .number(grant.remaining())
        .number(grant.effectiveAt())
        .number(grant.expiresAt())
        .number(grant.priority())
        .list(grant.scope(), out::text)
        .text(grant.rule())
        .flag(grant.active())
        .number(grant.arrival());
  }

  static Wallet read(byte[] bytes) {
    StateBytes.In in = new StateBytes.In(bytes);
    long form = in.number();
    if (form != FORM) {
      throw new IllegalStateException(
          "state of form "
              + form
              + " found, this code reads form "
              + FORM
              + ": delete the node's state folder, it is restored from the log");
    }
    return new Wallet(
        in.text(),
        Wallet.Status.valueOf(in.text()),
        in.number(),
        in.hash(),
        in.number(),
        in.text(),
        in.number(),
        in.text(),
        in.number(),
        in.list(() -> grant(in)),
        in.list(() ->
            new Wallet.Period(
                in.text(),
                in.text(),
                in.number(),
                in.number(),
                in.count(),
                in.number(),
                in.number())),
        in.list(() ->
            new Wallet.Window(
                in.text(), in.text(), in.number(), in.number(), in.number(), in.flag())),
        in.list(() ->
            new Wallet.Notice(in.text(), in.flag(), in.flag(), in.number(), in.list(in::text))),
        new TreeSet<>(in.list(in::text)),
        in.number());
  }

  private static Grant grant(StateBytes.In in) {
    return new Grant(
        in.text(),
        in.text(),
        Source.valueOf(in.text()),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.count(),
        in.list(in::text),
        in.text(),
        in.flag(),
        in.number());
  }
}
