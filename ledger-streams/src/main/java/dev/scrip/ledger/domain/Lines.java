package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of one decision as they come: each is stamped, chained and folded into the wallet at
 * once, so that the next is decided on what it left.
 */
final class Lines {
  private final Book book;
  private final Command command;
  private final long decidedAt;
  private final List<Line> list = new ArrayList<>(2);
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
    long openAnchor = command.body() instanceof Command.Open open ? open.anchor() : UNSET;
    return entry(
        accept,
        Entry.Cause.COMMAND,
        decidedAt,
        book.rules(),
        command.actor(),
        command.app(),
        openAnchor,
        command.text());
  }

  /** The entry of a step that fell due at an instant. */
  Entry due(Verdict.Accept accept, long instant, Rules rules) {
    return entry(accept, Entry.Cause.DUE, instant, rules, "", "", UNSET, Text.NONE);
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
    Entry entry =
        new Entry(
            stamp(effectiveAt, rules, accept.plan()),
            accept.type(),
            cause,
            about.pool(),
            about.action(),
            actor,
            app,
            about.quantity(),
            about.amount(),
            balanceAfter(about.pool(), accept, effectiveAt),
            about.priced(),
            accept.anchor(),
            openAnchor,
            about.reference(),
            accept.effects(),
            text);
    return (Entry) add(entry);
  }

  /** The pool's balance with the effects: pending grants do not count. */
  private long balanceAfter(String pool, Verdict.Accept accept, long effectiveAt) {
    if (pool.isEmpty()) {
      return 0;
    }
    long balance = wallet.balance(pool);
    for (Grant grant : wallet.grants()) {
      boolean activated =
          accept.type() == Entry.Type.ACTIVATED && grant.id().equals(accept.about().reference());
      balance += activated ? grant.remaining() : 0;
    }
    for (Entry.Posting posting : accept.effects().postings()) {
      if (posting.pool().equals(pool) && active(posting.grant(), accept, effectiveAt)) {
        balance += posting.amount();
      }
    }
    return balance;
  }

  private boolean active(String grant, Verdict.Accept accept, long effectiveAt) {
    for (Entry.GrantTerms terms : accept.effects().grants()) {
      if (terms.grant().equals(grant)) {
        return terms.effectiveAt() <= effectiveAt;
      }
    }
    for (Grant held : wallet.grants()) {
      if (held.id().equals(grant)) {
        return held.active();
      }
    }
    return false;
  }

  /** The rejection of a command. */
  Rejection refused(Verdict.Refuse refuse, long firstSequence) {
    Command.Charge charge =
        command.body() instanceof Command.Charge body ? body : Command.Charge.of("");
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
            crossing.limit(),
            crossing.subject(),
            crossing.threshold(),
            crossing.alert(),
            wallet.balance(crossing.pool()),
            wallet.nextReset(crossing.pool()),
            crossing.windowStart(),
            crossing.windowEnd()));
  }

  /** What is crossed; the rest of the line comes from the wallet. */
  record Crossing(
      Depletion.Type type,
      Depletion.Cause cause,
      String pool,
      String limit,
      String subject,
      long threshold,
      String alert,
      long windowStart,
      long windowEnd) {
    static Crossing funds(Depletion.Type type, Depletion.Cause cause, String pool) {
      return new Crossing(type, cause, pool, "", "", 0, "", UNSET, UNSET);
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
    Line chained =
        line.stamp().sequence() == 0 ? line : line.chained(wallet.head().chain(line.canonical()));
    wallet = Ledger.evolve(wallet, chained);
    list.add(chained);
    return chained;
  }
}
