package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.List;

/**
 * The lines of one decision as they come: each is stamped, chained and folded into the wallet at
 * once, so that the next is decided on what it left.
 */
final class Lines {
  private final Book book;
  private final Command command;
  private final long decidedAt;
  private List<Line> list = List.of();
  private Wallet wallet;

  Lines(Book book, Wallet wallet, Command command, long decidedAt) {
    this.book = book;
    this.wallet = wallet;
    this.command = command;
    this.decidedAt = decidedAt;
  }

  Wallet wallet() {
    return wallet;
  }

  List<Line> list() {
    return list;
  }

  /** The entry of an accepted command. */
  Entry accepted(Verdict.Accept accept) {
    Verdict.About about = accept.about();
    long openAnchor = command.body() instanceof Command.Open open ? open.anchor() : UNSET;
    return entry(
        accept,
        Entry.Cause.COMMAND,
        decidedAt,
        book.rules(),
        about.actor().isEmpty() ? command.actor() : about.actor(),
        about.app().isEmpty() ? command.app() : about.app(),
        openAnchor,
        command.text());
  }

  /** The entry of a step that fell due at an instant. */
  Entry due(Verdict.Accept accept, long instant, Rules rules) {
    Verdict.About about = accept.about();
    return entry(
        accept, Entry.Cause.DUE, instant, rules, about.actor(), about.app(), UNSET, Text.NONE);
  }

  private Entry entry(
      Verdict.Accept accept,
      Entry.Cause cause,
      long effectiveAt,
      Rules rules,
      String actor,
      String app,
      long openAnchor,
      Text text) {
    Verdict.About about = accept.about();
    Stamp stamp = stamp(effectiveAt, rules, accept.plan());
    Wallet.Draft after =
        Evolving.draft(wallet, stamp, accept.type(), accept.anchor(), openAnchor, accept.effects());
    Entry entry =
        new Entry(
            stamp,
            accept.type(),
            cause,
            about.pool(),
            about.action(),
            actor,
            app,
            about.quantity(),
            about.amount(),
            about.shortfall(),
            about.pool().isEmpty() ? 0 : after.balance(about.pool()),
            about.priced(),
            accept.anchor(),
            openAnchor,
            about.reference(),
            about.counterparty(),
            accept.effects(),
            text);
    Entry chained = entry.chained(wallet.head().chain(entry));
    wallet = after.wallet(chained.stamp());
    list = EffectsDraft.plus(list, chained);
    return chained;
  }

  /** The rejection of a command. */
  Rejection refused(Verdict.Refuse refuse, long firstSequence) {
    Command.Charge charge =
        switch (command.body()) {
          case Command.Charge body -> body;
          case Command.Authorize hold -> hold.charge();
          default -> Command.Charge.of("");
        };
    Rejection rejection =
        new Rejection(
            stamp(decidedAt, book.rules(), wallet.plan()),
            command.type(),
            refuse.pool(),
            charge.action(),
            command.actor(),
            command.app(),
            charge.action().isEmpty() ? 0 : charge.quantity(),
            refuse.pool().isEmpty() ? 0 : wallet.balance(refuse.pool()),
            firstSequence,
            refuse.retryAt(),
            refuse.violations(),
            refuse.tried(),
            command.text());
    return (Rejection) add(rejection);
  }

  /** A crossing, at an instant. */
  void crossed(Crossing crossing, long instant, Rules rules) {
    add(
        new Depletion(
            stamp(instant, rules, wallet.plan()),
            crossing.type(),
            crossing.cause(),
            crossing.pool(),
            crossing.scope(),
            crossing.limit(),
            crossing.subject(),
            crossing.threshold(),
            crossing.alert(),
            crossing.grant(),
            crossing.amount(),
            crossing.expiresAt(),
            wallet.balance(crossing.pool(), crossing.scope()),
            wallet.nextReset(crossing.pool()),
            crossing.windowStart(),
            crossing.windowEnd()));
  }

  /** What is crossed; the rest of the line comes from the wallet. */
  record Crossing(
      Depletion.Type type,
      Depletion.Cause cause,
      String pool,
      List<String> scope,
      String limit,
      String subject,
      long threshold,
      String alert,
      String grant,
      long amount,
      long expiresAt,
      long windowStart,
      long windowEnd) {
    Crossing(
        Depletion.Type type,
        Depletion.Cause cause,
        String pool,
        String limit,
        String subject,
        long threshold,
        String alert,
        long windowStart,
        long windowEnd) {
      this(
          type,
          cause,
          pool,
          List.of(),
          limit,
          subject,
          threshold,
          alert,
          "",
          0,
          Times.NEVER,
          windowStart,
          windowEnd);
    }

    static Crossing expiring(Rules.Alert alert, Grant grant) {
      return new Crossing(
          Depletion.Type.EXPIRING_SOON,
          Depletion.Cause.NONE,
          alert.pool(),
          List.of(),
          "",
          "",
          0,
          alert.name(),
          grant.id(),
          grant.remaining(),
          grant.expiresAt(),
          UNSET,
          UNSET);
    }

    static Crossing topUp(
        Depletion.Type type, String pool, long threshold, long amount, Wallet.Window month) {
      return new Crossing(
          type,
          Depletion.Cause.NONE,
          pool,
          List.of(),
          "",
          "",
          threshold,
          "",
          "",
          amount,
          Times.NEVER,
          month.start(),
          month.end());
    }

    /**
     * Of a pool, or of a scope in it.
     *
     * @param amount micros that a scope refused
     */
    static Crossing funds(
        Depletion.Type type, Depletion.Cause cause, String pool, List<String> scope, long amount) {
      return new Crossing(
          type, cause, pool, scope, "", "", 0, "", "", amount, Times.NEVER, UNSET, UNSET);
    }

    static Crossing low(Rules.Alert alert, long threshold) {
      return new Crossing(
          Depletion.Type.LOW_BALANCE,
          Depletion.Cause.NONE,
          alert.pool(),
          "",
          "",
          threshold,
          alert.name(),
          UNSET,
          UNSET);
    }

    static Crossing limit(
        Depletion.Type type,
        Depletion.Cause cause,
        String pool,
        Wallet.Window window,
        long ceiling) {
      return new Crossing(
          type,
          cause,
          pool,
          window.limit(),
          window.subject(),
          ceiling,
          "",
          window.start(),
          window.end());
    }
  }

  private Stamp stamp(long effectiveAt, Rules rules, String plan) {
    // What a wallet that does not exist is told has no place in any chain.
    long sequence =
        wallet.status() == Wallet.Status.ABSENT && plan.isEmpty() ? 0 : wallet.sequence() + 1;
    return new Stamp(
        wallet.id(),
        sequence,
        Hash.NONE,
        decidedAt,
        effectiveAt,
        command.id(),
        book.level(),
        rules.version(),
        plan);
  }

  private Line add(Line line) {
    Line chained = line.stamp().sequence() == 0 ? line : line.chained(wallet.head().chain(line));
    wallet = Ledger.evolve(wallet, chained);
    list = EffectsDraft.plus(list, chained);
    return chained;
  }
}
