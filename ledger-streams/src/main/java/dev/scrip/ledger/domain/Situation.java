package dev.scrip.ledger.domain;

/**
 * All that a concern may look at when it decides a command or a step that fell due. Read-only.
 *
 * @param rules those in force: the newest for a command, those of its instant for a step
 */
record Situation(Book book, Rules rules, Wallet wallet, Memory memory, Command command, long at) {

  static Situation of(Book book, Wallet wallet, Memory memory, Command command, long at) {
    return new Situation(book, book.rules(), wallet, memory, command, at);
  }

  /** A step that falls due at an instant, by the rules of then. */
  static Situation due(Book book, Wallet wallet, long instant) {
    return new Situation(
        book,
        book.rulesBefore(instant),
        wallet,
        Memory.NONE,
        new Command("", wallet.id(), "", "", Text.NONE, new Command.Tick()),
        instant);
  }

  Rules.Plan plan() {
    Rules.Plan plan = rules.index().plans().get(wallet.plan());
    if (plan == null) {
      throw new IllegalStateException(
          "wallet " + wallet.id() + ": its plan " + wallet.plan() + " is in no rules in force");
    }
    return plan;
  }

  /** The same command at a later instant. */
  Situation later(Wallet then, long instant) {
    return new Situation(book, rules, then, memory, command, instant);
  }

  /** The same on another wallet, as it has become. */
  Situation with(Wallet then) {
    return later(then, at);
  }
}
