package dev.scrip.ledger.domain;

/** All that a concern may look at when it decides a command. Read-only. */
record Situation(Book book, Wallet wallet, Memory memory, Command command, long at) {
  Rules rules() {
    return book.rules();
  }

  Rules.Plan plan() {
    Rules.Plan plan = rules().index().plans().get(wallet.plan());
    if (plan == null) {
      throw new IllegalStateException(
          "wallet " + wallet.id() + ": its plan " + wallet.plan() + " is in no rules in force");
    }
    return plan;
  }

  Situation later(Wallet then, long instant) {
    return new Situation(book, then, memory, command, instant);
  }
}
